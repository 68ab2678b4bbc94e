// The parts of the network view that answer to the hand: what is under the pointer, editing it, and the row
// above the columns with names and sizes.
#pragma once

#include "ui/network/network_view.h"

namespace lockstep {

// Sets view.hoveredUnit and view.hovered from the pointer.
void findHovered(Kit& kit, NetworkView& view);

// Click, drag and the editor of the hovered parameter or unit, and their tooltips.
void editNetwork(Kit& kit, Workbench& bench, const Run& run, NetworkView& view);

float networkHeaderHeight(const Kit& kit, const NetworkView& view);
void drawNetworkHeader(Kit& kit, Workbench& bench, const Run& run, NetworkView& view, ImVec2 origin);

// Centre of the square that shows and edits a unit's bias.
ImVec2 biasMark(const Kit& kit, const NetworkView& view, const UnitColumn& column, int row);

}  // namespace lockstep
