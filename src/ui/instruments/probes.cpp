// How much of the answer can be read off each layer by a linear map alone, now and over the run.
#include <cmath>

#include "probes/linear_probe.h"
#include "ui/instruments/parts.h"

namespace lockstep {
namespace {

// The axis of a share that cannot exceed 1 but, as R², may fall below 0.
double axisFrom(std::span<const double> values) {
  double lo = 0;
  for (double v : values)
    if (v < lo) lo = v;
  return std::max(-1.0, std::floor(lo * 4) / 4);
}

class ProbesView final : public ViewOf<LinearProbe> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  AxisRange range_;
  ChartState trackChart_;
};

void ProbesView::draw(InstrumentFrame& f, Rect room) {
  const Theme& t = f.kit.theme;
  std::vector<double> train, test;  // of the input and of every layer
  if (const LinearProbe* m = latest(f)) {
    train = columnOf(m->readouts, &LinearProbe::Readout::train);
    test = columnOf(m->readouts, &LinearProbe::Readout::test);
  }
  const bool heldOut = !test.empty() && !std::isnan(test[0]);
  const bool classes = f.run.session.problem.data.task == Task::classification;
  const char* what = classes ? "accuracy" : "R²";
  const auto [left, right] = splitRect(f.kit, room, {0.48f, 0.52f});

  const ColumnSet sets[] = {{"training samples", train, t.secondary},
                            {"held-out samples", test, withAlpha(t.secondary, 0.45f)}};
  const Text64 now = textf("%s of a linear read-out, now", what);
  const LayerNames names(train.size(), 0);
  ColumnSpec spec{.name = "probes.now",
                  .size = left.size,
                  .y = {.label = what, .unit = {}},
                  .x = "read off layer",
                  .names = names,
                  .sets = {sets, heldOut ? 2u : 1u},
                  .empty = "What can be read off each layer by a linear map appears here."};
  if (!heldOut) spec.y.label = now;
  spec.y.lo = axisFrom(train), spec.y.hi = 1;
  ImGui::SetCursorScreenPos(left.min);
  columnChart(f.kit, range_, spec);

  const char* followed = findTrack(f.gauge, "test") && heldOut ? "test" : "train";
  const Text64 label = textf("%s of a linear read-out, %s samples", what, heldOut ? "held-out" : "training");
  drawTrack(f, trackChart_,
            {.name = "probes.track",
             .track = followed,
             .label = label,
             .unit = {},
             .fromZero = false,
             .empty = "A line for each layer appears here as training goes on."},
            right);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<LinearProbe>& instrument) {
  return std::make_unique<ProbesView>(instrument);
}

}  // namespace lockstep
