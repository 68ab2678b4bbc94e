// What the viewer can do before the second part of the program is there (Platform::complete): play, pause and
// step. Everything here is in the first part.
#pragma once

#include <string_view>

#include "app/application.h"

namespace lockstep {

// Carries out "play", "pause", "toggle" or "step [N]", with N from 1 to 100,000. False: another command.
bool runTransport(Application& app, std::string_view line);

// The command of the button at a place in CSS pixels; empty where there is none of these.
std::string_view transportAt(const Application& app, float x, float y);

}  // namespace lockstep
