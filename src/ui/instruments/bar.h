// The bar under the network that opens the desk and the instruments.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeInstrumentBar();

}  // namespace lockstep
