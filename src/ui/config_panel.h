// The settings, built from the config's field table: one fold per group, one row per field that applies.
#pragma once

#include <string>
#include <vector>

#include "ui/kit.h"
#include "ui/requests.h"
#include "ui/widgets.h"
#include "ui/workbench.h"

namespace lockstep {

// What the pointer does on the plane when the data set is drawn by hand.
struct DrawTool {
  int label = 0;
  bool erase = false;
};

struct ConfigPanel {
  bool open[kFieldGroups] = {true, true, true, false, false, false};
  DrawTool tool;

  // Private: the table's choices as the widgets take them, and the texts of list fields while they are typed.
  std::vector<std::vector<Choice>> choices;
  std::vector<FixedText<200>> texts;
};

// Of run A (side 0), or of its twin B.
void drawConfigPanel(Kit& kit, Workbench& bench, int side, ConfigPanel& panel, Requests& requests, ImVec2 min,
                     ImVec2 size);

}  // namespace lockstep
