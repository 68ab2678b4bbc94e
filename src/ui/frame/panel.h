// A panel: a part of the screen that draws one thing. Which panels there are and where they stand is said by
// one table (ui/shell/screens.cpp); a panel knows neither its neighbours nor the shape of the screen.
#pragma once

#include <array>
#include <memory>

#include "studio/workbench.h"
#include "ui/frame/run_views.h"
#include "ui/frame/screen.h"
#include "ui/kit/canvas.h"
#include "ui/kit/kit.h"
#include "ui/kit/rect.h"

namespace lockstep {

// All that a panel is given to draw one frame.
struct Frame {
  Kit& kit;
  Canvas& canvas;
  Workbench& bench;    // the runs, and what can be done to them
  Requests& requests;  // to the window around the screen
  Screen& screen;
  std::array<RunViews, 2>& views;  // of bench.runs
};

struct Panel {
  virtual ~Panel() = default;
  // Between beginPanel and endPanel, or in several such windows, inside `rect`.
  virtual void draw(Frame& frame, Rect rect) = 0;
  // The height that it makes good use of at this width, for places that ask.
  virtual float height(const Frame&, float /*width*/) const { return 0; }
};

// Whose run is shown where there is room for one only.
inline int shownSide(const Frame& frame) { return frame.bench.twin ? frame.screen.side : 0; }

// Holds the run and opens its next step on the stage.
void slowDown(Frame& frame);
// Closes the open instrument; a run that was held for the stage goes on.
void closeInstrument(Frame& frame);

// The pictures of a run's units, up to date: measured again once in a frame, and when the network has
// changed in it.
UnitPictures& picturesOf(Frame& frame, int side);

// Whether a picture in that much room of a figure does without title and legend.
bool plainAnswer(const Frame& frame, ImVec2 room);

// The height of a square picture with a title above and a row of controls below it.
float pictureHeight(const Kit& kit, float width);

}  // namespace lockstep
