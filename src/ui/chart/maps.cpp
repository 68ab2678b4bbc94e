#include <algorithm>
#include <cmath>

#include "ui/chart/parts.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

float widestName(const Kit& kit, std::span<const std::string_view> names) {
  float widest = 0;
  for (std::string_view name : names) widest = std::max(widest, textWidth(kit, Type::small, name));
  return widest;
}

// Names in the middle of their cells; every second, third … where they would touch.
void drawNames(const Kit& kit, const ImRect& plot, std::span<const std::string_view> names, bool horizontal) {
  const Theme& t = kit.theme;
  float line = textHeight(kit, Type::small),
        each = (horizontal ? plot.GetWidth() : plot.GetHeight()) / static_cast<float>(names.size());
  float needed = horizontal ? widestName(kit, names) + t.unit : line;
  auto stride = static_cast<size_t>(std::max(1.f, std::ceil(needed / each)));
  for (size_t i = 0; i < names.size(); i += stride) {
    float middle = (static_cast<float>(i) + 0.5f) * each, words = textWidth(kit, Type::small, names[i]);
    ImVec2 at = horizontal ? ImVec2(plot.Min.x + middle - words / 2, plot.Max.y + t.unit)
                           : ImVec2(plot.Min.x - t.unit * 1.5f - words, plot.Min.y + middle - line / 2);
    drawText(kit, drawList(), Type::small, at, t.secondary, names[i]);
  }
}

float leftRoom(const Kit& kit, const MapAxis& y, const Tick* ticks, int count) {
  float words = y.names.empty() ? widestTick(kit, ticks, count) : widestName(kit, y.names);
  return words > 0 ? std::ceil((words + kit.theme.unit * 1.5f) / 8) * 8 : 0;
}

}  // namespace

Color mapColor(Kit& kit, MapKind kind, float share) {
  const gfx::Ramp ramp = kind == MapKind::diverging ? gfx::Ramp::diverging : gfx::Ramp::sequential;
  const float value = kind == MapKind::diverging ? 2 * share - 1 : share;
  const uint32_t* colors = gfx::rampsOf(kit.ramps, paletteOf(kit.theme));
  return unpack(colors[static_cast<int>(ramp) * gfx::kRampSteps + gfx::quantise(value, 1, ramp)]);
}

MapEvent mapFrame(Kit& kit, const MapSpec& spec) {
  const Theme& t = kit.theme;
  float line = textHeight(kit, Type::small);
  Item item = passive(kit, spec.name, {rowWidth(spec.size.x), spec.size.y});
  MapEvent event{item.rect.Min, item.rect.Max};
  event.visible = item.drawn;
  if (!item.drawn) return event;
  ImRect plot = item.rect;
  bool legend = spec.hi > spec.lo;
  plot.Min.y += spec.y.label.empty() ? t.unit : line + t.unit * 1.5f;
  plot.Max.y -= line + t.unit + (spec.x.label.empty() || spec.x.names.empty() ? 0 : line) +
                (legend ? line * 2 + t.unit * 4 : 0);
  Tick ticks[kMaxTicks];
  int count = spec.y.names.empty() ? makeTicks(AxisScale::linear, spec.y.lo, spec.y.hi,
                                               tickBudget(kit, plot.GetHeight(), false), ticks)
                                   : 0;
  plot.Min.x += leftRoom(kit, spec.y, ticks, count);
  if (spec.square) {
    float rows = spec.y.names.empty() ? 1 : static_cast<float>(spec.y.names.size());
    float columns = spec.x.names.empty() ? 1 : static_cast<float>(spec.x.names.size());
    float cell = std::max(1.f, std::min(plot.GetWidth() / columns, plot.GetHeight() / rows));
    plot.Max = plot.Min + ImVec2(cell * columns, cell * rows);
  }
  plot.Min = {snap(kit, plot.Min.x), snap(kit, plot.Min.y)},
  plot.Max = {snap(kit, plot.Max.x), snap(kit, plot.Max.y)};
  ImDrawList* list = drawList();
  Text64 yTitle = axisTitle(spec.y.label, spec.y.unit), xTitle = axisTitle(spec.x.label, spec.x.unit);
  drawText(kit, list, Type::small, item.rect.Min, t.secondary, yTitle);
  float bottom = plot.Max.y + t.unit + line;
  if (spec.y.names.empty()) {
    drawYAxis(kit, plot, makeRuler(AxisScale::linear, spec.y.lo, spec.y.hi, plot.Max.y, plot.Min.y), ticks,
              count);
  } else {
    drawNames(kit, plot, spec.y.names, false);
  }
  if (spec.x.names.empty()) {
    count = makeTicks(AxisScale::linear, spec.x.lo, spec.x.hi, tickBudget(kit, plot.GetWidth(), true), ticks);
    drawXAxis(kit, plot, makeRuler(AxisScale::linear, spec.x.lo, spec.x.hi, plot.Min.x, plot.Max.x), ticks,
              count, xTitle, item.rect.Min.x, plot.Max.x);
  } else {
    drawNames(kit, plot, spec.x.names, true);
    drawTextIn(kit, list, Type::small, {plot.Min.x, bottom}, {plot.Max.x, bottom + line}, 0.5f, t.secondary,
               xTitle);
    bottom += xTitle.empty() ? 0 : line;
  }
  if (legend) {
    float top = bottom + t.unit * 2;
    float words = spec.legend.empty() ? 0 : textWidth(kit, Type::small, spec.legend) + t.inside;
    float room = std::max(plot.GetWidth(), std::min(item.rect.Max.x - plot.Min.x, words + 140 * t.scale));
    float right = plot.Min.x + room, left = right - std::min(room - words, 180 * t.scale);
    drawTextIn(kit, list, Type::small, {plot.Min.x, top}, {left - t.inside + 1, top + t.inside}, 0,
               t.secondary, spec.legend);
    colorLegend(kit, {left, top}, {right, top + t.inside}, spec.kind, spec.lo, spec.hi, spec.scale);
  }
  event.min = plot.Min, event.max = plot.Max;
  ImVec2 mouse = ImGui::GetIO().MousePos;
  event.hovered = item.hovered && plot.Contains(mouse);
  if (event.hovered) {
    float across = (mouse.x - plot.Min.x) / plot.GetWidth(), down = (mouse.y - plot.Min.y) / plot.GetHeight();
    event.x = spec.x.names.empty() ? spec.x.lo + across * (spec.x.hi - spec.x.lo)
                                   : std::floor(across * static_cast<float>(spec.x.names.size()));
    event.y = spec.y.names.empty() ? spec.y.hi - down * (spec.y.hi - spec.y.lo)
                                   : std::floor(down * static_cast<float>(spec.y.names.size()));
  }
  return event;
}

