// Loss over the run: the whole train and test sets, and every mini-batch faint behind them.
#pragma once

#include "ui/frame/panel.h"

namespace lockstep {

std::unique_ptr<Panel> makeLoss();

}  // namespace lockstep
