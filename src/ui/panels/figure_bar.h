// The bar below a figure: time on the left, the loss so far, the page on the right.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeFigureBar();

}  // namespace lockstep
