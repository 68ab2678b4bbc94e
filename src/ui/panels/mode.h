// What the left column holds: settings or experiments.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeMode();

}  // namespace lockstep
