// While two runs are compared: both answers beside each other and the small multiples below, for 1-D
// and 2-D data.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeTwinFields();

}  // namespace lockstep
