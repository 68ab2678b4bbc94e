// The state of the application as JSON: for tests, host pages and the accessible controls.
#pragma once

#include <string>

#include "app/application.h"

namespace lockstep {

// One object: the run, the twin, the experiment, the messages, the places of widgets, the times of frames.
std::string stateAsJson(const Application& app);

}  // namespace lockstep
