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
  if (e.lo < 0) e.lo = -roundLength(-e.lo + (e.hi > 0 ? 0 : least));
  if (e.hi > 0) e.hi = roundLength(e.hi);
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
  double unit;  // of the numbers: a power of ten

  // `free`: the part of it that nothing else is drawn on.
  void block(float left, float right, double from, const WaterfallStep& step, Color rising, Type type,
             double free = 1) const {
    const Theme& t = kit.theme;
    const float start = y.px(from), end = y.px(from + step.change * step.shown), top = std::min(start, end),
                bottom = std::max(std::max(start, end), top + 1);
    drawList()->AddRectFilled({left, top}, {right, bottom}, ink(step.change > 0 ? rising : t.positive),
                              2 * t.scale);
    if (step.shown < 1) return;
    // Inside where it fits; else on the far side, or on the near one where the plot ends.
    const Text32 text = formatNumber(step.change / unit, 2);
    const float line = textHeight(kit, type), words = textWidth(kit, type, text), middle = (left + right) / 2,
                open = y.px(from + step.change * free);
    const bool inside = std::fabs(open - start) >= line + t.unit && words <= right - left - t.unit;
    float at = step.change > 0 ? open + t.unit / 2 : open - line - t.unit / 2;
    if (!inside) {
      at = step.change > 0 ? top - line : bottom;
      if (at < plot.Min.y || at + line > plot.Max.y) at = step.change > 0 ? bottom : top - line;
    }
    if (inside || words <= (right - left) * 1.1f)
      drawText(kit, drawList(), type, {middle - words / 2, at}, inside ? t.onAccent : t.ink, text);
  }

  // Between the two ends, with its words inside or below.
  void gap(float left, float right, double from, double to, std::string_view text) const {
    const Theme& t = kit.theme;
    const float a = y.px(from), b = y.px(to), top = std::min(a, b),
                bottom = std::max(std::max(a, b), top + 1);
    hatch(drawList(), {left, top}, {right, bottom}, ink(t.ink), 5 * t.scale, t.hairlineWidth);
    drawFrame(kit, drawList(), {left, top}, {right, bottom}, t.ink, 0);
    const float line = textHeight(kit, Type::strong), words = textWidth(kit, Type::strong, text),
                x = (left + right - words) / 2;
    const bool inside = bottom - top >= line + 2 * t.unit;
    const float at = inside                        ? (top + bottom - line) / 2
                     : bottom + line <= plot.Max.y ? bottom + 1
                                                   : top - line - 1;
    if (inside)
      drawList()->AddRectFilled({x - t.unit, at - 1}, {x + words + t.unit, at + line + 1}, ink(t.paper),
                                t.radius);
    drawText(kit, drawList(), Type::strong, {x, at}, t.ink, text);
  }
};

// The power of ten that leaves numbers a person reads; 0 where they are such already.
int exponentOf(const Extent& e) {
  const int exponent = static_cast<int>(std::floor(std::log10(std::max(-e.lo, e.hi))));
  return exponent < -2 || exponent > 4 ? exponent : 0;
}

}  // namespace

int waterfallChart(Kit& kit, const WaterfallSpec& spec) {
  const Theme& t = kit.theme;
  const Item item = passive(kit, spec.name, {rowWidth(spec.size.x), spec.size.y});
  if (!item.drawn || spec.steps.empty()) return -1;
  const float line = textHeight(kit, Type::small);
  const Extent extent = extentOf(spec);
  const int exponent = exponentOf(extent);
  Text64 label = Text64().append(spec.label);
  if (exponent) label.append(", in ").append(exponent == -3 ? "thousandths" : formatDecade(exponent).view());
  ImRect plot = item.rect;
  drawTextIn(kit, drawList(), Type::small, plot.Min, {plot.Max.x, plot.Min.y + line}, 0, t.secondary, label);
  plot.Min.y += line + t.inside, plot.Max.y -= 2 * line + t.inside;
  const double unit = std::pow(10, exponent), lo = extent.lo / unit, hi = extent.hi / unit;
  Tick ticks[kMaxTicks];
  const int count = makeTicks(AxisScale::linear, lo, hi, tickBudget(kit, plot.GetHeight(), false), ticks);
  plot.Min.x += std::ceil((widestTick(kit, ticks, count) + t.unit * 1.5f) / 8) * 8;
  drawYAxis(kit, plot, makeRuler(AxisScale::linear, lo, hi, plot.Max.y, plot.Min.y), ticks, count);
  const Drawing d{kit, plot, makeRuler(AxisScale::linear, extent.lo, extent.hi, plot.Max.y, plot.Min.y),
                  unit};
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
    if (x >= free) {
      drawText(kit, drawList(), Type::small, {x, plot.Max.y + t.unit}, t.secondary, step.label);
      free = x + words + t.inside;
    }
    if (step.shown > 0)
      d.block(left, right - std::max(1.0f, pitch * 0.04f), at, step, t.secondary, Type::small);
    complete = complete && step.shown >= 1;
    at += step.change;
    if (item.hovered && mouse.x >= left && mouse.x < right) hovered = static_cast<int>(i);
  }
  const float bottom = plot.Max.y + t.unit + line;
  drawTextIn(kit, drawList(), Type::small, {plot.Min.x, bottom}, {last, bottom + line}, 0.5f, t.ink,
             spec.sumLabel);
  drawTextIn(kit, drawList(), Type::small, {last, bottom}, {plot.Max.x, bottom + line}, 0.5f, t.ink,
             spec.total.label);
  if (complete) {
    const ImVec2 level[] = {{last - pitch, d.y.px(at)}, {totalRight, d.y.px(at)}};
    drawDashed(drawList(), level, 2, ink(t.ink), t.line * 0.7f, 4 * t.scale, 3 * t.scale);
  }
  if (spec.total.shown > 0) {
    const double share = at / spec.total.change;  // where the gap begins, if inside
    d.block(totalLeft, totalRight, 0, spec.total, spec.harm ? t.alarm : t.secondary, Type::strong,
            share < 0 ? 0 : std::min(share, 1.0));
  }
  if (!spec.gap.empty() && complete && spec.total.shown >= 1)
    d.gap(totalLeft, totalRight, at, spec.total.change, spec.gap);
  if (item.hovered && mouse.x >= totalLeft && mouse.x <= totalRight) hovered = static_cast<int>(n);
  return hovered;
}

}  // namespace lockstep
