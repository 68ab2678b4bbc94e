#include "app/work.h"

#include <algorithm>

#include "app/scheduler.h"
#include "studio/journey.h"

namespace lockstep {
namespace {

constexpr int kMostSteps = 1 << 20;  // in one frame
constexpr double kPatience = 500;    // ms until a journey tells how far it is

// What a comparison or an experiment has to do beside its runs, until it is done or `until`. Returns whether
// it is not.
bool workBeside(Application& app, double until) {
  bool more = true;
  while (more && nowMs() < until) {
    const bool twin = app.bench.twin && workComparison(app.bench), experiment = workExperiment(app.bench);
    more = twin || experiment;
  }
  return more;
}

// On to the step of a link, as fast as a frame allows.
void travel(Application& app, const FrameTime& time) {
  if (!app.bench.pendingAsset.empty()) return;
  const double start = nowMs();
  Journey& journey = *app.bench.journey;
  if (journey.departed == 0) journey.departed = start;
  if (start > journey.departed + kPatience) journey.slow = true;
  trainUntil(
      start + kPausedShare * time.interval, kMostSteps, app.stepCost,
      [&app] { return workCourse(app.bench); }, nowMs);
}

// On with a table, which has a frame's time to itself.
void readOn(Application& app, const FrameTime& time) {
  const double until = nowMs() + kPausedShare * time.interval;
  bool more = true;
  while (more && nowMs() < until) more = workTable(app.bench);
  wake(*app.platform);
}

}  // namespace

void train(Application& app, const FrameTime& time) {
  Workbench& b = app.bench;
  if (b.pendingTable) return readOn(app, time);
  if (b.playing) b.journey.reset();
  if (b.journey) return travel(app, time);
  if (!b.playing) {
    if (workBeside(app, nowMs() + kPausedShare * time.interval)) wake(*app.platform);
    return;
  }
  if (!time.paced) return;
  const int most = b.stepsPerSecond > 0 ? stepsDue(b.owedSteps, b.stepsPerSecond, time.delta) : kMostSteps;
  const double start = nowMs();
  const double last = 1000 * static_cast<double>(time.delta);
  const double budget = trainingBudget(time.interval, start - time.now, app.shell.views[0].lab.load, last);
  const bool more = workBeside(app, start + budget / 2);
  const int steps = trainUntil(
      start + budget, most, app.stepCost, [&b] { return trainStep(b); }, nowMs);
  if (more) workBeside(app, start + budget);
  b.owedSteps = std::max(0.0, b.owedSteps - steps);
  if (time.delta > 0) smooth(b.measuredSpeed, steps / static_cast<double>(time.delta));
  smooth(app.split.training, nowMs() - start);
}

void measureWhenDue(Application& app) {
  const double start = nowMs();
  if (app.bench.attempt) judgeAttempt(app.bench);
  if (measured(app.bench)) return;
  if ((app.bench.playing || app.bench.journey) && start < app.measuring.next) return;
  measure(app.bench);
  measuredOnce(app.measuring, start, nowMs() - start);
}

void measureInstruments(Application& app, const FrameTime& time) {
  const double share = app.bench.playing ? static_cast<double>(app.shell.views[0].lab.share) : kPausedShare;
  const double sides = app.bench.twin ? 2 : 1;
  for (int side = 0; side < sides; ++side) {
    Laboratory& lab = app.shell.views[side].lab;
    const double until = nowMs() + share * time.interval / sides;
    if (workLaboratory(lab, app.bench.runs[side], nowMs, until) && !app.bench.playing) wake(*app.platform);
  }
}

}  // namespace lockstep
