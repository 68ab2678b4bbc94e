#include "ui/lessons/pair_bars.h"

#include <algorithm>

#include "ui/chart/axis.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/slider_scale.h"
#include "ui/kit/widget_base.h"

namespace lockstep {
namespace {

constexpr char kHint[] = "drag to your guess";

SliderOptions scaleOf(const PairAxis& axis) { return {.min = axis.low, .max = axis.high, .log = axis.log}; }

float nameHeight(const Kit& kit) { return textHeight(kit, Type::small) + kit.theme.unit; }
float titleHeight(const Kit& kit) { return textHeight(kit, Type::strong) + kit.theme.inside; }
float knobRadius(const Kit& kit) { return (kit.theme.touch ? 16 : 13) * kit.theme.scale; }

float numberWidth(const Kit& kit, const PairBars& bars) {
  float width = textWidth(kit, bars.number, pairText(bars.axis, 0.955 * bars.axis.high));
  for (double value : {bars.values[0], bars.values[1], bars.guess})
    if (!std::isnan(value)) width = std::max(width, textWidth(kit, bars.number, pairText(bars.axis, value)));
  return width;
}

struct Layout {
  SliderOptions scale;
  float left, right;     // of the axis
  float number;          // right end of the numbers
  float row[2], height;  // top of each bar, and how high they are
  float guess, base;     // top of the words at the guess; where the axis lies

  float at(double value) const {
    return left + static_cast<float>(sliderShare(value, scale)) * (right - left);
  }
};

Layout layOut(const Kit& kit, const PairBars& bars, const Rect& room) {
  const Theme& t = kit.theme;
  Layout l;
  l.scale = scaleOf(bars.axis);
  l.left = room.min.x, l.number = room.max().x;
  l.right = std::max(l.left + 4 * t.around, l.number - numberWidth(kit, bars) - t.around);
  l.height = textHeight(kit, bars.number);
  float y = room.min.y + titleHeight(kit);
  for (float& row : l.row) {
    row = y + nameHeight(kit);
    y = row + l.height + t.unit;
  }
  l.guess = y;
  l.base = l.guess + (bars.brief ? kit.theme.unit : nameHeight(kit));
  return l;
}

FixedText<48> partName(const PairBars& bars, const char* part) {
  return textf<48>("%.*s.%s", static_cast<int>(bars.name.size()), bars.name.data(), part);
}

void drawBar(Kit& kit, const Layout& l, const PairBars& bars, int index) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  const double value = bars.values[static_cast<std::size_t>(index)];
  const float top = l.row[index], bottom = top + l.height, inset = l.height * 0.18f;
  drawText(kit, list, Type::small, {l.left, top - nameHeight(kit) + t.unit}, t.secondary,
           bars.axis.names[static_cast<std::size_t>(index)]);
  list->AddRectFilled({l.left, top + inset}, {l.right, bottom - inset},
                      ink(over(withAlpha(t.outline, 0.18f), t.raised)), t.radius / 2);
  if (!std::isnan(value))
    list->AddRectFilled({l.left, top + inset}, {std::max(l.at(value), l.left + 2), bottom - inset},
                        ink(index ? t.ink : t.secondary), t.radius / 2);
  const bool guessed = index == 1 && std::isnan(value) && !std::isnan(bars.guess);
  const Text64 text = guessed             ? pairText(bars.axis, bars.guess)
                      : std::isnan(value) ? textf("?")
                                          : pairText(bars.axis, value);
  const Color color = guessed ? t.accent : std::isnan(value) ? t.secondary : t.ink;
  const float width = textWidth(kit, bars.number, text);
  drawText(kit, list, bars.number, {l.number - width, top}, color, text);
  registerWidget(kit.widgets, partName(bars, index ? "second" : "first"), {l.number - width, top},
                 {l.number, bottom}, true, true);
}

void drawAxis(const Kit& kit, const Layout& l, const PairAxis& axis) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  drawHairline(kit, list, {l.left, l.base}, {l.right, l.base});
  Tick ticks[kMaxTicks];
  const int count = makeTicks(axis.log ? AxisScale::log : AxisScale::linear, axis.low, axis.high, 5, ticks);
  for (int i = 0; i < count; ++i) {
    const float x = snap(kit, l.at(ticks[i].value));
    list->AddRectFilled({x - 0.5f, l.base}, {x + 0.5f, l.base + t.unit}, ink(t.outline));
    const Text64 text = *axis.unit ? textf("%s\u202F%s", ticks[i].label.c_str(), axis.unit)
                                   : textf("%s", ticks[i].label.c_str());
    const float width = textWidth(kit, Type::small, text);
    drawText(kit, list, Type::small, {std::max(l.left, x - width / 2), l.base + t.unit}, t.secondary, text);
  }
}

