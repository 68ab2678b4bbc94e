// The guide: the list of experiments, the open one from the question to the verdict, and the tour through
// some of them.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeGuide();

}  // namespace lockstep
