// The desk: a strip under each layer, on the same axis as its column of neurons. Above, what the viewer sets
// (freeze, solo, rate); below, what is measured on the run.
#pragma once

#include <cmath>
#include <vector>

#include "ui/frame/panel.h"

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

// What a solo goes back to.
struct Solo {
  std::vector<float> ratesBefore;
  int layer = -1;
};

// The instruments whose readings the strips show: asks for them in this frame, and reads what they found.
void wantDesk(Laboratory& lab);
void readDesk(const Laboratory& lab, DeskReadings& readings);

std::unique_ptr<Panel> makeDesk();

}  // namespace lockstep
