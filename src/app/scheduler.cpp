#include "app/scheduler.h"

namespace lockstep {
namespace {

constexpr double kFrameShare = 0.92;  // of the display's interval that a frame may take
// Even when drawing alone takes too long: ms per frame, and a share of the time that it takes, up to what
// lets an input wait.
constexpr double kLeastTraining = 2, kLeastShare = 0.2, kMostWhenLate = 50;
constexpr double kMeasureShare = 0.08;     // of the time, for loss and accuracy on the whole sets
constexpr double kLeastMeasurePause = 30;  // ms
constexpr double kSmooth = 0.1;
// Display intervals that the mean frame takes on a machine that cannot quite keep up, and that it may still
// take when pictures take turns.
constexpr double kLate[] = {1.02, 1.1};
constexpr long kStarting = 600;  // frames in which a browser is still compiling: late ones mean nothing
constexpr long kJudging = 180;   // frames that the next mean is made of
constexpr long kHolding = 900;   // frames until full speed is drawn as before, to see whether it goes now

// Frames come late although the program itself took no longer than it may: the browser is drawing.
bool drawingIsLate(const FrameRecord& record, double intervals) {
  return record.mean > intervals * record.interval && record.own < record.interval;
}

}  // namespace

void smooth(double& value, double sample) { value += kSmooth * (sample - value); }

double trainingBudget(double interval, double spent, double reserved, double last) {
  const double least = std::clamp(kLeastShare * last, kLeastTraining, kMostWhenLate);
  return std::max(least, interval * kFrameShare - spent - reserved);
}

int stepsDue(double& owed, double stepsPerSecond, double delta) {
  owed = std::min(owed + stepsPerSecond * delta, std::max(1.0, stepsPerSecond));
  return static_cast<int>(owed);
}

int stepsBetweenLooks(double stepCost, int left) {
  return std::clamp(static_cast<int>(0.5 / stepCost), 1, left);
}

void measuredOnce(MeasuringPlan& plan, double start, double cost) {
  smooth(plan.cost, cost);
  plan.next = start + std::max(kLeastMeasurePause, plan.cost / kMeasureShare);
}

void judge(Yielding& yielding, const FrameRecord& record) {
  const int most = record.fullSpeed ? Yielding::everySecondRefresh : Yielding::picturesTakeTurns;
  int level = yielding.level;
  auto set = [&](int to) { level = to, yielding.judgedAt = record.drawn; };
  if (!record.busy) level = 0, yielding.judgedAt = std::max(kStarting - kJudging, record.drawn);
  if (level == Yielding::everySecondRefresh && record.drawn > yielding.judgedAt + kHolding)
    set(Yielding::picturesTakeTurns);
  if (record.drawn > yielding.judgedAt + kJudging)
    while (level < most && drawingIsLate(record, kLate[level])) set(level + 1);
  yielding.level = static_cast<Yielding::Level>(std::min(level, most));
}

}  // namespace lockstep
