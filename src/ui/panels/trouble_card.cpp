#include "ui/panels/trouble_card.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct TroubleCard final : Panel {
  void draw(Frame& frame, Rect rect) override;
};

struct Trouble {
  std::string_view title;
  std::array<std::string_view, 3> words;  // below it; empty: none
  std::span<const Remedy> remedies;
  Color color;  // of title and edge
};

constexpr char kTried[] = " This was tried, and learns:";

// Returns the remedy pressed; `closed`: the viewer has seen enough.
const Remedy* drawTrouble(Kit& kit, const Trouble& trouble, Rect rect, bool& closed) {
  const Theme& t = kit.theme;
  const float w = std::min(440 * t.scale, rect.size.x - 2 * t.between), inner = w - 2 * t.between,
              heading = inner - t.control - t.inside;
  const float title = measureParagraph(kit, Type::title, heading, trouble.title) + t.inside;
  float height = 2 * t.between + title + t.inside +
                 static_cast<float>(trouble.remedies.size()) * (std::max(t.control, t.target) + t.inside);
  for (std::string_view words : trouble.words)
    if (!words.empty()) height += measureParagraph(kit, Type::base, inner, words) + t.inside;
  const ImVec2 min{rect.min.x + (rect.size.x - w) / 2, rect.min.y + t.between};
  beginPanel(kit, "trouble", min, {w, height}, true, t.between);
  bringToFront();
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRectFullScreen();  // the edge and its shadow lie outside of what a panel shows
  drawSheet(kit, list, min, {min.x + w, min.y + height});
  list->AddRectFilled(min, {min.x + 4 * t.scale, min.y + height}, pack(trouble.color), t.radius,
                      ImDrawFlags_RoundCornersLeft);
  list->PopClipRect();
  const ImVec2 at = min + ImVec2(t.between, t.between);
  drawParagraph(kit, list, Type::title, at, heading, trouble.color, trouble.title);
  ImGui::SetCursorScreenPos({min.x + w - t.between - t.control, min.y + t.inside});
  closed = iconButton(kit, "trouble.close", Icon::close, {.tip = "Close and look around"});
  ImGui::SetCursorScreenPos(at + ImVec2(0, title));
  for (std::string_view words : trouble.words) {
    if (words.empty()) continue;
    paragraph(kit, Type::base, words.data() == trouble.words.back().data() ? t.secondary : t.ink, words);
    gap(kit, 1);
  }
  const Remedy* chosen = nullptr;
  for (const Remedy& remedy : trouble.remedies) {
    const int index = static_cast<int>(&remedy - trouble.remedies.data());
    if (button(kit, textf<48>("remedy.%d", index), remedy.label,
               {.kind = index == 0 ? ButtonKind::primary : ButtonKind::quiet, .width = -1}))
      chosen = &remedy;
  }
  endPanel(kit);
  return chosen;
}

// What is drawn last changes the bench: what it says goes with that.
void TroubleCard::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  bool closed = false;
  const Remedy* chosen = nullptr;
  if (diverged(b)) {
    const Diagnosis& d = *b.diagnosis;
    const std::string what = describe(d.divergence) + ".";
    const FixedText<96> back = textf<96>("You see step %s, the last good one.%s", formatCount(d.good).c_str(),
                                         d.remedies.empty() ? "" : kTried);
    chosen = drawTrouble(kit, {"The run diverged", {what, d.why, back}, d.remedies, kit.theme.alarm}, rect,
                         closed);
  } else {
    const Complaint& c = *b.complaint;
    const std::span<const Remedy> remedies(c.remedy ? &*c.remedy : nullptr, c.remedy ? 1 : 0);
    const std::string_view tried = c.remedy ? std::string_view(kTried).substr(1) : std::string_view();
    chosen = drawTrouble(kit, {c.title, {c.why, "", tried}, remedies, kit.theme.ink}, rect, closed);
  }
  if (chosen) applyRemedy(b, *chosen);
  if (closed) diverged(b) ? b.diagnosis.reset() : b.complaint.reset();
}

}  // namespace

std::unique_ptr<Panel> makeTroubleCard() { return std::make_unique<TroubleCard>(); }

}  // namespace lockstep
