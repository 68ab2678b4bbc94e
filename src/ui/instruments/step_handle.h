// The length of the step, in the viewer's hand.
#pragma once

#include "ui/kit/rect.h"
#include "ui/kit/widgets.h"

namespace lockstep {

// How high it wants to be.
float stepHandleHeight(const Kit& kit);

// A wide slider over kShortestStep … kLongestStep times the run's own step, which is marked and where the
// handle comes to rest nearby. `limit`: up to where all layers together still help, as SlowStep measures it.
// Arrow keys nudge; a double click goes back to 1.
Edit stepHandle(Kit& kit, std::string_view name, double* length, double limit, Rect room);

// "×18", "×1/10".
Text32 lengthText(double length);

}  // namespace lockstep
