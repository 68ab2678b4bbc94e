// The settings, built from the config's field table: one fold per group, one row per field that applies.
#pragma once

#include <vector>

#include "ui/frame/panel.h"
#include "ui/kit/widgets.h"


namespace lockstep {

struct ConfigPanel final : Panel {
  void draw(Frame& frame, Rect rect) override;

  bool open[kFieldGroups] = {true, true, true, false, false, false};

  // Private: the table's choices as the widgets take them, and the texts of list fields while they are typed.
  std::vector<std::vector<Choice>> choices;
  std::vector<FixedText<200>> texts;
};

std::unique_ptr<Panel> makeSettings();

}  // namespace lockstep
