// The bar along the top: time on the left, the page on the right. A narrow screen has two rows of it.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeTransport();

// How many steps it makes in a second.
void speedMenu(Kit& kit, Workbench& bench, float width);

// Shortcuts, while no widget has the keyboard: space plays, arrows step.
void handleShortcuts(Workbench& bench, Requests& requests);

}  // namespace lockstep
