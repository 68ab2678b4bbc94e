// The settings, built from the config's field table: one fold per group, one row per field that applies.
#pragma once

#include <string>
#include <vector>

#include "studio/requests.h"
#include "studio/workbench.h"
#include "ui/kit/kit.h"
#include "ui/kit/widgets.h"
#include "ui/frame/draw_tool.h"

namespace lockstep {

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
