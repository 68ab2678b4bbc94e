#include "ui/panels/caption.h"

#include "ui/kit/draw.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct Caption final : Panel {
  float height(const Frame& frame, float width) const override {
    const Theme& t = frame.kit.theme;
    return measureParagraph(frame.kit, Type::base, width - 2 * t.between, frame.screen.figure.caption) +
           1.5f * t.inside;
  }

  void draw(Frame& frame, Rect rect) override {
    Kit& kit = frame.kit;
    const Theme& t = kit.theme;
    const ImVec2 at = rect.min + ImVec2(t.between, t.inside);
    beginPanel(kit, "figure.caption", rect.min, rect.size, false, 0);
    drawParagraph(kit, ImGui::GetWindowDrawList(), Type::base, at, rect.size.x - 2 * t.between, t.ink,
                  frame.screen.figure.caption);
    endPanel(kit);
  }
};

}  // namespace

std::unique_ptr<Panel> makeCaption() { return std::make_unique<Caption>(); }

}  // namespace lockstep
