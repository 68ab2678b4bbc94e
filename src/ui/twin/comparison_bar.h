// While two runs are compared: how they stand, seeds, close; on a narrow screen also whose
// pictures are shown.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeComparisonBar();

}  // namespace lockstep
