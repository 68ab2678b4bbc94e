#include "app/touch.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace lockstep {

namespace {

constexpr float kSlop = 8;         // px a finger may tremble
constexpr double kHoldMs = 450;    // after which a resting finger has taken the widget
constexpr double kFlickMs = 80;    // a finger that rested longer before lifting does not flick
constexpr double kCoastMs = 325;   // time constant of the slowing down
constexpr float kSlowest = 0.03f;  // px per ms at which coasting ends
constexpr ImVec2 kNowhere(-FLT_MAX, -FLT_MAX);

ImGuiWindow* windowAt(ImVec2 at) {
  ImGuiContext& g = *ImGui::GetCurrentContext();
  for (int i = g.Windows.Size - 1; i >= 0; --i) {
    ImGuiWindow* window = g.Windows[i];
    const bool solid =
        window->WasActive && !window->Hidden && !(window->Flags & ImGuiWindowFlags_NoMouseInputs);
    if (solid && window->OuterRectClipped.Contains(at)) return window;
  }
  return nullptr;
}

bool hasRoom(const ImGuiWindow& window, int axis, float by, bool atEndToo) {
  const float max = window.ScrollMax[axis], position = window.Scroll[axis];
  return max > 0 && (atEndToo || (by > 0 ? position < max : position > 0));
}

// Climbs as Dear ImGui does for the wheel: from a child to the first parent that can scroll.
ImGuiWindow* scrollTarget(ImVec2 at, int axis, float by, bool atEndToo) {
  ImGuiWindow* window = windowAt(at);
  while (window) {
    const bool locked = window->Flags & ImGuiWindowFlags_NoScrollWithMouse;
    if (!locked && hasRoom(*window, axis, by, atEndToo)) return window;
    window = window->Flags & ImGuiWindowFlags_ChildWindow ? window->ParentWindow : nullptr;
  }
  return nullptr;
}

// Several moves can come before one frame, which is when ScrollTarget turns into Scroll.
bool scrollBy(ImGuiWindow& window, int axis, float by) {
  const float target = window.ScrollTarget[axis];
  const float from = target < FLT_MAX ? target : window.Scroll[axis];
  const float to = std::clamp(from + by, 0.0f, window.ScrollMax[axis]);
  axis == 0 ? ImGui::SetScrollX(&window, to) : ImGui::SetScrollY(&window, to);
  return to != from;
}

void moveTo(ImVec2 at) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
  io.AddMousePosEvent(at.x, at.y);
}

void press(bool down) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
  io.AddMouseButtonEvent(0, down);
}

void startDrag(Touch& touch) {
  touch.phase = Touch::Phase::dragging;
  moveTo(touch.start);
  press(true);
}

void decide(Touch& touch, ImVec2 at, double now) {
  const ImVec2 moved(at.x - touch.start.x, at.y - touch.start.y);
  if (std::hypot(moved.x, moved.y) < kSlop) return;
  touch.axis = std::fabs(moved.x) > std::fabs(moved.y) ? 0 : 1;
  const ImGuiWindow* window = scrollTarget(touch.start, touch.axis, -moved[touch.axis], true);
  if (!window && touch.pageScrolls && touch.axis == 1) {
    touch.spent = true;  // the browser takes it, and cancels it here
    return;
  }
  if (!window) return startDrag(touch);
  touch.phase = Touch::Phase::scrolling;
  touch.window = window->ID;
  touch.velocity = 0;
  touch.last = at;  // the slop is not made up for: the panel does not jump
  touch.movedAt = now;
  moveTo(kNowhere);
}

}  // namespace

void touchDown(Touch& touch, ImVec2 at, double now, bool pageScrolls) {
  const bool spent = touch.phase == Touch::Phase::coasting;
  touch = {};
  touch.phase = Touch::Phase::undecided;
  touch.spent = spent;
  touch.pageScrolls = pageScrolls;
  touch.start = touch.last = at;
  touch.startedAt = touch.movedAt = now;
  moveTo(at);
}

void touchMove(Touch& touch, ImVec2 at, double now) {
  if (touch.phase == Touch::Phase::undecided) decide(touch, at, now);
  if (touch.phase == Touch::Phase::dragging) moveTo(at);
  ImGuiWindow* window =
      touch.phase == Touch::Phase::scrolling ? ImGui::FindWindowByID(touch.window) : nullptr;
  if (!window) return;
  const float by = touch.last[touch.axis] - at[touch.axis];
  const double elapsed = now - touch.movedAt;
  scrollBy(*window, touch.axis, by);
  if (elapsed > 0) touch.velocity += 0.6f * (static_cast<float>(by / elapsed) - touch.velocity);
  touch.last = at;
  touch.movedAt = now;
}

bool touchUp(Touch& touch, double now, bool coast) {
  const Touch::Phase phase = touch.phase;
  const bool tap = phase == Touch::Phase::undecided && !touch.spent;
  const bool flick = phase == Touch::Phase::scrolling && coast && now - touch.movedAt < kFlickMs;
  touch.phase = flick ? Touch::Phase::coasting : Touch::Phase::none;
  if (tap) press(true);
  if (tap || phase == Touch::Phase::dragging) press(false);
  moveTo(kNowhere);
  return tap;
}

void touchCancel(Touch& touch) { touch.phase = Touch::Phase::none; }

bool updateTouch(Touch& touch, bool ownsDrag, double now, double elapsed) {
  if (touch.phase == Touch::Phase::undecided) {
    const ImVec2 pointer = ImGui::GetIO().MousePos;
    const bool seen =
        pointer.x == touch.start.x && pointer.y == touch.start.y;  // ownsDrag speaks of this place
    if (!touch.spent && ((ownsDrag && seen) || now - touch.startedAt > kHoldMs)) startDrag(touch);
    return true;
  }
  if (touch.phase != Touch::Phase::coasting) return false;
  ImGuiWindow* window = ImGui::FindWindowByID(touch.window);
  const bool moved = window && scrollBy(*window, touch.axis, static_cast<float>(touch.velocity * elapsed));
  touch.velocity *= static_cast<float>(std::exp(-elapsed / kCoastMs));
  if (!moved || std::fabs(touch.velocity) < kSlowest) touch.phase = Touch::Phase::none;
  return touch.phase == Touch::Phase::coasting;
}

bool canScroll(const ScrollQuery& query) {
  const int axis = std::fabs(query.by.x) > std::fabs(query.by.y) ? 0 : 1;
  return scrollTarget(query.at, axis, query.by[axis], query.atEndToo) != nullptr;
}

}  // namespace lockstep
