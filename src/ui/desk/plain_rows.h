// What each layer does in the next step, in two rows under the network: how far its features move, and what
// its part of the step does to the loss alone. The desk in short; a press shows the step on the stage.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makePlainRows();

}  // namespace lockstep
