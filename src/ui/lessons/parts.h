// The parts of the guide that have no state.
#pragma once

#include "studio/lesson.h"
#include "studio/workbench.h"
#include "ui/kit/kit.h"

namespace lockstep {

// Where on the tour one is: a press goes to another stop, or leaves it.
void drawTourDots(Kit& kit, Workbench& bench);

// All that an experiment has measured, with the bounds of its claim.
void drawNumbers(Kit& kit, const Lesson& lesson);

}  // namespace lockstep
