#include "ui/panels/loading.h"

#include <algorithm>
#include <string>

#include "studio/journey.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

void showJourney(Kit& kit, const Journey& journey, int64_t step, float width) {
  const int64_t end = journey.course.step;
  const auto share =
      static_cast<float>(static_cast<double>(step) / static_cast<double>(std::max<int64_t>(end, 1)));
  progressBar(kit, "loading.bar", share, "Step " + std::to_string(step) + " of " + std::to_string(end),
              width);
}

struct Loading final : Panel {
  void draw(Frame& frame, Rect rect) override {
    Kit& kit = frame.kit;
    const Theme& t = kit.theme;
    const bool table = frame.bench.pendingTable != nullptr;
    const Journey* journey = frame.bench.pendingAsset.empty() && !table ? frame.bench.journey.get() : nullptr;
    const bool stops = journey || table;
    const float width = (stops ? 360 : 280) * t.scale, stop = stops ? 64 * t.scale : 0,
                bar = width - stop - 3 * t.inside;
    beginPanel(kit, "loading", {rect.min.x + (rect.size.x - width) / 2, rect.min.y + t.between},
               {width, t.control + 2 * t.inside}, true, t.inside);
    bringToFront();
    if (journey) {
      showJourney(kit, *journey, frame.bench.runs[0].session.state.step, bar);
      ImGui::SameLine(0, t.inside);
      if (button(kit, "loading.stop", "Stop", {.width = stop})) frame.bench.journey.reset();
    } else if (table) {
      progressBar(kit, "loading.bar", tableShare(frame.bench), "Reading the table", bar);
      ImGui::SameLine(0, t.inside);
      if (button(kit, "loading.stop", "Stop", {.width = stop})) frame.bench.pendingTable.reset();
    } else {
      progressBar(kit, "loading.bar", frame.bench.assetShare, "Loading the digits");
    }
    endPanel(kit);
    redrawWithin(kit, 0.1f);
  }
};

}  // namespace

std::unique_ptr<Panel> makeLoading() { return std::make_unique<Loading>(); }

}  // namespace lockstep
