// Upright bars in groups, such as one group per layer in the order of the network. On a log axis, which has
// no zero for a bar to stand on, the values are dots on thin stems.
#include <algorithm>
#include <cmath>

#include "ui/chart/parts.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

struct PlotArea {
  ImRect whole, plot;
  Ruler y;
  float pitch, bar;  // of a group, of one of its bars
  float left(std::size_t group, std::size_t set, std::size_t sets) const {
    const float used = bar * static_cast<float>(sets);
    return plot.Min.x + static_cast<float>(group) * pitch + (pitch - used) / 2 +
           static_cast<float>(set) * bar;
  }
};

void fit(AxisRange& range, const ColumnSpec& spec) {
  if (spec.y.hi > spec.y.lo) {
    range = {spec.y.lo, spec.y.hi};
    return;
  }
  double lo = INFINITY, hi = -INFINITY;
  auto see = [&](double value) {
    if (std::isfinite(value) && std::isfinite(onRuler(spec.y.scale, value)))
      lo = std::min(lo, value), hi = std::max(hi, value);
  };
  for (const ColumnSet& set : spec.sets)
    for (double value : set.values) see(value);
  for (const ChartMark& mark : spec.marks) see(mark.at);
  if (spec.y.scale == AxisScale::linear) see(0);
  if (hi >= lo) fitRange(range, spec.y.scale, lo, hi, ImGui::GetIO().DeltaTime);
}

Text64 valueText(const AxisSpec& axis, double value) {
  Text64 out;
  if (std::isnan(value)) return out.append("–");
  out.append(axis.decimals >= 0 ? formatDecimals(value, axis.decimals) : formatNumber(value, 3));
  if (!axis.unit.empty()) out.append("\u202F").append(axis.unit);
  return out;
}

// Names under their groups; every second, third … where they would touch, and the last always.
void drawNames(const Kit& kit, const ColumnSpec& spec, const PlotArea& p, int hovered) {
  const Theme& t = kit.theme;
  float widest = 0;
  for (std::string_view name : spec.names) widest = std::max(widest, textWidth(kit, Type::small, name));
  const std::size_t count = spec.names.size(),
                    stride = static_cast<std::size_t>(
                        std::max(1.f, std::ceil((widest + t.unit) / std::max(p.pitch, 1.f))));
  for (std::size_t i = 0; i < count; ++i) {
    const bool last = i + 1 == count, over = static_cast<int>(i) == hovered;
    if (!over && !last && (i % stride || count - 1 - i < stride)) continue;
    const float words = textWidth(kit, Type::small, spec.names[i]),
                middle = p.plot.Min.x + (static_cast<float>(i) + 0.5f) * p.pitch;
    drawText(kit, drawList(), Type::small, {middle - words / 2, p.plot.Max.y + t.unit},
             over ? t.ink : t.secondary, spec.names[i]);
  }
}

void drawSet(const Kit& kit, const ColumnSpec& spec, const PlotArea& p, std::size_t set, int hovered) {
  const Theme& t = kit.theme;
  const ColumnSet& values = spec.sets[set];
  ImDrawList* list = drawList();
  const bool log = spec.y.scale != AxisScale::linear;
  const float base = snap(kit, log ? p.plot.Max.y : p.y.px(0));
  for (std::size_t i = 0; i < values.values.size(); ++i) {
    const double value = values.values[i];
    if (std::isnan(value) || (log && !(value > 0))) continue;
    const float end = std::clamp(p.y.px(value), p.plot.Min.y, p.plot.Max.y);
    const float left = p.left(i, set, spec.sets.size()), gap = p.bar > 6 ? t.hairlineWidth : 0;
    const Color own = values.color.a > 0 ? values.color : value < 0 ? t.negative : t.positive;
    const bool over = static_cast<int>(i) == hovered;
    if (log) {
      const float middle = left + p.bar / 2;
      list->AddLine({middle, base}, {middle, end}, ink(withAlpha(own, over ? 0.7f : 0.35f)), t.line);
      list->AddCircleFilled({middle, end}, std::clamp(p.bar * 0.4f, 2.f, 4.5f) * t.scale, ink(own));
    } else {
      list->AddRectFilled({left, std::min(base, end)},
                          {std::max(left + 1, left + p.bar - gap), std::max(base, end)}, ink(own),
                          t.hairlineWidth);
    }
    if (spec.sets.size() > 1) continue;
    const Text64 text = valueText(spec.y, value);
    const float words = textWidth(kit, Type::small, text), line = textHeight(kit, Type::small),
                middle = left + p.bar / 2, away = log ? 6 * t.scale : 1;
    if (words > p.pitch - t.unit) continue;
    const float y = value < 0 && !log ? end + away : end - line - away;
    drawText(kit, list, Type::small, {middle - words / 2, std::max(y, p.plot.Min.y - line - t.unit)}, t.ink,
             text);
  }
}

