#include <algorithm>
#include <cmath>

#include "ui/chart/parts.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

void fitBars(Kit& kit, AxisRange& range, const BarSpec& spec, std::span<const Bar> bars) {
  if (spec.hi > spec.lo) {
    range = {spec.lo, spec.hi};
    return;
  }
  double lo = 0, hi = 0;
  for (const Bar& bar : bars)
    if (std::isfinite(bar.value)) lo = std::min(lo, bar.value), hi = std::max(hi, bar.value);
  fitRange(range, AxisScale::linear, lo, hi, ImGui::GetIO().DeltaTime);
  if (range.patience > 0) redrawWithin(kit, 0.3f);  // it shrinks even where nothing else moves
}

Color barColor(const Theme& t, const Bar& bar) {
  return bar.color.a > 0 ? bar.color : bar.value < 0 ? t.negative : t.positive;
}

Text32 barText(const Bar& bar) {
  return bar.valueText.empty() ? formatNumber(bar.value, 3) : Text32().append(bar.valueText);
}

struct PlotArea {
  ImRect whole, plot;
};

void drawHorizontal(const Kit& kit, const PlotArea& p, const Ruler& ruler, std::span<const Bar> bars,
                    int hovered, bool numbers) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  float pitch = p.plot.GetHeight() / static_cast<float>(bars.size()),
        thick = std::min(pitch * 0.62f, 18 * t.scale);
  float zero = snap(kit, ruler.px(0));
  for (size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    float middle = p.plot.Min.y + (static_cast<float>(i) + 0.5f) * pitch;
    bool over = static_cast<int>(i) == hovered;
    drawTextIn(kit, list, Type::small, {p.whole.Min.x, middle - pitch / 2},
               {p.plot.Min.x - t.inside, middle + pitch / 2}, 0, over ? t.ink : t.secondary, bar.label);
    float end = std::clamp(ruler.px(std::isfinite(bar.value) ? bar.value : 0), p.plot.Min.x, p.plot.Max.x);
    list->AddRectFilled({std::min(zero, end), middle - thick / 2}, {std::max(zero, end), middle + thick / 2},
                        ink(barColor(t, bar)), t.hairlineWidth);
    if (!numbers && !over) continue;
    Text32 value = barText(bar);
    float words = textWidth(kit, Type::small, value);
    bool left = bar.value < 0;
    float x = left ? end - words - t.unit : end + t.unit;
    if (x < p.plot.Min.x) x = zero + t.unit;  // no room on its side: across the zero line
    if (x + words > p.whole.Max.x) x = zero - words - t.unit;
    drawText(kit, list, Type::small, {x, middle - textHeight(kit, Type::small) / 2}, t.ink, value);
  }
  list->AddRectFilled({zero, p.plot.Min.y}, {zero + t.hairlineWidth, p.plot.Max.y}, ink(t.outline));
}

void drawVertical(const Kit& kit, const PlotArea& p, const Ruler& ruler, std::span<const Bar> bars,
                  int hovered) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  float pitch = p.plot.GetWidth() / static_cast<float>(bars.size()),
        thick = std::min(pitch * 0.62f, 28 * t.scale);
  float zero = snap(kit, ruler.px(0)), line = textHeight(kit, Type::small);
  for (size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    float middle = p.plot.Min.x + (static_cast<float>(i) + 0.5f) * pitch;
    float end = std::clamp(ruler.px(std::isfinite(bar.value) ? bar.value : 0), p.plot.Min.y, p.plot.Max.y);
    list->AddRectFilled({middle - thick / 2, std::min(zero, end)}, {middle + thick / 2, std::max(zero, end)},
                        ink(barColor(t, bar)), t.hairlineWidth);
    bool over = static_cast<int>(i) == hovered;
    drawTextIn(kit, list, Type::small, {middle - pitch / 2, p.plot.Max.y + t.unit},
               {middle + pitch / 2, p.whole.Max.y}, 0.5f, over ? t.ink : t.secondary, bar.label);
    Text32 value = barText(bar);
    if (over || textWidth(kit, Type::small, value) < pitch - 2)
      drawTextIn(kit, list, Type::small, {middle - pitch, bar.value < 0 ? end + 1 : end - line - 1},
                 {middle + pitch, bar.value < 0 ? end + 1 + line : end - 1}, 0.5f, t.ink, value);
  }
  list->AddRectFilled({p.plot.Min.x, zero}, {p.plot.Max.x, zero + t.hairlineWidth}, ink(t.outline));
}

}  // namespace

