// The settings, built from their table: one fold per group, one row per setting that applies.
#pragma once

#include <vector>

#include "session/setting.h"
#include "ui/frame/panel.h"
#include "ui/kit/widgets.h"

namespace lockstep {

struct ConfigPanel final : Panel {
  void draw(Frame& frame, Rect rect) override;

  bool open[kSettingGroups] = {true, true, true, false, false, false};
  bool openFree = true;  // what an open challenge leaves free stands first

  std::vector<std::vector<Choice>> choices;  // private: the table's, as the widgets take them
};

std::unique_ptr<Panel> makeSettings();

}  // namespace lockstep
