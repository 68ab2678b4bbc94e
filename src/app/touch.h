// One finger on a Dear ImGui screen. A tap presses; a drag scrolls the panel under it, as on the rest of the
// phone, and coasts; a drag that no panel can follow, a drag on a widget that owns drags, and a drag after a
// moment of holding still move the widget.
#pragma once

#include <imgui.h>

namespace lockstep {

struct Touch {
  enum class Phase : unsigned char { none, undecided, dragging, scrolling, coasting };

  Phase phase = Phase::none;
  bool spent = false;                 // it stopped a coasting panel or went astray: lifting presses nothing
  bool pageScrolls = false;           // a vertical drag that nothing here can follow is left to the page
  int axis = 1;                       // of the scroll: 0 is x, 1 is y
  ImGuiID window = 0;                 // that scrolls
  ImVec2 start, last;                 // positions
  double startedAt = 0, movedAt = 0;  // ms
  float velocity = 0;                 // px per ms along the axis
};

// The finger's life, in canvas pixels and milliseconds. They feed ImGui's input queue and never draw.
void touchDown(Touch& touch, ImVec2 at, double now, bool pageScrolls);
void touchMove(Touch& touch, ImVec2 at, double now);
// Returns whether it was a tap, whose press and release are now in the queue. `coast`: a scroll keeps going.
bool touchUp(Touch& touch, double now, bool coast);
void touchCancel(Touch& touch);

// Once before each frame. `ownsDrag`: what the last frame said of the widget under the finger. Returns
// whether more frames are needed even without input.
bool updateTouch(Touch& touch, bool ownsDrag, double now, double elapsed);

// Whether a panel under `at` would move when scrolled by `by` (positive y: towards its end). With `atEndToo`
// also when it is at its end already.
struct ScrollQuery {
  ImVec2 at, by;
  bool atEndToo = false;
};
bool canScroll(const ScrollQuery& query);

}  // namespace lockstep
