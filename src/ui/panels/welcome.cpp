#include "ui/panels/welcome.h"

#include <algorithm>

#include "studio/tour.h"
#include "ui/kit/draw.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

// One after the other, or where that is too long for a line, below each other.
constexpr char kQuestion[] =
    "All layers are updated at once, each on features that will be gone by the next step. How can it "
    "learn at all?";
constexpr char kFirst[] =
    "All layers are updated at once, each on features that will be gone by the next step.";
constexpr char kSecond[] = "How can it learn at all?";

bool oneLine(const Kit& kit, float width) { return textWidth(kit, Type::strong, kQuestion) < width; }

float measureQuestion(const Kit& kit, float width) {
  if (oneLine(kit, width)) return measureParagraph(kit, Type::strong, width, kQuestion);
  return measureParagraph(kit, Type::strong, width, kFirst) + kit.theme.unit +
         measureParagraph(kit, Type::strong, width, kSecond);
}

void drawQuestion(const Kit& kit, ImVec2 at, float width) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Color color = kit.theme.ink;
  if (oneLine(kit, width)) {
    drawParagraph(kit, list, Type::strong, at, width, color, kQuestion);
  } else {
    at.y += drawParagraph(kit, list, Type::strong, at, width, color, kFirst) + kit.theme.unit;
    drawParagraph(kit, list, Type::strong, at, width, color, kSecond);
  }
}
constexpr char kStep[] = "See one step", kTour[] = "Take the tour";

struct Places {
  float words = 0, buttons = 0;  // widths
  bool below = false;            // the buttons stand under the question
};

Places layOut(const Kit& kit, float width) {
  const Theme& t = kit.theme;
  Places p;
  p.buttons =
      textWidth(kit, Type::base, kStep) + textWidth(kit, Type::base, kTour) + 4 * t.between + t.inside;
  const float inner = width - 2 * t.between - t.control - t.inside;
  p.below = inner - p.buttons - t.between < 300 * t.scale;
  p.words = p.below ? inner : inner - p.buttons - t.between;
  return p;
}

struct Welcome final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float width) const override;
};

float Welcome::height(const Frame& frame, float width) const {
  const Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const Places p = layOut(kit, width);
  const float question = measureQuestion(kit, p.words), row = std::max(t.control, t.target);
  return 1.5f * t.between + (p.below ? question + t.inside + row : std::max(question, row));
}

void Welcome::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const ImVec2 min = rect.min, size = rect.size;
  const Places p = layOut(kit, size.x);
  beginPanel(kit, "welcome", min, size, true, 0);
  const float question = measureQuestion(kit, p.words), row = std::max(t.control, t.target);
  const float top = p.below ? min.y + 0.75f * t.between : min.y + (size.y - question) / 2;
  drawQuestion(kit, {min.x + t.between, top}, p.words);
  const float right = min.x + size.x - t.inside - t.control;
  ImGui::SetCursorScreenPos(p.below ? ImVec2(min.x + t.between, top + question + t.inside)
                                    : ImVec2(right - t.inside - p.buttons, min.y + (size.y - row) / 2));
  const bool step = button(kit, "welcome.step", kStep, {.kind = ButtonKind::primary});
  ImGui::SameLine(0, t.inside);
  const bool tour = button(kit, "welcome.tour", kTour);
  ImGui::SetCursorScreenPos({right, p.below ? min.y + t.inside : min.y + (size.y - t.control) / 2});
  const bool close = iconButton(kit, "welcome.close", Icon::close, {.tip = "Do not show this again"});
  endPanel(kit);
  if (!step && !tour && !close) return;
  frame.screen.preferences.welcomed = true;
  frame.requests.preferencesChanged = true;
  if (step) slowDown(frame);
  if (tour) goToStop(frame.bench, 0), showGuide(frame.screen);
}

}  // namespace

std::unique_ptr<Panel> makeWelcome() { return std::make_unique<Welcome>(); }

}  // namespace lockstep
