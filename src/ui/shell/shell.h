// The whole screen: its state, and one frame of it.
#pragma once

#include <string>

#include "ui/shell/place.h"

namespace lockstep {

struct Shell {
  Kit kit;
  Canvas canvas;
  Requests requests;
  Screen screen;
  std::array<RunViews, 2> views;  // of the workbench's runs
  PanelSet panels;
  std::string lastMessage, lastAlarm;
  int alarms = 0;  // how many there were

  // Private: how far the screen has followed the workbench.
  uint64_t lessonsOpened = 0, challengesOpened = 0;
  bool compared = false, images = false;
};

// Draws one frame into a canvas of that many CSS pixels, between ImGui::NewFrame and ImGui::Render.
void drawShell(Shell& shell, Workbench& bench, float width, float height);

}  // namespace lockstep
