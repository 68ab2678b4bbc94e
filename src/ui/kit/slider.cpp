#include <algorithm>
#include <cmath>

#include "ui/kit/number_format.h"
#include "ui/kit/slider_scale.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

Text64 valueText(double value, const SliderOptions& o) {
  Text64 out;
  if (value == 0 && !o.zeroText.empty()) return out.append(o.zeroText);
  out.append(formatNumber(value, std::max(o.digits, 3)));
  if (!o.unit.empty()) out.append("\u202F").append(o.unit);
  return out;
}

// As one would type it: plain digits, no unit.
Text32 entryText(double value) { return textf<32>("%.6g", value); }

// Reserved for the number: room for what the track can say, so that it does not change its length while it
// moves. Powers of ten would take the track's own room: they are set small.
float numberWidth(const Kit& kit, double value, const SliderOptions& o) {
  float least = 36 * kit.theme.scale, most = 58 * kit.theme.scale, width = least;
  for (double share : {0.0, 0.017, 0.37, 0.73, 1.0})
    width = std::max(width, textWidth(kit, Type::base, valueText(sliderValue(share, o), o)));
  width = std::max(std::min(width, most), textWidth(kit, Type::small, valueText(sliderValue(0.017, o), o)));
  return std::max(width, textWidth(kit, Type::small, valueText(value, o)));
}

struct Track {
  ImRect rect;      // the line itself, thumb centres from Min.x to Max.x
  ImRect number;    // where the value stands
  float thumb = 0;  // radius
};

Track layout(const Kit& kit, const Item& item, double value, const SliderOptions& o) {
  const Theme& t = kit.theme;
  Track track;
  track.thumb = (t.touch ? 10 : 7) * t.scale;
  float number = numberWidth(kit, value, o), middle = (item.rect.Min.y + item.rect.Max.y) / 2;
  track.number = {item.rect.Max.x - number, item.rect.Min.y, item.rect.Max.x, item.rect.Max.y};
  track.rect = {item.rect.Min.x + track.thumb, middle,
                std::max(item.rect.Min.x + track.thumb + 8, track.number.Min.x - t.inside - track.thumb),
                middle};
  return track;
}

void drawSlider(const Kit& kit, const Item& item, const Track& track, double value, const SliderOptions& o,
                bool typing) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  float at = track.rect.Min.x + static_cast<float>(sliderShare(value, o)) * track.rect.GetWidth();
  float y = snap(kit, track.rect.Min.y), half = snap(kit, t.scale);
  auto bar = [&](float from, float to, Color color) {
    if (to > from) list->AddRectFilled({from, y - half}, {to, y + half}, ink(color), half);
  };
  bar(at, track.rect.Max.x + track.thumb, over(withAlpha(t.outline, 0.5f), t.paper));
  bar(track.rect.Min.x - track.thumb, at, t.accent);
  if (!std::isnan(o.fallback)) {  // the default: a tick under the line
    float x =
        snap(kit, track.rect.Min.x + static_cast<float>(sliderShare(o.fallback, o)) * track.rect.GetWidth());
    list->AddRectFilled({x - half / 2, y + 5 * t.scale}, {x + half / 2, y + 9 * t.scale}, ink(t.outline));
  }
  float radius = track.thumb - (item.held ? 0 : t.scale);
  list->AddCircleFilled({at, y}, radius, ink(item.held ? t.accent : t.raised));
  list->AddCircle({at, y}, radius - 0.75f * t.scale, ink(t.accent), 0,
                  (item.hovered ? 2.5f : 1.75f) * t.scale);
  if (typing) return;
  Text64 number = valueText(value, o);
  bool fits = textWidth(kit, Type::base, number) <= track.number.GetWidth() + 0.5f;
  drawTextIn(kit, list, fits ? Type::base : Type::small, track.number.Min, track.number.Max, 1, t.ink,
             number);
}

struct Gesture {
  double value;
  Edit edit;
};

