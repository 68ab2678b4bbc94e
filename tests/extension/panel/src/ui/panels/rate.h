// The learning rate of the next step, which a schedule moves.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeRate();

}  // namespace lockstep
