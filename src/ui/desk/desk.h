// The mixing desk: one channel strip under each layer, on the same axis as its column of neurons. Above, what
// the viewer sets (freeze, solo, rate); below, what the run measures.
#pragma once

#include <cmath>
#include <vector>

#include "studio/laboratory.h"
#include "studio/workbench.h"
#include "ui/kit/kit.h"
#include "ui/frame/columns.h"

namespace lockstep {

// What the instruments last found about one layer. NaN where nothing was measured yet.
struct StripReading {
  std::vector<float> histogram;  // of the pre-activations, over [low, high]
  double low = 0, high = 1;
  double quantiles[3] = {NAN, NAN, NAN};  // {15, 50, 85} % of one unit's pre-activations
  double quantileDrift = NAN;             // their movement since the moment before, in interquartile ranges
  double drift = NAN;                     // relative change of the layer's inputs over the next step
  double staleness = NAN, cosine = NAN;   // of its gradient, once the layers before it have moved
  double alone = NAN;                     // change of loss if only this layer moves
  double gradient = NAN;                  // ‖g_l‖
  double update = NAN;                    // ‖d_l‖ / ‖W_l‖
  double dead = NAN, saturated = NAN;     // share of its units
  double dimension = NAN;                 // participation ratio of its outputs
};

// The percentiles over the run; null where nothing was measured yet.
struct PercentileTrail {
  const Series* lines[3] = {};
};

struct DeskReadings {
  std::vector<StripReading> layers;
  std::vector<PercentileTrail> trails;
  double cost = 0;    // ms of one measurement of all strips
  int64_t step = -1;  // of the run, that the readings belong to
};

struct Desk {
  std::vector<float> ratesBefore;  // what a solo goes back to
  int solo = -1;
};

// The instruments whose readings the strips show: asks for them in this frame, and reads what they found.
void wantDesk(Laboratory& lab);
void readDesk(const Laboratory& lab, DeskReadings& readings);

// Of the strips under those columns, where they are not stretched.
float deskHeight(const Kit& kit, const NetworkLayout& layout);

// Strips side by side where no network stands above them (narrow screens).
NetworkLayout deskLayout(const Kit& kit, const Network& network, ImVec2 min, ImVec2 size);

void drawDesk(Kit& kit, Workbench& bench, const NetworkLayout& layout, const DeskReadings& readings,
              Desk& desk, ImVec2 min, ImVec2 size);

}  // namespace lockstep
