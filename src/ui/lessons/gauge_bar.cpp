#include "ui/lessons/gauge_bar.h"

#include <algorithm>
#include <cmath>

#include "ui/chart/axis.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/slider_scale.h"
#include "ui/kit/widget_base.h"

namespace lockstep {
namespace {

float titleHeight(const Kit& kit) { return textHeight(kit, Type::small) + kit.theme.unit; }
float ticksHeight(const Kit& kit) { return 2 * kit.theme.unit + textHeight(kit, Type::small); }

bool isShare(Measure m) { return measureText(m, 1) != "1"; }

// A place for the longest number, so that the bar stays as long while the number runs.
float numberWidth(const Kit& kit, const GaugeBar& bar) {
  const Measure m = bar.challenge.gauge.measure;
  float width = textWidth(kit, bar.number, measureText(m, bar.value));
  for (double end : {bar.challenge.low, bar.challenge.high})
    width = std::max(width, textWidth(kit, bar.number, measureText(m, 0.995 * end)));
  return width;
}

struct Axis {
  SliderOptions scale;
  float left, right;
  float at(double value) const {
    return left + static_cast<float>(sliderShare(value, scale)) * (right - left);
  }
};

void drawTicks(const Kit& kit, const Challenge& c, const Axis& axis, float top) {
  const Theme& t = kit.theme;
  const double factor = isShare(c.gauge.measure) ? 100 : 1;
  Tick ticks[kMaxTicks];
  const int count =
      makeTicks(c.log ? AxisScale::log : AxisScale::linear, factor * c.low, factor * c.high, 5, ticks);
  for (int i = 0; i < count; ++i) {
    const float x = snap(kit, axis.at(ticks[i].value / factor));
    drawList()->AddRectFilled({x - 0.5f, top}, {x + 0.5f, top + t.unit}, ink(t.outline));
    const Text64 text = textf("%s%s", ticks[i].label.c_str(), factor > 1 ? "\u202F%" : "");
    const float width = textWidth(kit, Type::small, text);
    drawText(kit, drawList(), Type::small,
             {std::clamp(x - width / 2, axis.left, axis.right - width), top + t.unit}, t.secondary, text);
  }
}

// What it shows, shortened where there is too little room, and the target, which never is.
void title(const Kit& kit, const Challenge& c, const Rect& room) {
  const Theme& t = kit.theme;
  const FixedText<128> label = textf<128>("%s:", c.label);
  const Text64 target = textf("at %s %s", c.gauge.atLeast ? "least" : "most",
                              measureText(c.gauge.measure, c.gauge.target).c_str());
  const float space = textWidth(kit, Type::small, " "), bottom = room.max().y - t.unit,
              middle = room.min.x + std::min(textWidth(kit, Type::small, label) + 1,
                                             room.size.x - space - textWidth(kit, Type::small, target));
  drawTextIn(kit, drawList(), Type::small, room.min, {middle, bottom}, 0, t.secondary, label);
  drawTextIn(kit, drawList(), Type::small, {middle + space, room.min.y}, {room.max().x, bottom}, 0,
             t.secondary, target);
}

}  // namespace

float gaugeBarHeight(const Kit& kit, const GaugeBar& bar) {
  return titleHeight(kit) + textHeight(kit, bar.number) + (bar.axis ? ticksHeight(kit) : 0);
}

void gaugeBar(Kit& kit, const GaugeBar& bar, Rect room) {
  const Theme& t = kit.theme;
  const Challenge& c = bar.challenge;
  ImDrawList* list = drawList();
  title(kit, c, room.takeTop(titleHeight(kit)));
  const float top = room.min.y, bottom = top + textHeight(kit, bar.number), inset = (bottom - top) * 0.18f;
  const float width = numberWidth(kit, bar);
  const Axis axis{{.min = c.low, .max = c.high, .log = c.log}, room.min.x, room.max().x - width - t.around};
  list->AddRectFilled({axis.left, top + inset}, {axis.right, bottom - inset},
                      ink(over(withAlpha(t.outline, 0.18f), t.raised)), t.radius / 2);
  // Where the target is met.
  const float mark = snap(kit, axis.at(c.gauge.target)), end = c.gauge.atLeast ? axis.right : axis.left;
  list->AddRectFilled({std::min(mark, end), top + inset}, {std::max(mark, end), bottom - inset},
                      ink(over(withAlpha(t.accent, 0.3f), t.raised)), t.radius / 2);
  const bool reached = c.gauge.atLeast ? bar.value >= c.gauge.target : bar.value <= c.gauge.target;
  if (!std::isnan(bar.value)) {
    const float from = c.low < 0 ? axis.at(0) : axis.left, to = axis.at(bar.value);
    list->AddRectFilled({std::min(from, to) - 1, top + inset}, {std::max(from, to) + 1, bottom - inset},
                        ink(reached ? t.accent : t.ink), t.radius / 2);
  }
  if (c.low < 0) {
    const float zero = snap(kit, axis.at(0));
    list->AddRectFilled({zero - 0.5f, top}, {zero + 0.5f, bottom}, ink(t.outline));
  }
  const float half = 0.75f * t.line;
  list->AddRectFilled({mark - half, top}, {mark + half, bottom}, ink(t.accent));
  const Text64 number = textf("%s", measureText(c.gauge.measure, bar.value).c_str());
  drawTextIn(kit, list, bar.number, {axis.right, top}, {room.max().x, bottom}, 1, reached ? t.accent : t.ink,
             number);
  registerWidget(kit.widgets, "challenge.gauge", {axis.left, top}, {room.max().x, bottom}, true, true);
  if (bar.axis) drawTicks(kit, c, axis, bottom + t.unit);
}

}  // namespace lockstep
