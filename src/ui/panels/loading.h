// A line over the network while digits are on their way.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeLoading();

}  // namespace lockstep
