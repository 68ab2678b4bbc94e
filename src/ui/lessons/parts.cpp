#include "ui/lessons/parts.h"

#include <algorithm>

#include "studio/tour.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

Text64 valueOf(const Quantity& q) {
  return textf("%s%s%s", formatNumber(q.value).c_str(), q.unit.empty() ? "" : "\u202F", q.unit.c_str());
}

void quantityRow(Kit& kit, const Quantity& q, std::size_t index) {
  const Theme& t = kit.theme;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool bounded = q.bound != Quantity::Bound::none;
  const float width = ImGui::GetContentRegionAvail().x, mark = bounded ? 14 * t.scale : 0;
  const Text64 value = valueOf(q);
  const float number = textWidth(kit, Type::base, value), words = width - number - t.between - mark;
  const float height =
      std::max(measureParagraph(kit, Type::small, words, q.name), textHeight(kit, Type::base)) + t.unit;
  passive(kit, textf<48>("experiment.quantity.%d", static_cast<int>(index)), {width, height});
  const std::string bound = describeBound(q);
  const FixedText<96> needs = bound.empty() ? textf<96>("Measured for comparison: the verdict leaves it out.")
                                            : textf<96>("The claim needs %s.", bound.c_str());
  tip(kit, {.title = q.name, .body = needs});
  ImDrawList* list = drawList();
  drawParagraph(kit, list, Type::small, at, words, t.secondary, q.name);
  drawTextIn(kit, list, Type::base, {at.x + words, at.y - t.unit / 2},
             {at.x + width - mark, at.y + textHeight(kit, Type::base)}, 1, t.ink, value);
  if (bounded)
    drawIcon(list, holds(q) ? Icon::check : Icon::close,
             {at.x + width - mark / 2 + 2 * t.scale, at.y + textHeight(kit, Type::base) / 2}, 12 * t.scale,
             ink(holds(q) ? t.accent : t.ink));
}

}  // namespace

bool listRow(Kit& kit, std::string_view name, std::size_t index, std::string_view title,
             std::string_view words, Icon mark) {
  const Theme& t = kit.theme;
  const float width = ImGui::GetContentRegionAvail().x, number = 24 * t.scale;
  const float right = mark == Icon::none ? 0 : t.icon, column = width - number - right - t.inside;
  const float top = textHeight(kit, Type::strong) + t.unit;
  const float height = top + measureParagraph(kit, Type::small, column, words) + 2 * t.inside;
  const Item item = pressable(kit, name, {width, height});
  if (item.drawn) {
    ImDrawList* list = drawList();
    const ImVec2 at = item.rect.Min + ImVec2(0, t.inside);
    if (item.hovered)
      list->AddRectFilled(item.rect.Min - ImVec2(t.inside, 0), item.rect.Max + ImVec2(t.inside, 0),
                          ink(t.wash), t.radius);
    drawText(kit, list, Type::strong, at, t.secondary, textf<32>("%d", static_cast<int>(index) + 1));
    drawText(kit, list, Type::strong, at + ImVec2(number, 0), item.hovered ? t.accent : t.ink, title);
    drawParagraph(kit, list, Type::small, at + ImVec2(number, top), column, t.secondary, words);
    if (mark != Icon::none)
      drawIcon(list, mark, {item.rect.Max.x - right / 2, at.y + top / 2}, right,
               ink(mark == Icon::check ? t.accent : t.secondary));
    focusRing(kit, item);
  }
  return item.pressed;
}

void drawTourDots(Kit& kit, Workbench& b) {
  const Theme& t = kit.theme;
  const std::span<const TourStop> stops = tourStops();
  const int count = static_cast<int>(stops.size());
  int next = b.tourStop;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, dot = 4 * t.scale,
              apart = std::max(4 * dot, t.target), height = std::max(t.control, t.target);
  ImDrawList* list = drawList();
  for (int i = 0; i <= count; ++i) {
    const ImVec2 centre = {at.x + dot + static_cast<float>(i) * apart, at.y + height / 2};
    const Item item = pressableAt(kit, textf<48>("tour.%d", i + 1),
                                  {{centre.x - apart / 2, at.y}, {centre.x + apart / 2, at.y + height}});
    if (item.pressed) next = i;
    tip(kit,
        {.title = i < count ? stops[static_cast<std::size_t>(i)].title : "What you measured", .body = {}});
    const bool measured =
        i < count && findingOf(b, *findExperiment(stops[static_cast<std::size_t>(i)].experiment));
    list->AddCircleFilled(centre, i == b.tourStop ? 1.25f * dot : dot,
                          ink(i == b.tourStop ? t.accent
                              : measured      ? t.secondary
                                              : t.outline));
    focusRing(kit, item);
  }
  ImGui::SetCursorScreenPos({at.x + width - height, at.y});
  if (iconButton(kit, "tour.close", Icon::close, {.size = height, .tip = "Leave the tour"})) next = -1;
  ImGui::SetCursorScreenPos({at.x, at.y + height});
  if (next != b.tourStop) goToStop(b, next);
}

void drawNumbers(Kit& kit, const Lesson& l) {
  for (std::size_t i = 0; i < l.verdict->measured.size(); ++i) quantityRow(kit, l.verdict->measured[i], i);
}

}  // namespace lockstep
