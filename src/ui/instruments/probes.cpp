// How much of the answer can be read off each layer by a linear map alone, now and over the run.
#include "ui/instruments/registry.h"

#include <cmath>

#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

// Of the input and of every layer, on one of the two sets of samples.
std::vector<double> withInput(const Readings& r, const char* input, const char* column) {
  const std::span<const double> layers = columnOf(r, "layers", column);
  if (layers.empty()) return {};
  std::vector<double> all{numberOf(r, "summary", input)};
  all.insert(all.end(), layers.begin(), layers.end());
  return all;
}

// The axis of a share that cannot exceed 1 but, as R², may fall below 0.
double axisFrom(std::span<const double> values) {
  double lo = 0;
  for (double v : values)
    if (v < lo) lo = v;
  return std::max(-1.0, std::floor(lo * 4) / 4);
}

}  // namespace

void drawProbes(InstrumentViewContext& c) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  refreshReadings(c, "layers");
  const Readings& r = s.readings;
  const std::vector<double> train = withInput(r, "input train", "train"),
                            test = withInput(r, "input test", "test");
  const bool heldOut = !test.empty() && !std::isnan(test[0]);
  const bool classes = c.run.session.problem.data.task == Task::classification;
  const char* what = classes ? "accuracy" : "R²";
  constexpr float kShares[] = {0.48f, 0.52f};
  Room parts[2];
  splitRoom(c.kit, wholeRoom(c), kShares, parts);

  const ColumnSet sets[] = {{"training samples", train, t.secondary},
                            {"held-out samples", test, withAlpha(t.secondary, 0.45f)}};
  const Text64 now = textf("%s of a linear read-out, now", what);
  ColumnSpec spec{.name = "probes.now",
                  .size = parts[0].size,
                  .y = {.label = what, .unit = {}},
                  .x = "read off layer",
                  .names = {},
                  .sets = {sets, heldOut ? 2u : 1u},
                  .empty = "What can be read off each layer by a linear map appears here."};
  if (!heldOut) spec.y.label = now;
  spec.y.lo = axisFrom(train), spec.y.hi = 1;
  if (!train.empty()) {
    layerNames(s, static_cast<int>(train.size()), 0);
    s.labels[0] = textf<32>("input"), s.names[0] = s.labels[0];
    spec.names = s.names;
  }
  ImGui::SetCursorScreenPos(parts[0].at);
  columnChart(c.kit, s.ranges[0], spec);

  const char* followed = findTrack(c.channel, "test") && heldOut ? "test" : "train";
  const Text64 label = textf("%s of a linear read-out, %s samples", what, heldOut ? "held-out" : "training");
  ImGui::SetCursorScreenPos(parts[1].at);
  drawTrack(c, s.charts[0],
            {.name = "probes.track",
             .track = followed,
             .label = label,
             .unit = {},
             .fromZero = false,
             .empty = "A line for each layer appears here as training goes on."},
            parts[1].size);
}

}  // namespace lockstep
