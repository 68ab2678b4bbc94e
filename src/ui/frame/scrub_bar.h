// The time machine: any step of the run, by its number or by dragging.
#pragma once

#include "studio/workbench.h"
#include "ui/kit/kit.h"

namespace lockstep {

// A row of widgets at the cursor.
void scrubBar(Kit& kit, Workbench& bench);

}  // namespace lockstep
