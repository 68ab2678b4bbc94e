// What the network answers: the plane, the samples of a table, or the pad and the samples of images.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeAnswer();

}  // namespace lockstep
