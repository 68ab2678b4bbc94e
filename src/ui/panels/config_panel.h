// The settings, built from their table: one fold per group, one row per setting that applies.
#pragma once

#include <string>
#include <vector>

#include "session/setting.h"
#include "studio/requests.h"
#include "studio/workbench.h"
#include "ui/kit/kit.h"
#include "ui/kit/widgets.h"
#include "ui/network/draw_tool.h"

namespace lockstep {

struct ConfigPanel {
  bool open[kSettingGroups] = {true, true, true, false, false, false};
  DrawTool tool;

  std::vector<std::vector<Choice>> choices;  // private: the table's, as the widgets take them
};

// Of run A (side 0), or of its twin B.
void drawConfigPanel(Kit& kit, Workbench& bench, int side, ConfigPanel& panel, Requests& requests, ImVec2 min,
                     ImVec2 size);

}  // namespace lockstep
