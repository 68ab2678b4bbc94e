#include <algorithm>
#include <cmath>

#include "ui/chart/parts.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

// The next of 1, 1.5, 2, 3, 4, 5, 7 × 10ⁿ: the scale moves in steps, not with every change.
double roundLength(double length) {
  const double power = std::pow(10, std::floor(std::log10(length)));
  for (double digit : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0})
    if (digit * power >= length) return digit * power;
  return 10 * power;
}

struct Extent {
  double lo = 0, hi = 0;
  void add(double value) {
    if (std::isfinite(value)) lo = std::min(lo, value), hi = std::max(hi, value);
  }
};

Extent extentOf(const WaterfallSpec& spec) {
  Extent e;
  double at = 0;
  for (const WaterfallStep& step : spec.steps) e.add(at += step.change);
  e.add(spec.total.change);
  if (e.lo == 0 && e.hi == 0) return {-1, 0};
  const double least = 0.12 * (e.hi - e.lo);  // room for a label beyond the end
  if (e.lo < 0) e.lo = -roundLength(-e.lo + least);
  if (e.hi > 0) e.hi = roundLength(e.hi + least);
  return e;
}

// Diagonal lines inside the rectangle.
void hatch(ImDrawList* list, ImVec2 min, ImVec2 max, ImU32 color, float spacing, float width) {
  list->PushClipRect(min, max, true);
  const float height = max.y - min.y;
  for (float x = min.x - height; x < max.x; x += spacing)
    list->AddLine({x, max.y}, {x + height, min.y}, color, width);
  list->PopClipRect();
}

struct Drawing {
  const Kit& kit;
  ImRect plot;
  Ruler y;
  double unit;   // of the numbers: a power of ten
  int decimals;  // the same for all, so that they can be compared

  void block(float left, float right, double from, const WaterfallStep& step, Color rising) const {
    const float start = y.px(from), end = y.px(from + step.change * step.shown), top = std::min(start, end);
    drawList()->AddRectFilled({left, top}, {right, std::max(std::max(start, end), top + 1)},
                              ink(step.change > 0 ? rising : kit.theme.positive), 2 * kit.theme.scale);
  }

  // Where the block ends: inside where it fits and nothing is drawn over it, else beyond, or before it where
  // the plot is at its end. Returns how far the text reaches below the end.
  float number(float left, float right, double from, const WaterfallStep& step, Type type,
               bool covered) const {
    const Theme& t = kit.theme;
    if (step.shown < 1) return 0;
    const Text32 text = formatDecimals(step.change / unit, decimals);
    const float start = y.px(from), end = y.px(from + step.change), line = textHeight(kit, type),
                words = textWidth(kit, type, text), room = right - left;
    const bool falls = end > start,
               inside = !covered && std::fabs(end - start) >= line + t.unit && words <= room - t.unit;
    float at = falls == inside ? end - line - t.unit / 2 : end + t.unit / 2;
    if (!inside && (at < plot.Min.y || at + line > plot.Max.y)) at = falls ? start - line : start;
    if (inside)
      drawText(kit, drawList(), type, {(left + right - words) / 2, at}, t.onAccent, text);
    else if (words <= room)
      backed(type, (left + right - words) / 2, at, text);
    return std::max(0.0f, at + line - end);
  }

  // Between the two ends, with its words inside or below.
  void gap(float left, float right, double from, double to) const {
    const float a = y.px(from), b = y.px(to), top = std::min(a, b),
                bottom = std::max(std::max(a, b), top + 1);
    hatch(drawList(), {left, top}, {right, bottom}, ink(kit.theme.ink), 5 * kit.theme.scale,
          kit.theme.hairlineWidth);
    drawFrame(kit, drawList(), {left, top}, {right, bottom}, kit.theme.ink, 0);
  }

  // Its words, inside or below it. `below`: how far what stands at `to` reaches.
  void gapWords(float left, float right, double from, double to, std::string_view text, float below) const {
    const float a = y.px(from), b = y.px(to), top = std::min(a, b), bottom = std::max(a, b);
    const float line = textHeight(kit, Type::strong), beyond = std::max(bottom, b + below) + 1;
    const bool inside = bottom - top >= line + 2 * kit.theme.unit;
    const float at = inside                        ? (top + bottom - line) / 2
                     : beyond + line <= plot.Max.y ? beyond
                                                   : top - line - 1;
    backed(Type::strong, (left + right - textWidth(kit, Type::strong, text)) / 2, at, text);
  }

  // On paper of its own, where other things are drawn.
  void backed(Type type, float x, float top, std::string_view text) const {
    const float words = textWidth(kit, type, text);
    drawList()->AddRectFilled({x - kit.theme.unit, top},
                              {x + words + kit.theme.unit, top + textHeight(kit, type)}, ink(kit.theme.paper),
                              kit.theme.radius);
    drawText(kit, drawList(), type, {x, top}, kit.theme.ink, text);
  }
};

// The power of ten that leaves numbers a person reads; 0 where they are such already.
int exponentOf(double largest) {
  const int exponent = static_cast<int>(std::floor(std::log10(largest)));
  return exponent == -2 ? -3 : exponent < -2 || exponent > 4 ? exponent : 0;
}

}  // namespace

