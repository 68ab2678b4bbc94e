// The parts of the guide that have no state.
#pragma once

#include "studio/lesson.h"
#include "studio/workbench.h"
#include "ui/kit/icons.h"
#include "ui/kit/kit.h"

namespace lockstep {

// A numbered row of a list, with what is asked below its title, and what came of it at the right. Returns
// whether it is pressed.
bool listRow(Kit& kit, std::string_view name, std::size_t index, std::string_view title,
             std::string_view words, Icon mark);

// Where on the tour one is: a press goes to another stop, or leaves it.
void drawTourDots(Kit& kit, Workbench& bench);

// All that an experiment has measured, with the bounds of its claim.
void drawNumbers(Kit& kit, const Lesson& lesson);

}  // namespace lockstep
