// The norm of each layer's weights beside that of the initial ones, and over the run.
#include "ui/instruments/parts.h"

namespace lockstep {
namespace {

class NormsView final : public ViewOf<Norms> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  AxisRange range_;
  ChartState trackChart_;
};

void NormsView::draw(InstrumentFrame& f, Rect room) {
  const Theme& t = f.kit.theme;
  std::vector<double> now, initial;
  if (f.gauge.latest) {
    const Readings readings = f.gauge.latest->readings();
    now = *findColumn(readings, "layers", "norm"), initial = *findColumn(readings, "layers", "initial");
  }
  const auto [left, right] = splitRect(f.kit, room, {0.48f, 0.52f});
  const ColumnSet sets[] = {{"now", now, t.secondary}, {"at step 0", initial, withAlpha(t.secondary, 0.45f)}};
  const LayerNames names(now.size());
  ImGui::SetCursorScreenPos(left.min);
  columnChart(f.kit, range_,
              {.name = "norms.now",
               .size = left.size,
               .y = {.label = "norm of the weights", .unit = {}},
               .x = "layer",
               .names = names,
               .sets = sets,
               .empty = "How large the weights of each layer are appears here."});
  drawTrack(f, trackChart_,
            {.name = "norms.track",
             .track = "norm",
             .label = "norm of the weights",
             .unit = {},
             .empty = "A line for each layer appears here as training goes on."},
            right);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<Norms>& instrument) {
  return std::make_unique<NormsView>(instrument);
}

}  // namespace lockstep
