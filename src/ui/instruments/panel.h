// The large view of the open instrument, of one run or of both beside each other.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeInstrument();

}  // namespace lockstep
