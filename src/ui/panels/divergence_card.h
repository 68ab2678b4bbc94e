// What the screen says when a run has diverged: where, why, and three ways on.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeDivergenceCard();

}  // namespace lockstep
