// In the place of a panel that has not arrived.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

// Says that it is on its way, or why it could not be had.
void drawWaiting(Frame& frame, std::string_view name, Rect rect);

}  // namespace lockstep
