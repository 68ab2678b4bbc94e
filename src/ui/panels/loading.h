// A line over the network while digits are on their way, or the run itself is to the step of a link.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeLoading();

}  // namespace lockstep
