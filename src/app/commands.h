// What host pages, tests and the accessible controls can ask for in words.
#pragma once

#include <string>
#include <string_view>

#include "app/application.h"

namespace lockstep {

// One command and its arguments, separated by a space: a row of the tables in commands.cpp. Returns why it
// was refused, or nothing.
std::string runCommand(Application& app, std::string_view line);

}  // namespace lockstep