void dragSlider(Kit& kit, const Item& item, const Track& track, const SliderOptions& o, Gesture& g) {
  const ImGuiIO& io = ImGui::GetIO();
  bool mouse = ImGui::GetCurrentContext()->ActiveIdSource == ImGuiInputSource_Mouse;
  if (item.held && mouse) {
    if (kit.draggedId != item.id) {
      double share = sliderShare(g.value, o);
      double pressed = (io.MousePos.x - track.rect.Min.x) / std::max(1.f, track.rect.GetWidth());
      bool onThumb = std::fabs(pressed - share) * track.rect.GetWidth() <= track.thumb + 2;
      kit.draggedId = item.id, kit.draggedFrom = g.value;
      kit.draggedAt = onThumb ? share : std::clamp(pressed, 0.0, 1.0);
      g.edit.began = true;
      if (!onThumb) g.value = sliderValue(kit.draggedAt, o);
    } else if (io.MouseDelta.x != 0) {
      kit.draggedAt += io.MouseDelta.x / std::max(1.f, track.rect.GetWidth()) * (io.KeyShift ? 0.1f : 1);
      g.value = sliderValue(std::clamp(kit.draggedAt, 0.0, 1.0), o);
    }
  } else if (kit.draggedId == item.id && !item.held) {
    bool arrows = ImGui::IsKeyDown(ImGuiKey_LeftArrow) || ImGui::IsKeyDown(ImGuiKey_RightArrow);
    if (arrows && item.focused) return;  // still nudging
    kit.draggedId = 0;
    kit.draggedAt = std::clamp(kit.draggedAt, 0.0, 1.0);
    g.edit.committed = g.value != kit.draggedFrom;
  }
}

void nudgeSlider(Kit& kit, const Item& item, const SliderOptions& o, Gesture& g) {
  int direction = takeArrows(item);
  if (direction == 0) return;
  ImGui::GetCurrentContext()->NavDisableHighlight = false;
  if (kit.draggedId != item.id) {
    kit.draggedId = item.id, kit.draggedFrom = g.value;
    g.edit.began = true;
  }
  g.value = sliderNudge(g.value, direction * (ImGui::GetIO().KeyShift ? 10 : 1), o);
  redrawWithin(kit, 0);  // to see the key go up
}

void resetSlider(Kit& kit, const Item& item, const SliderOptions& o, Gesture& g) {
  if (!item.hovered || std::isnan(o.fallback) || !ImGui::IsMouseClicked(1) || g.value == o.fallback) return;
  g.value = o.fallback;
  g.edit.began = g.edit.committed = true;
  redrawWithin(kit, 0);
}

bool wantsTyping(const Item& item, const Track& track) {
  const ImGuiIO& io = ImGui::GetIO();
  bool onNumber = item.rect.Contains(io.MousePos) && io.MousePos.x >= track.number.Min.x - 2;
  bool clicked = item.hovered && ImGui::IsMouseClicked(0);
  return (clicked && (io.KeyCtrl || onNumber || io.MouseClickedCount[0] == 2)) ||
         (item.pressed && ImGui::GetCurrentContext()->NavActivateId == item.id);
}

}  // namespace

Edit sliderFloat(Kit& kit, std::string_view name, double* value, const SliderOptions& o) {
  if (!o.enabled) ImGui::BeginDisabled();
  Item item = pressable(kit, name, {rowWidth(o.width), kit.theme.control});
  item.enabled = item.enabled && o.enabled;
  Track track = layout(kit, item, *value, o);
  Gesture g{*value, {}};
  bool typing = kit.entryId == item.id;
  if (item.drawn && item.enabled) {
    if (!typing && wantsTyping(item, track)) {
      if (kit.draggedId == item.id) kit.draggedId = 0;
      startEntry(kit, item.id, entryText(*value));
      typing = true;
    } else if (!typing) {
      nudgeSlider(kit, item, o, g);
      dragSlider(kit, item, track, o, g);
      resetSlider(kit, item, o, g);
    }
  }
  if (item.drawn) drawSlider(kit, item, track, g.value, o, typing);
  if (typing && item.drawn) {
    ImRect box = track.number;
    box.Min.x = std::max(item.rect.Min.x, std::min(box.Min.x - 6, box.Max.x - 72 * kit.theme.scale));
    if (typedEntry(kit, name, box, 1))
      if (std::optional<double> typed = parseTyped(kit.entry)) {
        g.value = std::clamp(*typed, o.min, o.max);
        g.edit.began = g.edit.committed = g.value != *value;
      }
  } else {
    focusRing(kit, item);
  }
  g.edit.changed = g.value != *value;
  *value = g.value;
  if (!o.enabled) ImGui::EndDisabled();
  return g.edit;
}

