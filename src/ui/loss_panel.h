// Loss over the run: the whole train and test sets, and every mini-batch faint behind them. While two runs
// are compared: one quantity of both, and where they parted.
#pragma once

#include "ui/chart.h"
#include "ui/kit.h"
#include "ui/requests.h"
#include "ui/workbench.h"

namespace lockstep {

// Over the whole sets.
struct MetricSeries {
  Series train, test, trainAccuracy, testAccuracy;
};
// Of all seeds of one side: median, least and greatest mini-batch loss.
struct LossBandSeries {
  Series median, low, high;
};

struct LossPanel {
  int scale = 1;     // 0 linear, 1 logarithmic
  int quantity = 0;  // 0 loss, 1 accuracy
  int compared = 0;  // of two runs: test loss, train loss, batch loss, test accuracy, train accuracy

  // Private.
  Series batch;
  MetricSeries sides[2];
  LossBandSeries bands[2];
  ChartState chart;
  uint64_t runVersion = 0, otherVersion = 0, comparison = 0;
  std::size_t bandSteps = 0;  // of all runs together, that the bands show
  int seeds = 1;              // per side, in the last frame
};

void drawLoss(Kit& kit, Workbench& bench, LossPanel& panel, Requests& requests, ImVec2 min, ImVec2 size);

// For loss_panel.cpp and twin_loss.cpp only.

const char* lossName(const Session& session);
// The time machine: any step of the run, by its number or by dragging.
void scrubBar(Kit& kit, Workbench& bench);
// Numbers, choice and chart of two runs.
void drawTwinLoss(Kit& kit, Workbench& bench, LossPanel& panel, Requests& requests, float height);

// One side's bands from the losses of its runs: at most some hundred points, each over equally many steps; of
// long stretches a sample of the steps. Cost some 10⁴ additions per run.
void makeBand(const Twin& twin, int side, LossBandSeries& band);

}  // namespace lockstep