void drawMarks(const Kit& kit, const ColumnSpec& spec, const PlotArea& p) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  for (const ChartMark& mark : spec.marks) {
    if (std::isnan(mark.at)) continue;
    const float y = p.y.px(mark.at), line = textHeight(kit, Type::small);
    if (y < p.plot.Min.y - 1 || y > p.plot.Max.y + 1) continue;
    const Color color = mark.color.a > 0 ? mark.color : t.ink;
    const ImVec2 ends[] = {{p.plot.Min.x, y}, {p.plot.Max.x, y}};
    drawDashed(list, ends, 2, ink(color), t.line, 4 * t.scale, 3 * t.scale);
    // Beyond the end of the line, so that no bar stands in front of it.
    const float words = textWidth(kit, Type::small, mark.label);
    drawText(kit, list, Type::small,
             {std::min(p.plot.Max.x + t.unit, p.whole.Max.x - words),
              std::clamp(y - line / 2, p.plot.Min.y, std::max(p.plot.Min.y, p.plot.Max.y - line))},
             color, mark.label);
  }
}

float legendWidth(const Kit& kit, const ColumnSpec& spec) {
  float width = -kit.theme.between;
  for (const ColumnSet& set : spec.sets)
    width += textHeight(kit, Type::small) * 0.7f + kit.theme.unit + textWidth(kit, Type::small, set.label) +
             kit.theme.between;
  return width;
}

// What the sets are.
void drawLegend(const Kit& kit, const ColumnSpec& spec, ImVec2 at) {
  const Theme& t = kit.theme;
  const float line = textHeight(kit, Type::small), side = line * 0.7f;
  for (const ColumnSet& set : spec.sets) {
    const float top = at.y + (line - side) / 2;
    drawList()->AddRectFilled({at.x, top}, {at.x + side, top + side}, ink(set.color), t.hairlineWidth);
    at.x += side + t.unit;
    at.x += drawText(kit, drawList(), Type::small, at, t.secondary, set.label) + t.between;
  }
}

void drawUnderPointer(const Kit& kit, const ColumnSpec& spec, const PlotArea& p, int hovered) {
  constexpr std::size_t kMost = 6;
  ReadoutRow rows[kMost];
  Text64 values[kMost];
  std::size_t count = 0;
  const std::size_t at = static_cast<std::size_t>(hovered);
  for (const ColumnSet& set : spec.sets) {
    if (count == kMost || at >= set.values.size()) break;
    values[count] = valueText(spec.y, set.values[at]);
    rows[count] = {set.label.empty() ? spec.y.label : set.label,
                   {},
                   spec.sets.size() > 1 ? set.color : Color{0, 0, 0, 0},
                   false};
    rows[count].value = values[count];
    ++count;
  }
  for (const ChartMark& mark : spec.marks) {
    if (count == kMost || mark.label.empty() || std::isnan(mark.at)) continue;
    values[count] = valueText(spec.y, mark.at);
    rows[count] = {mark.label, {}, mark.color.a > 0 ? mark.color : kit.theme.ink, true};
    rows[count].value = values[count];
    ++count;
  }
  Text64 title;
  title.append(spec.x).append(" ").append(spec.names[at]);
  drawReadout(kit, p.plot,
              {p.plot.Min.x + (static_cast<float>(hovered) + 0.5f) * p.pitch, ImGui::GetIO().MousePos.y},
              title, {rows, count});
}

}  // namespace

