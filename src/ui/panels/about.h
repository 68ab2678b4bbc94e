// About box: what this is, how large it is shown, and whose work is in it.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeAbout();

}  // namespace lockstep
