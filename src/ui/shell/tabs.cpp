#include "ui/shell/tabs.h"

#include <algorithm>

#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct Tabs final : Panel {
  void draw(Frame& frame, Rect rect) override {
    const Theme& t = frame.kit.theme;
    beginPanel(frame.kit, "tabs", rect.min, rect.size, true, 0);
    ImGui::SetCursorScreenPos({rect.min.x + t.between, rect.min.y + t.unit});
    constexpr Choice kTabs[] = {{"Network"}, {"Loss"}, {"Settings"}, {"Guide"},
                                {"Desk"},    {"Lab"},  {"Samples"}};
    const bool images = pictureKind(frame.bench.runs[0].session.problem) == PictureKind::image;
    const std::size_t count = std::size(kTabs) - (images ? 0 : 1);
    int tab = std::min(static_cast<int>(frame.screen.tab), static_cast<int>(count) - 1);
    tabs(frame.kit, "tab", &tab, {kTabs, count});
    frame.screen.tab = static_cast<Tab>(tab);
    endPanel(frame.kit);
  }
  float height(const Frame& frame, float) const override {
    return frame.kit.theme.control + 3 * frame.kit.theme.unit;
  }
};

}  // namespace

std::unique_ptr<Panel> makeTabs() { return std::make_unique<Tabs>(); }

}  // namespace lockstep
