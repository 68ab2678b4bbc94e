// The bar along the top: time on the left, the page on the right.
#pragma once

#include "ui/kit.h"
#include "ui/requests.h"
#include "ui/workbench.h"

namespace lockstep {

float transportHeight(const Kit& kit);
void drawTransport(Kit& kit, Workbench& bench, Preferences& preferences, Requests& requests, bool& aboutOpen,
                   bool narrow, ImVec2 min, ImVec2 size);

// Shortcuts, while no widget has the keyboard: space plays, arrows step.
void handleShortcuts(Workbench& bench, Requests& requests);

}  // namespace lockstep
