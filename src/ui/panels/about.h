// About box: what this is, how large it is shown, and whose work is in it.
#pragma once

#include "studio/requests.h"
#include "ui/kit/kit.h"

namespace lockstep {

void drawAbout(Kit& kit, Preferences& preferences, Requests& requests, Arithmetic arithmetic, bool* open);

}  // namespace lockstep
