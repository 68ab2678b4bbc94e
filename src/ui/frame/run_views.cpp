#include "ui/frame/run_views.h"

#include <cmath>

namespace lockstep {
namespace {

void append(LossSeries& losses, const MetricPoint& point) {
  const double x = static_cast<double>(point.step);
  const Metrics& m = point.metrics;
  for (Series* s : {&losses.train, &losses.test, &losses.trainAccuracy, &losses.testAccuracy, &losses.rate})
    if (!s->empty() && s->lastX() == losses.passing) s->buckets.pop_back();
  losses.passing = point.stays ? -1 : x;
  if (!std::isnan(m.trainLoss)) append(losses.train, x, m.trainLoss);
  if (!std::isnan(m.testLoss)) append(losses.test, x, m.testLoss);
  if (!std::isnan(m.trainAccuracy)) append(losses.trainAccuracy, x, m.trainAccuracy);
  if (!std::isnan(m.testAccuracy)) append(losses.testAccuracy, x, m.testAccuracy);
  append(losses.rate, x, point.rate);
}

void forgetAfter(LossSeries& losses, int64_t step) {
  const double x = step > 0 ? static_cast<double>(step) : -1;
  for (Series* s : {&losses.batch, &losses.train, &losses.test, &losses.trainAccuracy, &losses.testAccuracy,
                    &losses.rate})
    truncateAfter(*s, x);
}

}  // namespace

const char* lossName(const Session& s) {
  switch (s.problem.loss) {
    case Loss::mse:
      return "½ squared error";
    case Loss::bce:
      return "cross-entropy";
    case Loss::softmax:
      return "cross-entropy";
  }
  return "";
}

void takeLosses(Workbench& b, std::array<RunViews, 2>& views) {
  if (views[1].losses.comparison != b.comparison) {
    views[1].losses = {};
    views[1].losses.comparison = b.comparison;
  }
  for (Run& run : shownRuns(b)) {
    LossSeries& losses = views[static_cast<std::size_t>(run.side)].losses;
    if (losses.runVersion != run.runVersion) forgetAfter(losses, run.session.state.step);
    losses.runVersion = run.runVersion;
  }
  for (const auto& [step, loss] : b.stepLosses)
    append(views[0].losses.batch, static_cast<double>(step), loss);
  b.stepLosses.clear();
  for (Run& run : b.runs) {
    for (const MetricPoint& point : run.newMetrics)
      append(views[static_cast<std::size_t>(run.side)].losses, point);
    run.newMetrics.clear();
  }
}

}  // namespace lockstep
