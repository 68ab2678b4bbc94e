// Shared by the files of this folder only.
#pragma once

#include <imgui.h>

#include <algorithm>

#include "ui/shell/shell.h"

namespace lockstep {

constexpr int kExperimentsTab = 3;  // of the narrow screen

struct Rect {
  ImVec2 min, size;
  // Cuts a strip off one side.
  Rect takeTop(float height) {
    Rect strip{min, {size.x, std::min(height, size.y)}};
    min.y += strip.size.y, size.y -= strip.size.y;
    return strip;
  }
  Rect takeBottom(float height) {
    size.y -= std::min(height, size.y);
    return {{min.x, min.y + size.y}, {size.x, height}};
  }
  Rect takeLeft(float width) {
    Rect strip{min, {width, size.y}};
    min.x += width, size.x -= width;
    return strip;
  }
  Rect takeRight(float width) {
    size.x -= width;
    return {{min.x + size.x, min.y}, {width, size.y}};
  }
};

// A line between two regions.
void hairline(const Shell& shell, ImVec2 from, ImVec2 to);

// Whose settings are shown, and where there is room for one run only, which.
inline int shownSide(const Shell& shell, const Workbench& bench) { return bench.twin ? shell.twin.side : 0; }

// The screen follows what was opened, by a button, a link or a command: an experiment; a comparison.
void followLesson(Shell& shell, const Workbench& bench);
void followTwin(Shell& shell, const Workbench& bench);
void showExperiments(Shell& shell);

// The question, until it was answered; takes its strip off the screen.
void drawQuestion(Shell& shell, Workbench& bench, Rect& screen);
// The left column, and its parts where they are tabs.
void drawLeft(Shell& shell, Workbench& bench, Rect column);
void drawExperiments(Shell& shell, Workbench& bench, Rect rect);
void drawNarrowSettings(Shell& shell, Workbench& bench, Rect rect);

}  // namespace lockstep
