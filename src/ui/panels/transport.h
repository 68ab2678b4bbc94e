// The bar along the top: time on the left, the page on the right. A narrow screen has two rows of it.
#pragma once

#include "studio/requests.h"
#include "studio/workbench.h"
#include "ui/kit/kit.h"

namespace lockstep {

// settingsOpen is null on a narrow screen, where the settings are a tab.
float transportHeight(const Kit& kit, bool narrow);
// True when the viewer asked for the list of experiments.
bool drawTransport(Kit& kit, Workbench& bench, Preferences& preferences, Requests& requests,
                   Arithmetic arithmetic, bool& aboutOpen, bool* settingsOpen, ImVec2 min, ImVec2 size);

// Shortcuts, while no widget has the keyboard: space plays, arrows step.
void handleShortcuts(Workbench& bench, Requests& requests);

}  // namespace lockstep
