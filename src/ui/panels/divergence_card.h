// What the screen says when a run has diverged: where, why, and three ways on.
#pragma once

#include "studio/workbench.h"
#include "ui/kit/kit.h"

namespace lockstep {

// Nothing while the run is well. Under the transport, in the middle of a screen of that width.
void drawDivergenceCard(Kit& kit, Workbench& bench, float width, float top);

}  // namespace lockstep
