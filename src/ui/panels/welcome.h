// The question above the network, for who is here for the first time.
#pragma once

#include "ui/kit/kit.h"

namespace lockstep {

enum class WelcomeAnswer : unsigned char { none, tour, experiments, close };

float welcomeHeight(const Kit& kit, float width);
WelcomeAnswer drawWelcome(Kit& kit, ImVec2 min, ImVec2 size);

}  // namespace lockstep
