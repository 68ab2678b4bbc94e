// Loss over the run: the whole train and test sets, and every mini-batch faint behind them.
#pragma once

#include "ui/chart.h"
#include "ui/kit.h"
#include "ui/requests.h"
#include "ui/workbench.h"

namespace lockstep {

struct LossPanel {
  int scale = 1;     // 0 linear, 1 logarithmic
  int quantity = 0;  // 0 loss, 1 accuracy

  // Private.
  Series batch, train, test, trainAccuracy, testAccuracy;
  ChartState chart;
  uint64_t runVersion = 0;
};

void drawLoss(Kit& kit, Workbench& bench, LossPanel& panel, Requests& requests, ImVec2 min, ImVec2 size);

}  // namespace lockstep