int columnChart(Kit& kit, AxisRange& range, const ColumnSpec& spec) {
  const Theme& t = kit.theme;
  const Item item = passive(kit, spec.name, {rowWidth(spec.size.x), spec.size.y});
  if (!item.drawn) return -1;
  fit(range, spec);
  if (spec.names.empty() || !range.valid()) {
    range = {};
    drawEmpty(kit, item.rect, spec.empty);
    return -1;
  }
  const float line = textHeight(kit, Type::small);
  const Text64 title = axisTitle(spec.y.label, spec.y.unit);
  const float legend = spec.sets.size() > 1 ? legendWidth(kit, spec) : 0;
  // Right of the title where there is room, else below it.
  const bool below =
      legend > 0 && textWidth(kit, Type::small, title) + t.between + legend > item.rect.GetWidth();
  PlotArea p{item.rect, item.rect, {}, 0, 0};
  p.plot.Min.y += (below ? 2 : 1) * (line + t.unit) + (spec.sets.size() > 1 ? t.unit / 2 : line);
  p.plot.Max.y = std::max(p.plot.Min.y + 16, p.plot.Max.y - 2 * line - t.unit);
  Tick ticks[kMaxTicks];
  const int count =
      makeTicks(spec.y.scale, range.lo, range.hi, tickBudget(kit, p.plot.GetHeight(), false), ticks);
  p.plot.Min.x += std::ceil((widestTick(kit, ticks, count) + t.unit * 1.5f) / 8) * 8;
  float room = 0;
  for (const ChartMark& mark : spec.marks) room = std::max(room, textWidth(kit, Type::small, mark.label));
  p.plot.Max.x = std::max(p.plot.Min.x + 16, p.plot.Max.x - (room > 0 ? room + t.unit : 0));
  p.y = makeRuler(spec.y.scale, range.lo, range.hi, p.plot.Max.y, p.plot.Min.y);
  const float groups = static_cast<float>(spec.names.size()), sets = static_cast<float>(spec.sets.size());
  p.pitch = p.plot.GetWidth() / groups;
  p.bar = std::min(p.pitch * (sets > 1 ? 0.78f : 0.62f) / sets, 28 * t.scale);

  const ImVec2 mouse = ImGui::GetIO().MousePos;
  int hovered = -1;
  if (item.hovered && mouse.x >= p.plot.Min.x && mouse.x < p.plot.Max.x)
    hovered = std::clamp(static_cast<int>((mouse.x - p.plot.Min.x) / p.pitch), 0,
                         static_cast<int>(spec.names.size()) - 1);
  drawTextIn(kit, drawList(), Type::small, item.rect.Min, {item.rect.Max.x, item.rect.Min.y + line}, 0,
             t.secondary, title);
  if (legend > 0)
    drawLegend(kit, spec,
               below ? ImVec2(item.rect.Min.x, item.rect.Min.y + line + t.unit)
                     : ImVec2(item.rect.Max.x - legend, item.rect.Min.y));
  drawYAxis(kit, p.plot, p.y, ticks, count);
  for (std::size_t set = 0; set < spec.sets.size(); ++set) drawSet(kit, spec, p, set, hovered);
  const float base = spec.y.scale == AxisScale::linear ? snap(kit, p.y.px(0)) : p.plot.Max.y;
  drawList()->AddRectFilled({p.plot.Min.x, base}, {p.plot.Max.x, base + t.hairlineWidth}, ink(t.outline));
  drawMarks(kit, spec, p);
  drawNames(kit, spec, p, hovered);
  drawTextIn(kit, drawList(), Type::small, {p.plot.Min.x, p.plot.Max.y + t.unit + line},
             {p.plot.Max.x, p.plot.Max.y + t.unit + 2 * line}, 0.5f, t.secondary, spec.x);
  if (hovered >= 0) drawUnderPointer(kit, spec, p, hovered);
  return hovered;
}

}  // namespace lockstep