// Where the guess is: a line through the second bar, with words below it.
void drawGuess(const Kit& kit, const Layout& l, const PairBars& bars, const Item* handle) {
  const Theme& t = kit.theme;
  const bool any = !std::isnan(bars.guess);
  if (!any && !handle) return;
  ImDrawList* list = drawList();
  const float x = snap(kit, any ? l.at(bars.guess) : (l.left + l.right) / 2), top = l.row[1],
              bottom = top + l.height, half = 0.75f * t.line;
  list->AddRectFilled({x - half, top}, {x + half, l.guess}, ink(t.accent));
  const Text64 words = !any     ? textf("%s", kHint)
                       : handle ? textf("your guess")
                                : textf("you guessed %s", pairText(bars.axis, bars.guess).c_str());
  const float width = textWidth(kit, Type::small, words), knob = knobRadius(kit);
  const float below = handle ? std::max(l.guess, (top + bottom) / 2 + knob) : l.guess;
  if (!bars.brief)
    drawText(kit, list, Type::small,
             {std::clamp(x - width / 2, l.left, std::max(l.left, l.right - width)), below}, t.accent, words);
  if (!handle) return;
  const ImVec2 centre{x, (top + bottom) / 2};
  list->AddCircleFilled(centre, knob, ink(handle->held ? t.accent : t.raised));
  list->AddCircle(centre, knob - 1.25f * t.scale, ink(t.accent), 0, 2.5f * t.scale);
}

// Follows the pointer, and the arrow keys in steps of a hundredth.
double dragged(Kit& kit, const Item& item, const Layout& l, double guess) {
  if (item.held)
    return sliderValue((ImGui::GetIO().MousePos.x - l.left) / std::max(1.0f, l.right - l.left), l.scale);
  const int direction = takeArrows(item);
  if (direction == 0) return guess;
  ImGui::GetCurrentContext()->NavDisableHighlight = false;
  redrawWithin(kit, 0);
  const double from = std::isnan(guess) ? sliderValue(0.5, l.scale) : guess;
  return sliderNudge(from, direction * (ImGui::GetIO().KeyShift ? 10 : 1), l.scale);
}

}  // namespace

Text64 pairText(const PairAxis& axis, double value) {
  const Text32 number = formatNumber(value, 3);
  return *axis.unit ? textf("%s\u202F%s", number.c_str(), axis.unit) : textf("%s", number.c_str());
}

float pairBarsHeight(const Kit& kit, Type number, bool brief) {
  const Theme& t = kit.theme;
  const float row = nameHeight(kit) + textHeight(kit, number) + t.unit;
  return titleHeight(kit) + 2 * row + (brief ? t.unit : nameHeight(kit)) + t.unit +
         textHeight(kit, Type::small);
}

double pairBars(Kit& kit, const PairBars& bars, Rect room) {
  const Theme& t = kit.theme;
  const Layout l = layOut(kit, bars, room);
  drawTextIn(kit, drawList(), Type::strong, room.min,
             {room.max().x, room.min.y + textHeight(kit, Type::strong)}, 0, t.ink,
             textf<96>("%s%s", bars.axis.label, bars.axis.log ? ", log scale" : ""));
  for (int index : {0, 1}) drawBar(kit, l, bars, index);
  drawAxis(kit, l, bars.axis);
  if (!bars.guessing || kit.readonly) {
    drawGuess(kit, l, bars, nullptr);
    return bars.guess;
  }
  const float knob = knobRadius(kit), middle = l.row[1] + l.height / 2;
  const Item item = pressableAt(kit, partName(bars, "guess"),
                                {{l.left - knob, middle - knob}, {l.right + knob, middle + knob}});
  PairBars shown = bars;
  shown.guess = dragged(kit, item, l, bars.guess);
  drawGuess(kit, l, shown, &item);
  focusRing(kit, item);
  return shown.guess;
}

void thinBar(const Kit& kit, const PairAxis& axis, double value, double guess, Rect room) {
  const Theme& t = kit.theme;
  const SliderOptions scale = scaleOf(axis);
  auto at = [&](double number) {
    return room.min.x + static_cast<float>(sliderShare(number, scale)) * room.size.x;
  };
  ImDrawList* list = drawList();
  list->AddRectFilled(room.min, room.max(), ink(over(withAlpha(t.outline, 0.18f), t.paper)), 2);
  list->AddRectFilled(room.min, {std::max(at(value), room.min.x + 2), room.max().y}, ink(t.ink), 2);
  if (std::isnan(guess)) return;
  const float x = snap(kit, at(guess)), beyond = 3 * t.scale;
  list->AddRectFilled({x - 0.75f * t.line, room.min.y - beyond}, {x + 0.75f * t.line, room.max().y + beyond},
                      ink(t.accent));
}

}  // namespace lockstep
