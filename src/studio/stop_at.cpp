#include "studio/stop_at.h"

#include <cmath>
#include <cstdio>
#include <utility>

#include "studio/metric_schedule.h"
#include "studio/workbench_parts.h"

namespace lockstep {
namespace {

constexpr std::string_view kNames[kStopMeasures] = {"never", "step", "loss", "accuracy"};

double accuracyOf(const Metrics& metrics) {
  return std::isnan(metrics.testAccuracy) ? metrics.trainAccuracy : metrics.testAccuracy;
}

bool isBeyond(const Workbench& bench) {
  const Run& a = bench.runs[0];
  const Metrics& metrics = a.latest.metrics;
  switch (bench.stop.measure) {
    case StopMeasure::never:
      return false;
    case StopMeasure::step:
      return static_cast<double>(a.session.state.step) >= bench.stop.value;
    case StopMeasure::loss:
      return metrics.trainLoss <= bench.stop.value;
    case StopMeasure::accuracy:
      return accuracyOf(metrics) >= bench.stop.value;
  }
  return false;
}

std::string describe(const Workbench& bench) {
  const Run& a = bench.runs[0];
  const Metrics& metrics = a.latest.metrics;
  char reached[64] = "";
  if (bench.stop.measure == StopMeasure::loss)
    std::snprintf(reached, sizeof reached, ", at a training loss of %.3g", metrics.trainLoss);
  if (bench.stop.measure == StopMeasure::accuracy)
    std::snprintf(reached, sizeof reached, ", with %.1f\u202F%% right", 100 * accuracyOf(metrics));
  return "Stopped at step " + std::to_string(a.session.state.step) + reached;
}

}  // namespace

std::string_view nameOf(StopMeasure measure) { return kNames[static_cast<int>(measure)]; }

void stopAt(Workbench& bench, StopMeasure measure, double value) {
  bench.stop = {.measure = measure, .value = value};
  watchStop(bench);
  if (bench.stop.beyond) say(bench, "The run is there already: it stops when it gets there anew");
}

void watchStop(Workbench& bench) { bench.stop.beyond = isBeyond(bench); }

bool stopsHere(Workbench& bench) {
  const StopMeasure measure = bench.stop.measure;
  const bool looks = measure == StopMeasure::step || metricsDue(bench.runs[0].session);
  if (measure == StopMeasure::never || !looks || bench.lesson || bench.attempt) return false;
  const bool beyond = isBeyond(bench);
  if (std::exchange(bench.stop.beyond, beyond) || !beyond) return false;
  bench.playing = false;
  say(bench, describe(bench));
  return true;
}

}  // namespace lockstep
