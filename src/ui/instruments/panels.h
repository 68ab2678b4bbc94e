// The bar under the network that opens the desk and the instruments, and the large view of the one that is open.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeInstrumentBar();
std::unique_ptr<Panel> makeInstrument();

}  // namespace lockstep
