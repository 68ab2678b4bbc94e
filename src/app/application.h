// The application between the window and the screen: training within the frame's time, and what host pages,
// tests and the address ask for.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/platform.h"
#include "studio/workbench.h"
#include "ui/panels/frame_overlay.h"
#include "ui/shell/shell.h"

namespace lockstep {

// Milliseconds of the last frames, smoothed: what FrameFigures tells of them.
struct FrameSplit {
  double training = 0, interface = 0, drawing = 0;
};

struct Application {
  Platform* platform = nullptr;
  Workbench bench;
  Shell shell;
  FrameSplit split;
  FrameOverlay overlay;
  int late = 0;                               // how far drawing gives way: see choosePace
  long judgedAt = 0;                          // frames drawn when that was last judged
  double measureCost = 0.1, nextMeasure = 0;  // ms, and the time from which the next measurement may run
  double stepCost = 0.01;                     // ms, smoothed
  std::string lastFragment;
  bool dark = false;
};

// Wires a created platform to a new application showing the run in the platform's fragment.
std::unique_ptr<Application> makeApplication(Platform& platform);

// One command line from outside: play, pause, step [N], epoch, reset, seed, undo, redo, speed N, theme
// light|dark|auto, scale X, set FIELD=VALUE, config LINE, seek STEP, instrument [NAME], desk open|close,
// twin open|close|set FIELD=VALUE|seeds N, experiment NAME [SEED]|answer N|run|again|close, tour [STOP].
// Returns why it was refused, or nothing.
std::string runCommand(Application& app, std::string_view line);

// Where the time of the last frames went.
FrameFigures frameFigures(const Application& app);

// The state as JSON: for tests, host pages and the accessible controls.
std::string describeState(Application& app);

}  // namespace lockstep
