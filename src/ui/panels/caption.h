// What the author of a page says of its figure.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeCaption();

}  // namespace lockstep
