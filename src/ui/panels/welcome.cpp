#include "ui/panels/welcome.h"

#include <algorithm>

#include "studio/tour.h"
#include "ui/kit/draw.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr char kFact[] =
    "All layers are updated at once, each on features that will be gone by the next step.";
constexpr char kQuestion[] = "How can it learn at all?";
constexpr char kStep[] = "See one step", kTour[] = "Take the tour";

// The fact, and below it the question with the buttons beside it, or below that where there is no room.
struct Lines {
  Type type;
  float fact, question, buttons;  // heights; width of the buttons
  bool below;
};

Lines layOut(const Kit& kit, float width) {
  const Theme& t = kit.theme;
  Lines l;
  const bool roomy = width >= 700 * t.scale && ImGui::GetIO().DisplaySize.y >= 660 * t.scale;
  l.type = roomy ? Type::number : Type::title;
  const float inner = width - 2 * t.between - t.control;
  l.fact = measureParagraph(kit, l.type, inner, kFact);
  l.question = measureParagraph(kit, l.type, inner, kQuestion);
  l.buttons =
      textWidth(kit, Type::base, kStep) + textWidth(kit, Type::base, kTour) + 4 * t.between + t.inside;
  l.below = textWidth(kit, l.type, kQuestion) + l.buttons + t.around > inner;
  return l;
}

struct Welcome final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float width) const override;
};

float Welcome::height(const Frame& frame, float width) const {
  const Theme& t = frame.kit.theme;
  const Lines l = layOut(frame.kit, width);
  const float row = std::max(t.control, t.target);
  return 1.5f * t.between + l.fact + (l.below ? l.question + t.inside + row : std::max(l.question, row));
}

void Welcome::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  const Lines l = layOut(kit, rect.size.x);
  const float row = std::max(t.control, t.target), inner = rect.size.x - 2 * t.between - t.control;
  beginPanel(kit, "welcome", rect.min, rect.size, true, 0);
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImVec2 at = rect.min + ImVec2(t.between, 0.75f * t.between);
  at.y += drawParagraph(kit, list, l.type, at, inner, t.ink, kFact);
  drawParagraph(kit, list, l.type, at, inner, t.ink, kQuestion);
  if (l.below)
    at.y += l.question + t.inside;
  else
    at += ImVec2(textWidth(kit, l.type, kQuestion) + t.around, (std::max(l.question, row) - row) / 2);
  ImGui::SetCursorScreenPos(at);
  const bool step = button(kit, "welcome.step", kStep, {.kind = ButtonKind::primary});
  ImGui::SameLine(0, t.inside);
  const bool tour = button(kit, "welcome.tour", kTour);
  ImGui::SetCursorScreenPos({rect.max().x - t.inside - t.control, rect.min.y + t.inside});
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
