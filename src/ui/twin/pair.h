// While two runs are compared: both networks, each under its title.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makePair();

}  // namespace lockstep
