// What the screen says when a run has gone wrong, diverged or stuck: where, why, and ways on that were tried.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeTroubleCard();

}  // namespace lockstep