Edit sliderInt(Kit& kit, std::string_view name, int* value, int min, int max, SliderOptions options) {
  options.min = min, options.max = max;
  if (options.step == 0) options.step = 1;
  double real = *value;
  Edit edit = sliderFloat(kit, name, &real, options);
  int rounded = static_cast<int>(std::lround(real));
  edit.changed = rounded != *value;
  *value = rounded;
  return edit;
}

float stepperWidth(const Kit& kit, int max) {
  const Theme& t = kit.theme;
  return std::max(textWidth(kit, Type::base, formatCount(max)), 24 * t.scale) + 2 * t.inside + 2 * t.control;
}

Edit stepper(Kit& kit, std::string_view name, int* value, int min, int max, bool enabled) {
  const Theme& t = kit.theme;
  FixedText<56> part;
  int wanted = *value;
  Edit edit;
  if (!enabled) ImGui::BeginDisabled();
  ImVec2 at = ImGui::GetCursorScreenPos();
  ImVec2 size(stepperWidth(kit, max), t.control);
  ImGui::ItemSize(size);
  ImRect box(at, at + size);
  ImRect left(at, at + ImVec2(t.control, t.control)), right(box.Max - ImVec2(t.control, t.control), box.Max);
  ImRect middle(left.Max.x, box.Min.y, right.Min.x, box.Max.y);
  auto side = [&](const char* suffix, const ImRect& rect, Icon icon, bool possible) {
    part = {};
    part.append(name).append(suffix);
    ImGui::PushButtonRepeat(true);
    Item item = pressableAt(kit, part, rect, possible && enabled);
    ImGui::PopButtonRepeat();
    if (item.drawn) {
      if (item.hovered && possible)
        drawList()->AddRectFilled(rect.Min, rect.Max, ink(item.held ? t.washPressed : t.wash), t.radius);
      drawIcon(drawList(), icon, rect.GetCenter(), 16 * t.scale,
               ink(possible ? t.accent : withAlpha(t.outline, 0.6f)));
      focusRing(kit, item);
    }
    return item.pressed && possible && enabled;
  };
  drawList()->AddRectFilled(box.Min, box.Max, ink(t.raised), t.radius);
  Item item = pressableAt(kit, name, middle, enabled);
  if (side(".less", left, Icon::minus, *value > min)) --wanted;
  if (side(".more", right, Icon::plus, *value < max)) ++wanted;
  bool typing = kit.entryId == item.id;
  if (item.drawn && item.enabled && !typing) {
    wanted += takeArrows(item);
    if (item.pressed) startEntry(kit, item.id, textf<32>("%d", *value)), typing = true;
  }
  edit = wholeEdit(wanted != *value && wanted >= min && wanted <= max);
  drawFrame(kit, drawList(), box.Min, box.Max, t.outline, t.radius);
  if (typing) {
    if (typedEntry(kit, name, middle, 0))
      if (std::optional<double> typed = parseTyped(kit.entry)) {
        wanted = static_cast<int>(
            std::lround(std::clamp(*typed, static_cast<double>(min), static_cast<double>(max))));
        edit = wholeEdit(wanted != *value);
      }
  } else {
    drawTextIn(kit, drawList(), Type::base, middle.Min, middle.Max, 0.5f, t.ink, formatCount(*value));
    focusRing(kit, item);
  }
  if (edit.changed) *value = wanted;
  if (!enabled) ImGui::EndDisabled();
  return edit;
}

Edit textField(Kit& kit, std::string_view name, std::string_view hint, std::string& text, float width) {
  const Theme& t = kit.theme;
  Item item = pressable(kit, name, {rowWidth(width), t.control});
  Edit edit;
  bool typing = kit.entryId == item.id;
  if (item.pressed && !typing) startEntry(kit, item.id, text), typing = true;
  if (!item.drawn) return edit;
  drawList()->AddRectFilled(item.rect.Min, item.rect.Max, ink(t.raised), t.radius);
  if (typing) {
    if (typedEntry(kit, name, item.rect, 0)) {
      text = kit.entry;
      edit = wholeEdit(true);
    }
    return edit;
  }
  drawFrame(kit, drawList(), item.rect.Min, item.rect.Max, t.outline, t.radius);
  bool empty = text.empty();
  drawTextIn(kit, drawList(), Type::base, item.rect.Min + ImVec2(t.inside, 0),
             item.rect.Max - ImVec2(t.inside, 0), 0, empty ? t.secondary : t.ink,
             empty ? hint : std::string_view(text));
  focusRing(kit, item);
  if (item.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
  return edit;
}

}  // namespace lockstep
