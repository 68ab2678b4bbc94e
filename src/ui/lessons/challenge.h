// The open challenge: its goal, the gauge, what is still missing, and once it is met the numbers of it.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeChallenge();

}  // namespace lockstep
