#include "ui/samples/class_bars.h"

#include <algorithm>

#include "ui/frame/selection.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

constexpr std::string_view kTrue = "true";

float widestName(const Kit& kit, std::span<const Text32> names) {
  float widest = 0;
  for (const Text32& name : names) widest = std::max(widest, textWidth(kit, Type::small, name));
  return widest;
}

// 0 for a NaN.
float shareOf(const ClassBars& bars, std::size_t k) {
  return bars.probability[k] > 0 ? std::min(bars.probability[k], 1.0f) : 0;
}

}  // namespace

void drawClassRows(const Kit& kit, ImDrawList* list, ImVec2 min, ImVec2 max, const ClassBars& bars) {
  const Theme& t = kit.theme;
  const float row = (max.y - min.y) / static_cast<float>(std::max<std::size_t>(1, bars.names.size()));
  const float left = min.x + std::min(widestName(kit, bars.names), (max.x - min.x) * 0.35f) + t.inside;
  const float mark = bars.truth >= 0 ? textWidth(kit, Type::small, kTrue) + t.inside : 0;
  const float number = textWidth(kit, Type::small, "100.0\u202F%");
  const float right = max.x - mark - number - t.inside, thick = std::min(8 * t.scale, row * 0.6f);
  for (std::size_t k = 0; k < bars.names.size(); ++k) {
    const float top = min.y + static_cast<float>(k) * row, middle = snap(kit, top + row / 2);
    const bool first = static_cast<int>(k) == bars.likeliest;
    const Color color = first ? t.ink : t.secondary;
    drawTextIn(kit, list, Type::small, {min.x, top}, {left - t.inside, top + row}, 1, color, bars.names[k]);
    const ImVec2 a(left, middle - thick / 2);
    list->AddRectFilled(a, {right, middle + thick / 2}, ink(t.wash), thick / 2);
    if (bars.probability.empty()) continue;
    const float share = shareOf(bars, k);
    const float length = share * (right - left);
    list->AddRectFilled(a, {left + length, middle + thick / 2}, ink(first ? t.ink : t.outline),
                        std::min(thick, length) / 2);
    drawTextIn(kit, list, Type::small, {right, top}, {right + t.inside + number, top + row}, 1, color,
               formatPercent(bars.probability[k]));
    if (static_cast<int>(k) == bars.truth)
      drawTextIn(kit, list, Type::small, {max.x - mark, top}, {max.x + 1, top + row}, 1, t.ink, kTrue);
  }
}

void drawClassColumns(const Kit& kit, ImDrawList* list, ImVec2 min, ImVec2 max, const ClassBars& bars) {
  const Theme& t = kit.theme;
  const float step = (max.x - min.x) / static_cast<float>(std::max<std::size_t>(1, bars.names.size()));
  const float line = textHeight(kit, Type::small), thick = std::min(step * 0.6f, 24 * t.scale);
  const float top = min.y + line + t.unit / 2, bottom = snap(kit, max.y - line - t.unit / 2);
  drawHairline(kit, list, {min.x, bottom}, {max.x, bottom});
  for (std::size_t k = 0; k < bars.names.size(); ++k) {
    const float left = min.x + static_cast<float>(k) * step, x = snap(kit, left + (step - thick) / 2);
    const bool first = static_cast<int>(k) == bars.likeliest;
    const Color color = first ? t.ink : t.secondary;
    drawTextIn(kit, list, Type::small, {left, bottom + t.unit / 2}, {left + step, max.y}, 0.5f, color,
               bars.names[k]);
    if (bars.probability.empty()) continue;
    const float share = shareOf(bars, k), height = share * (bottom - top);
    list->AddRectFilled({x, bottom - height}, {x + thick, bottom}, ink(first ? t.ink : t.outline),
                        std::min(t.radius, height) / 2);
    if (share >= 0.005f)
      drawTextIn(kit, list, Type::small, {left - t.unit, bottom - height - line - t.unit / 2},
                 {left + step + t.unit, bottom - height - t.unit / 2}, 0.5f, color, formatPercent(share, 0));
  }
}

void classNames(const Run& run, std::vector<Text32>& names) {
  names.resize(static_cast<std::size_t>(std::max(2, run.session.problem.outputs)));
  for (std::size_t k = 0; k < names.size(); ++k)
    names[k] = className(run.session.problem, static_cast<int>(k));
}

}  // namespace lockstep
