#include "ui/instruments/step_handle.h"

#include <algorithm>
#include <cmath>

#include "probes/slow_step.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"

namespace lockstep {
namespace {

double shareOf(double length) {
  return std::log(length / kShortestStep) / std::log(kLongestStep / kShortestStep);
}

double lengthAt(double share) {
  const double length = kShortestStep * std::pow(kLongestStep / kShortestStep, std::clamp(share, 0.0, 1.0));
  return std::fabs(std::log(length)) < 0.06 ? 1 : length;  // at rest on the run's own
}

struct Track {
  float left, right, y, knob;
  float at(double length) const { return left + static_cast<float>(shareOf(length)) * (right - left); }
};

void drawTrack(const Kit& kit, const Track& track, double limit) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  const float half = 3 * t.scale;
  auto bar = [&](float from, float to, Color color) {
    if (to > from) list->AddRectFilled({from, track.y - half}, {to, track.y + half}, ink(color), half);
  };
  const float begin = track.left - half, end = track.right + half;
  // What is not known, or helps at no length, is neither safe nor harmful.
  if (!(limit > 0)) return bar(begin, end, over(withAlpha(t.outline, 0.5f), t.paper));
  bar(begin, end, over(withAlpha(t.alarm, 0.45f), t.paper));
  bar(begin, limit > kLongestStep ? end : track.at(limit), over(withAlpha(t.positive, 0.7f), t.paper));
}

void drawScale(const Kit& kit, const Track& track, const Rect& room) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  const float y = track.y + track.knob + t.unit;
  const bool tight = track.right - track.left < 300 * t.scale;
  for (double length : {0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0}) {
    const bool own = length == 1, decade = own || length == 0.1 || length == 10 || length == 100;
    if (tight && !decade) continue;
    const float x = snap(kit, track.at(length));
    list->AddRectFilled({x - 0.5f, track.y + 3 * t.scale}, {x + 0.5f, y}, ink(own ? t.ink : t.outline));
    const bool brief = track.right - track.left < 200 * t.scale;
    const Text32 text = own && !brief   ? textf<32>("×1, this run")
                        : length == 0.3 ? textf<32>("×1/3")
                                        : lengthText(length);
    const float width = textWidth(kit, Type::small, text);
    const float left = std::clamp(x - width / 2, room.min.x, std::max(room.min.x, room.max().x - width));
    drawText(kit, list, Type::small, {left, y}, own ? t.ink : t.secondary, text);
  }
}

void drawLimit(const Kit& kit, const Track& track, double limit, const Rect& room) {
  if (!(limit > 0) || std::isinf(limit)) return;
  const Theme& t = kit.theme;
  const float x = snap(kit, track.at(limit)), line = textHeight(kit, Type::small), top = room.min.y;
  const Text64 text = textf("all at once helps up to %s", lengthText(limit).c_str());
  const float width = textWidth(kit, Type::small, text);
  const float left = std::clamp(x - width / 2, room.min.x, std::max(room.min.x, room.max().x - width));
  drawText(kit, drawList(), Type::small, {left, top}, t.ink, text);
  drawList()->AddRectFilled({x - t.scale, top + line + 1}, {x + t.scale, track.y + 3 * t.scale}, ink(t.ink));
}

}  // namespace

Text32 lengthText(double length) {
  if (length < 0.995) return textf<32>("×1/%s", formatNumber(1 / length, 2).c_str());
  return textf<32>("×%s", formatNumber(length, 2).c_str());
}

float stepHandleHeight(const Kit& kit) {
  const Theme& t = kit.theme;
  return 2 * textHeight(kit, Type::small) + 2 * (t.touch ? 16 : 13) * t.scale + 2 * t.unit;
}

Edit stepHandle(Kit& kit, std::string_view name, double* length, double limit, Rect room) {
  const Theme& t = kit.theme;
  Track track;
  track.knob = (t.touch ? 16 : 13) * t.scale;
  track.left = room.min.x + track.knob, track.right = room.max().x - track.knob;
  track.y = room.min.y + textHeight(kit, Type::small) + t.unit + track.knob;
  const Item item =
      pressableAt(kit, name, {{room.min.x, track.y - track.knob}, {room.max().x, track.y + track.knob}});
  Edit edit;
  if (!item.drawn) return edit;
  const double before = *length;
  const ImGuiIO& io = ImGui::GetIO();
  if (item.held) {
    if (kit.draggedId != item.id) kit.draggedId = item.id, edit.began = true;
    *length = lengthAt((io.MousePos.x - track.left) / std::max(1.0f, track.right - track.left));
  } else if (kit.draggedId == item.id) {
    kit.draggedId = 0;
    edit.committed = true;
  }
  if (item.hovered && io.MouseClickedCount[0] == 2) *length = 1;
  if (const int direction = takeArrows(item)) {
    ImGui::GetCurrentContext()->NavDisableHighlight = false;
    *length = lengthAt(shareOf(*length) + direction * (io.KeyShift ? 0.1 : 0.025));
    edit.committed = true;
  }
  edit.changed = *length != before;

  drawTrack(kit, track, limit);
  drawScale(kit, track, room);
  drawLimit(kit, track, limit, room);
  const ImVec2 centre{track.at(*length), track.y};
  drawList()->AddCircleFilled(centre, track.knob, ink(item.held ? t.accent : t.raised));
  drawList()->AddCircle(centre, track.knob - 1.25f * t.scale, ink(t.accent), 0, 2.5f * t.scale);
  focusRing(kit, item);
  return edit;
}

}  // namespace lockstep
