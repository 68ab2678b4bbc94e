#include "studio/desk_measurement.h"
#include "ui/desk/desk.h"

namespace lockstep {
namespace {

StripReading readStrip(const DeskMeasurement& m, std::size_t l) {
  StripReading r;
  const LayerDistributions& d = m.distributions.layers[l];
  // Where there is a layer's norm or a skip, what comes out lies elsewhere than what goes in: the marks
  // belong to the histogram of pre-activations.
  const Histogram& h = d.preActivations;
  r.histogram.assign(h.counts.begin(), h.counts.end());
  r.low = h.low, r.high = h.high;
  const Drift::LayerDrift& drift = m.drift.layers[l];
  r.quantiles[0] = drift.now.low, r.quantiles[1] = drift.now.middle, r.quantiles[2] = drift.now.high;
  r.quantileDrift = drift.shiftOverStep;
  r.drift = drift.overStep.relative;
  r.staleness = m.staleness.layers[l].staleness;
  r.cosine = m.staleness.layers[l].cosine;
  r.gradient = d.gradientNorm;
  r.update = d.update;
  r.alone = m.interaction.today().alone[l];
  r.dead = d.dead, r.saturated = d.saturated;
  r.dimension = m.dimensions.dimension[l + 1];
  return r;
}

}  // namespace

void wantDesk(Laboratory& lab) { lab.gauges.back().wanted = true; }

void readDesk(const Laboratory& lab, DeskReadings& readings) {
  const Gauge& g = lab.gauges.back();
  const auto* m = static_cast<const DeskMeasurement*>(g.latest.get());
  readings.layers.clear();
  readings.trails.clear();
  readings.step = g.latestStep;
  readings.cost = g.cost;
  if (!m) return;
  for (std::size_t l = 0; l < m->distributions.layers.size(); ++l) {
    readings.layers.push_back(readStrip(*m, l));
    PercentileTrail trail;
    for (std::size_t q = 0; q < 3 && g.tracks.size() == 3; ++q)
      if (l < g.tracks[q].rows.size()) trail.lines[q] = &g.tracks[q].rows[l];
    readings.trails.push_back(trail);
  }
}

}  // namespace lockstep
