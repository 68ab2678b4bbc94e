// While two runs are compared: one quantity of both over the run, and where they parted.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeTwinLoss();

}  // namespace lockstep
