// Where the time of a frame goes, over everything else: for those who make this faster. F3 shows
// and hides it.
#pragma once

#include "ui/kit/kit.h"

namespace lockstep {

// All times in milliseconds per refresh that the program gets of the display's.
struct FrameFigures {
  double refresh = 1000.0 / 60;  // of the display
  double mean = 0, p95 = 0;      // between those of the last three seconds
  int drawEvery = 1;             // of them one in so many gets a frame
  // Of the one thread that does everything but the drawing itself.
  double training = 0, instruments = 0, interface = 0, drawing = 0;  // drawing: making the GL calls
  double painted = 0;  // share of the screen's pixels that the last frame painted again

  // Waiting: for the display, or for the graphics card or the processor in its place.
  double rest() const { return std::max(0.0, mean - training - instruments - interface - drawing); }
};

struct FrameOverlay {
  bool open = false;
  // Private.
  FrameFigures shown;
  double shownUntil = 0;
};

// Where it is open, in every frame, after all panels.
void drawFrameOverlay(Kit& kit, FrameOverlay& overlay, const FrameFigures& figures);

}  // namespace lockstep