void mapCells(Kit& kit, const MapEvent& frame, const MapSpec& spec, std::span<const float> values, int rows,
              int columns, bool numbers) {
  if (!frame.visible || rows <= 0 || columns <= 0 ||
      values.size() < static_cast<size_t>(rows) * static_cast<size_t>(columns))
    return;
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  ImVec2 cell((frame.max.x - frame.min.x) / static_cast<float>(columns),
              (frame.max.y - frame.min.y) / static_cast<float>(rows));
  double lo = spec.lo, hi = spec.hi;
  if (!(hi > lo)) lo = spec.kind == MapKind::diverging ? -1 : 0, hi = 1;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      float value =
          values[static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column)];
      ImVec2 min(snap(kit, frame.min.x + static_cast<float>(column) * cell.x),
                 snap(kit, frame.min.y + static_cast<float>(row) * cell.y));
      ImVec2 max(snap(kit, frame.min.x + static_cast<float>(column + 1) * cell.x),
                 snap(kit, frame.min.y + static_cast<float>(row + 1) * cell.y));
      bool known = std::isfinite(value);
      Color fill = known ? mapColor(kit, spec.kind, static_cast<float>((value - lo) / (hi - lo))) : t.paper;
      list->AddRectFilled(min, max, ink(fill));
      if (!numbers || std::isnan(value)) continue;
      Text32 text = formatNumber(value, 2);
      if (textWidth(kit, Type::small, text) > cell.x - 2 || textHeight(kit, Type::small) > cell.y) continue;
      Color onFill = contrast(fill, t.ink) > contrast(fill, t.paper) ? t.ink : t.paper;
      drawTextIn(kit, list, Type::small, min, max, 0.5f, onFill, text);
    }
}

void colorLegend(Kit& kit, ImVec2 min, ImVec2 max, MapKind kind, double lo, double hi, AxisScale scale) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  // One rectangle per colour of the map, about whose value it lies.
  constexpr int kLast = gfx::kRampSteps - 2;
  auto edge = [&](float at) { return min.x + (max.x - min.x) * std::clamp(at / kLast, 0.0f, 1.0f); };
  for (int i = 0; i <= kLast; ++i) {
    const auto at = static_cast<float>(i);
    list->AddRectFilled({edge(at - 0.5f), min.y}, {edge(at + 0.5f), max.y},
                        ink(mapColor(kit, kind, at / kLast)));
  }
  Ruler ruler = makeRuler(scale, lo, hi, min.x, max.x);
  Tick ticks[kMaxTicks];
  int count = makeTicks(scale, lo, hi, tickBudget(kit, (max.x - min.x) * 1.6f, true), ticks);
  for (int i = 0; i < count; ++i) {
    float half = textWidth(kit, Type::small, ticks[i].label) / 2,
          x = std::clamp(ruler.px(ticks[i].value), min.x + half, std::max(min.x + half, max.x - half));
    drawText(kit, list, Type::small, {x - half, max.y + t.unit * 0.5f}, t.secondary, ticks[i].label);
  }
}

}  // namespace lockstep
