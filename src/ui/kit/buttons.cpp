#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct Paint {
  Color fill, edge, label;  // alpha 0: none
};

Paint paintOf(const Theme& t, ButtonKind kind) {
  constexpr Color none{0, 0, 0, 0};
  switch (kind) {
    case ButtonKind::primary:
      return {t.accent, none, t.onAccent};
    case ButtonKind::bare:
      return {none, none, t.accent};
    case ButtonKind::quiet:
      break;
  }
  return {t.raised, t.outline, t.ink};
}

// The fill a press or the pointer adds: on the accent a veil of its own text colour, elsewhere ink.
Color veil(const Theme& t, const Item& item, bool onAccent) {
  if (!item.hovered && !item.held) return {0, 0, 0, 0};
  if (onAccent) return withAlpha(t.onAccent, item.held ? 0.25f : 0.12f);
  return item.held ? t.washPressed : t.wash;
}

void fillRect(ImDrawList* list, const ImRect& r, Color color, float rounding) {
  if (color.a > 0) list->AddRectFilled(r.Min, r.Max, ink(color), rounding);
}

}  // namespace

bool button(Kit& kit, std::string_view name, std::string_view label, const ButtonOptions& options) {
  const Theme& t = kit.theme;
  Type type =
      options.kind == ButtonKind::primary || options.kind == ButtonKind::bare ? Type::strong : Type::base;
  float words = textWidth(kit, type, label);
  float image = options.icon == Icon::none ? 0 : t.icon + (label.empty() ? 0 : t.unit * 1.5f);
  float pad = options.kind == ButtonKind::bare ? t.inside : t.unit * 3;
  float width =
      options.width == 0 ? words + image + 2 * pad : rowWidth(options.width < 0 ? 0 : options.width);
  if (!options.enabled) ImGui::BeginDisabled();
  Item item = pressable(kit, name, {width, t.control});
  if (item.drawn) {
    Paint paint = paintOf(t, options.kind);
    ImDrawList* list = drawList();
    fillRect(list, item.rect, paint.fill, t.radius);
    fillRect(list, item.rect, veil(t, item, options.kind == ButtonKind::primary), t.radius);
    if (paint.edge.a > 0) drawFrame(kit, list, item.rect.Min, item.rect.Max, paint.edge, t.radius);
    float room = item.rect.GetWidth() - 2 * t.unit - image, shown = words < room ? words : room;
    float x = item.rect.Min.x + (item.rect.GetWidth() - shown - image) / 2;
    float middle = (item.rect.Min.y + item.rect.Max.y) / 2;
    if (image > 0) drawIcon(list, options.icon, {x + t.icon / 2, middle}, t.icon, ink(paint.label));
    drawTextIn(kit, list, type, {x + image, item.rect.Min.y}, {x + image + shown, item.rect.Max.y}, 0,
               paint.label, label);
    focusRing(kit, item);
  }
  if (!options.enabled) ImGui::EndDisabled();
  return item.pressed && item.enabled && options.enabled;
}

bool iconButton(Kit& kit, std::string_view name, Icon icon, const IconButtonOptions& options) {
  const Theme& t = kit.theme;
  float side = options.size > 0 ? options.size : t.control;
  if (!options.enabled) ImGui::BeginDisabled();
  Item item = pressable(kit, name, {side, side});
  if (item.drawn) {
    ImDrawList* list = drawList();
    float rounding = options.primary ? side / 2 : t.radius;  // the one round button is the one to press
    if (options.primary) fillRect(list, item.rect, t.accent, rounding);
    if (options.on && !options.primary) fillRect(list, item.rect, t.accentWash, rounding);
    fillRect(list, item.rect, veil(t, item, options.primary), rounding);
    Color color = options.primary ? t.onAccent : options.on ? t.accent : item.hovered ? t.ink : t.secondary;
    float size = side < t.icon * 1.3f ? side * 0.78f : t.icon * (options.primary ? 1.1f : 1);
    drawIcon(list, icon, item.rect.GetCenter(), size, ink(color));
    focusRing(kit, item, rounding);
  }
  if (!options.enabled) ImGui::EndDisabled();
  if (!options.tip.empty()) tip(kit, {.title = options.tip, .body = {}, .key = options.tipKey});
  return item.pressed && item.enabled && options.enabled;
}

Edit toggle(Kit& kit, std::string_view name, std::string_view label, bool* on, bool enabled) {
  const Theme& t = kit.theme;
  float height = 18 * t.scale, width = 32 * t.scale;
  float words = label.empty() ? 0 : t.inside + textWidth(kit, Type::base, label);
  if (!enabled) ImGui::BeginDisabled();
  Item item = pressable(kit, name, {width + words, t.control});
  bool happened = item.pressed && item.enabled && enabled;
  if (happened) *on = !*on;
  if (item.drawn) {
    ImDrawList* list = drawList();
    float middle = snap(kit, (item.rect.Min.y + item.rect.Max.y) / 2);
    ImRect track(item.rect.Min.x, middle - height / 2, item.rect.Min.x + width, middle + height / 2);
    float knob = height / 2 - 4 * t.scale, x = *on ? track.Max.x - height / 2 : track.Min.x + height / 2;
    if (*on) {
      fillRect(list, track, t.accent, height / 2);
      list->AddCircleFilled({x, middle}, knob + 1 * t.scale, ink(t.onAccent));
    } else {
      fillRect(list, track, t.raised, height / 2);
      drawFrame(kit, list, track.Min, track.Max, t.outline, height / 2, 1.25f * t.hairlineWidth);
      list->AddCircleFilled({x, middle}, knob, ink(t.outline));
    }
    fillRect(list, track, veil(t, item, *on), height / 2);
    if (!label.empty())
      drawTextIn(kit, list, Type::base, {track.Max.x + t.inside, item.rect.Min.y},
                 {item.rect.Max.x + 1, item.rect.Max.y}, 0, t.ink, label);
    Item ring = item;
    if (label.empty()) ring.rect = track;
    focusRing(kit, ring, label.empty() ? height / 2 : -1);
  }
  if (!enabled) ImGui::EndDisabled();
  return wholeEdit(happened);
}

}  // namespace lockstep
