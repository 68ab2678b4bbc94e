// The question above the network, for who is here for the first time.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeWelcome();

}  // namespace lockstep
