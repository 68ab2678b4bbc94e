#include "ui/panels/mode.h"

#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct Mode final : Panel {
  void draw(Frame& frame, Rect rect) override {
    const Theme& t = frame.kit.theme;
    beginPanel(frame.kit, "left", rect.min, rect.size, false, 0);
    ImGui::SetCursorScreenPos(rect.min + ImVec2(t.between, t.between));
    constexpr Choice kModes[] = {{"Settings"}, {"Experiments"}};
    int mode = frame.screen.guide;
    segmented(frame.kit, "left.mode", &mode, kModes, rect.size.x - 2 * t.between);
    frame.screen.guide = mode == 1;
    endPanel(frame.kit);
  }
  float height(const Frame& frame, float) const override {
    const Theme& t = frame.kit.theme;
    return t.control + t.between + t.unit;
  }
};

}  // namespace

std::unique_ptr<Panel> makeMode() { return std::make_unique<Mode>(); }

}  // namespace lockstep
