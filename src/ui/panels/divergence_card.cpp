#include "ui/panels/divergence_card.h"

#include <algorithm>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct DivergenceCard final : Panel {
  void draw(Frame& frame, Rect rect) override;
};

void DivergenceCard::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  const Theme& t = kit.theme;
  const Diagnosis& d = *b.diagnosis;
  const float w = std::min(440 * t.scale, rect.size.x - 2 * t.between), inner = w - 2 * t.between;
  const std::string what = describe(d.divergence) + ".";
  const FixedText<96> back = textf<96>("You see step %s, the last good one.%s", formatCount(d.good).c_str(),
                                       d.remedies.empty() ? "" : " These were tried, and learn:");
  const float gapAfter = t.inside, title = textHeight(kit, Type::title) + t.inside;
  const float height = 2 * t.between + title + measureParagraph(kit, Type::base, inner, what) +
                       measureParagraph(kit, Type::base, inner, d.why) +
                       measureParagraph(kit, Type::base, inner, back) + 4 * gapAfter +
                       static_cast<float>(d.remedies.size()) * (std::max(t.control, t.target) + t.unit) +
                       t.inside;
  const ImVec2 min{rect.min.x + (rect.size.x - w) / 2, rect.min.y + t.between};
  beginPanel(kit, "divergence", min, {w, height}, true, t.between);
  bringToFront();
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRectFullScreen();  // the edge and its shadow lie outside of what a panel shows
  drawSheet(kit, list, min, {min.x + w, min.y + height});
  list->AddRectFilled(min, {min.x + 4 * t.scale, min.y + height}, pack(t.alarm), t.radius,
                      ImDrawFlags_RoundCornersLeft);
  list->PopClipRect();
  text(kit, Type::title, t.alarm, "The run diverged");
  ImGui::SameLine();
  ImGui::SetCursorScreenPos({min.x + w - t.between - t.control, min.y + t.inside});
  const bool close = iconButton(kit, "divergence.close", Icon::close, {.tip = "Close and look around"});
  ImGui::SetCursorScreenPos({min.x + t.between, min.y + t.between + title});
  paragraph(kit, Type::base, t.ink, what);
  gap(kit, 1);
  paragraph(kit, Type::base, t.ink, d.why);
  gap(kit, 1);
  paragraph(kit, Type::base, t.secondary, back);
  gap(kit, 1);
  const Remedy* chosen = nullptr;
  for (const Remedy& remedy : d.remedies)
    if (button(kit, textf<48>("remedy.%d", static_cast<int>(&remedy - d.remedies.data())), remedy.label,
               {.kind = &remedy == d.remedies.data() ? ButtonKind::primary : ButtonKind::quiet, .width = -1}))
      chosen = &remedy;
  endPanel(kit);
  if (chosen) applyRemedy(b, *chosen);
  if (close) b.diagnosis.reset();
}

}  // namespace

std::unique_ptr<Panel> makeDivergenceCard() { return std::make_unique<DivergenceCard>(); }

}  // namespace lockstep
