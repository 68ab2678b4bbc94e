// The tabs of a narrow screen.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeTabs();

}  // namespace lockstep
