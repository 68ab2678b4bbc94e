// The card of the open experiment, and what the tour comes down to at its end.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeCard();   // card.cpp
std::unique_ptr<Panel> makeRecap();  // recap.cpp

}  // namespace lockstep