int waterfallChart(Kit& kit, const WaterfallSpec& spec) {
  const Theme& t = kit.theme;
  const Item item = passive(kit, spec.name, {rowWidth(spec.size.x), spec.size.y});
  if (!item.drawn || spec.steps.empty()) return -1;
  const float line = textHeight(kit, Type::small);
  const Extent extent = extentOf(spec);
  const double largest = std::max(-extent.lo, extent.hi);
  const int exponent = exponentOf(largest);
  FixedText<96> label = FixedText<96>().append(spec.label);
  if (exponent) label.append(", ×").append(formatDecade(exponent).view());
  ImRect plot = item.rect;
  for (const std::string_view detail : {spec.detail, spec.shortDetail})
    if (const FixedText<96> longer = FixedText<96>(label).append(detail);
        textWidth(kit, Type::small, longer) <= plot.GetWidth()) {
      label = longer;
      break;
    }
  drawTextIn(kit, drawList(), Type::small, plot.Min, {plot.Max.x, plot.Min.y + line}, 0, t.secondary, label);
  const bool named = spec.size.y >= 130 * t.scale;  // room for the name of each step
  plot.Min.y += line + t.inside, plot.Max.y -= (named ? 2 : 1) * line + t.inside;
  const double unit = std::pow(10, exponent), lo = extent.lo / unit, hi = extent.hi / unit;
  Tick ticks[kMaxTicks];
  const int count = makeTicks(AxisScale::linear, lo, hi, tickBudget(kit, plot.GetHeight(), false), ticks);
  plot.Min.x += std::ceil((widestTick(kit, ticks, count) + t.unit * 1.5f) / 8) * 8;
  drawYAxis(kit, plot, makeRuler(AxisScale::linear, lo, hi, plot.Max.y, plot.Min.y), ticks, count);
  const int decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(largest / unit))), 0, 4);
  const Drawing d{kit, plot, makeRuler(AxisScale::linear, extent.lo, extent.hi, plot.Max.y, plot.Min.y), unit,
                  decimals};
  const float zero = snap(kit, d.y.px(0));
  drawList()->AddRectFilled({plot.Min.x, zero}, {plot.Max.x, zero + t.hairlineWidth}, ink(t.outline));

  const std::size_t n = spec.steps.size();
  const float space = plot.GetWidth() * 0.06f, totalWidth = std::min(plot.GetWidth() * 0.26f, 130 * t.scale),
              first = plot.Min.x + space / 2, totalRight = plot.Max.x - space / 2,
              totalLeft = totalRight - totalWidth, last = totalLeft - space,
              pitch = (last - first) / static_cast<float>(n);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  int hovered = -1;
  double at = 0;
  bool complete = true;
  float free = plot.Min.x;  // of a label, from here on
  for (std::size_t i = 0; i < n; ++i) {
    const WaterfallStep& step = spec.steps[i];
    const float left = first + pitch * static_cast<float>(i), right = left + pitch;
    const float words = textWidth(kit, Type::small, step.label), x = (left + right - words) / 2;
    if (named && x >= free) {
      drawText(kit, drawList(), Type::small, {x, plot.Max.y + t.unit}, t.secondary, step.label);
      free = x + words + t.inside;
    }
    if (step.shown > 0) {
      const float end = right - std::max(1.0f, pitch * 0.04f);
      d.block(left, end, at, step, t.secondary);
      d.number(left, end, at, step, Type::small, false);
    }
    complete = complete && step.shown >= 1;
    at += step.change;
    if (item.hovered && mouse.x >= left && mouse.x < right) hovered = static_cast<int>(i);
  }
  const float bottom = plot.Max.y + t.unit + (named ? line : 0);
  const float totalWords = textWidth(kit, Type::small, spec.total.label),
              border = std::min(last, plot.Max.x - totalWords);
  const bool whole = textWidth(kit, Type::small, spec.sumLabel) < border - plot.Min.x;
  drawTextIn(kit, drawList(), Type::small, {plot.Min.x, bottom}, {border, bottom + line}, 0.5f, t.ink,
             whole ? spec.sumLabel : spec.shortSumLabel);
  drawTextIn(kit, drawList(), Type::small, {border, bottom}, {plot.Max.x, bottom + line}, 0.5f, t.ink,
             spec.total.label);
  if (complete) {
    const ImVec2 level[] = {{last - pitch, d.y.px(at)}, {totalRight, d.y.px(at)}};
    drawDashed(drawList(), level, 2, ink(t.ink), t.line * 0.7f, 4 * t.scale, 3 * t.scale);
  }
  if (spec.total.shown > 0) {
    const bool gap = !spec.gap.empty() && complete && spec.total.shown >= 1;
    // Beyond the sum the gap lies over the block.
    const bool covered =
        gap && (at < 0 ? spec.total.change < at || spec.total.change > 0 : spec.total.change > at);
    d.block(totalLeft, totalRight, 0, spec.total, spec.harm ? t.alarm : t.secondary);
    if (gap) d.gap(totalLeft, totalRight, at, spec.total.change);
    const float below = d.number(totalLeft, totalRight, 0, spec.total, Type::strong, covered);
    if (gap) d.gapWords(totalLeft, totalRight, at, spec.total.change, spec.gap, below);
  }
  if (item.hovered && mouse.x >= totalLeft && mouse.x <= totalRight) hovered = static_cast<int>(n);
  return hovered;
}

}  // namespace lockstep