int barChart(Kit& kit, AxisRange& range, const BarSpec& spec, std::span<const Bar> bars) {
  const Theme& t = kit.theme;
  float line = textHeight(kit, Type::small), head = spec.label.empty() ? 0 : line + t.unit * 1.5f;
  float natural =
      spec.vertical ? 120 * t.scale : static_cast<float>(bars.size()) * (line + t.unit * 2) + head;
  Item item = passive(
      kit, spec.name,
      {rowWidth(spec.size.x), spec.size.y > 0 ? spec.size.y : std::max(natural, 2 * line + t.between)});
  if (!item.drawn) return -1;
  if (bars.empty()) {
    range = {};
    drawEmpty(kit, item.rect, spec.empty);
    return -1;
  }
  fitBars(kit, range, spec, bars);
  PlotArea p{item.rect, item.rect};
  if (head > 0)
    drawText(kit, drawList(), Type::small, item.rect.Min, t.secondary, axisTitle(spec.label, spec.unit));
  p.plot.Min.y += head;
  float widest = 0, value = 0;
  for (const Bar& bar : bars) {
    widest = std::max(widest, textWidth(kit, Type::small, bar.label));
    value = std::max(value, textWidth(kit, Type::small, barText(bar)));
  }
  ImVec2 mouse = ImGui::GetIO().MousePos;
  int hovered = -1;
  auto entryAt = [&](float share) {
    return std::clamp(static_cast<int>(share * static_cast<float>(bars.size())), 0,
                      static_cast<int>(bars.size()) - 1);
  };
  if (spec.vertical) {
    p.plot.Min.y += line, p.plot.Max.y -= line + t.unit + (range.lo < 0 ? line : 0);
    Tick ticks[kMaxTicks];
    int count =
        makeTicks(AxisScale::linear, range.lo, range.hi, tickBudget(kit, p.plot.GetHeight(), false), ticks);
    p.plot.Min.x += std::ceil((widestTick(kit, ticks, count) + t.unit * 1.5f) / 8) * 8;
    Ruler ruler = makeRuler(AxisScale::linear, range.lo, range.hi, p.plot.Max.y, p.plot.Min.y);
    if (item.hovered && mouse.x >= p.plot.Min.x)
      hovered = entryAt((mouse.x - p.plot.Min.x) / p.plot.GetWidth());
    drawYAxis(kit, p.plot, ruler, ticks, count);
    if (range.lo < 0) p.plot.Max.y += line;
    drawVertical(kit, p, ruler, bars, hovered);
  } else {
    p.plot.Min.x += std::min(widest + t.inside, item.rect.GetWidth() * 0.4f);
    // Numbers beside the bars need room on each side that has bars; in a narrow place they show
    // on hover only.
    float sides = (range.lo < 0 ? 1.f : 0.f) + (range.hi > 0 ? 1.f : 0.f), reserve = value + t.unit;
    bool numbers = p.plot.GetWidth() - sides * reserve > 56 * t.scale;
    if (!numbers) reserve = 0;
    float left = p.plot.Min.x + (range.lo < 0 ? reserve : 0);
    float right = std::max(left + 8, p.plot.Max.x - (range.hi > 0 ? reserve : 0));
    Ruler ruler = makeRuler(AxisScale::linear, range.lo, range.hi, left, right);
    if (item.hovered) hovered = entryAt((mouse.y - p.plot.Min.y) / p.plot.GetHeight());
    drawHorizontal(kit, p, ruler, bars, hovered, numbers);
  }
  return hovered;
}

int histogram(Kit& kit, const HistogramSpec& spec, std::span<const float> counts) {
  const Theme& t = kit.theme;
  float line = textHeight(kit, Type::small);
  Item item = passive(kit, spec.name, {rowWidth(spec.size.x), spec.size.y});
  if (!item.drawn) return -1;
  float most = 0;
  for (float count : counts) most = std::max(most, count);
  if (!(most > 0)) {
    drawEmpty(kit, item.rect, spec.empty);
    return -1;
  }
  ImRect plot = item.rect;
  ImDrawList* list = drawList();
  Ruler ruler = makeRuler(AxisScale::linear, spec.lo, spec.hi, plot.Min.x, plot.Max.x);
  if (!spec.label.empty()) {
    plot.Max.y -= line + t.unit;
    Tick ticks[kMaxTicks];
    int ticked =
        makeTicks(AxisScale::linear, spec.lo, spec.hi, tickBudget(kit, plot.GetWidth(), true), ticks);
    drawXAxis(kit, plot, ruler, ticks, ticked, spec.label, item.rect.Min.x, item.rect.Max.x);
  } else {
    drawHairline(kit, list, {plot.Min.x, plot.Max.y}, plot.Max);
  }
  float pitch = plot.GetWidth() / static_cast<float>(counts.size());
  ImVec2 mouse = ImGui::GetIO().MousePos;
  int hovered = item.hovered ? std::clamp(static_cast<int>((mouse.x - plot.Min.x) / pitch), 0,
                                          static_cast<int>(counts.size()) - 1)
                             : -1;
  Color color = spec.color.a > 0 ? spec.color : t.secondary;
  for (size_t i = 0; i < counts.size(); ++i) {
    float x = plot.Min.x + static_cast<float>(i) * pitch,
          top = plot.Max.y - counts[i] / most * plot.GetHeight();
    bool over = static_cast<int>(i) == hovered;
    list->AddRectFilled({snap(kit, x), top}, {snap(kit, x + pitch), plot.Max.y},
                        ink(withAlpha(color, over ? 1 : 0.55f)));
  }
  if (hovered >= 0) {
    double width = (spec.hi - spec.lo) / static_cast<double>(counts.size());
    double from = spec.lo + hovered * width;
    Text64 title;
    title.append(formatNumber(from, 2)).append(" … ").append(formatNumber(from + width, 2));
    Text32 count = formatNumber(counts[static_cast<size_t>(hovered)], 4);
    ReadoutRow row{"count", count, {0, 0, 0, 0}, false};
    drawReadout(kit, plot, {plot.Min.x + (static_cast<float>(hovered) + 0.5f) * pitch, plot.Min.y}, title,
                {&row, 1});
  }
  return hovered;
}

}  // namespace lockstep
