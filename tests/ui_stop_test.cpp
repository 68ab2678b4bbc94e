// Where a run that plays stops by itself.
#include <doctest/doctest.h>

#include "run_helpers.h"
#include "studio/lesson.h"
#include "studio/metric_schedule.h"
#include "studio/workbench.h"

using namespace lockstep;

namespace {

constexpr char kRun[] = "dataset=xor&samples=100&layers=8&lr=0.1&optimizer=sgd";

// Plays until it stops, for at most that many steps; the step where it is then.
int64_t play(Workbench& b, int most = 5000) {
  togglePlay(b);
  for (int n = 0; n < most && trainStep(b); ++n) {
  }
  b.playing = false;
  return b.runs[0].session.state.step;
}

Workbench opened(std::string_view line) {
  Workbench b;
  openWorkbench(b, configOf(std::string(line)));
  b.messages.clear();
  return b;
}

// The first point of the chart at which that holds, by steps alone.
template <typename Holds>
int64_t firstPoint(std::string_view line, Holds holds) {
  Session s = makeSession(configOf(std::string(line)), {});
  while (!(metricsDue(s) && holds(evaluate(s)))) REQUIRE(advance(s));
  return s.state.step;
}

}  // namespace

TEST_CASE(
    "a run that plays stops at a step, goes on when it is played, and stops there again after a reset") {
  Workbench b = opened(kRun);
  stopAt(b, StopMeasure::step, 37);
  CHECK(play(b) == 37);
  REQUIRE(b.messages.size() == 1);
  CHECK(b.messages[0].text == "Stopped at step 37");
  CHECK(play(b, 50) == 87);
  restartRun(b);
  CHECK(play(b) == 37);
  stepOnce(b);
  CHECK(b.runs[0].session.state.step == 38);
  stopAt(b, StopMeasure::never, 0);
  restartRun(b);
  CHECK(play(b, 100) == 100);
}

TEST_CASE("it stops at the first point of the chart with that loss or accuracy") {
  Workbench b = opened(kRun);
  const double loss = 0.05, right = 0.9;
  stopAt(b, StopMeasure::loss, loss);
  const int64_t low = firstPoint(kRun, [&](const Metrics& m) { return m.trainLoss <= loss; });
  CHECK(low > 0);
  CHECK(play(b) == low);
  CHECK(b.runs[0].latest.metrics.trainLoss <= loss);
  CHECK(play(b, 40) == low + 40);  // it is there already
  restartRun(b);
  stopAt(b, StopMeasure::accuracy, right);
  const int64_t good = firstPoint(kRun, [&](const Metrics& m) { return m.testAccuracy >= right; });
  CHECK(good > 0);
  CHECK(play(b) == good);

  const std::string all = std::string(kRun) + "&trainShare=1";  // no test samples
  Workbench whole = opened(all);
  stopAt(whole, StopMeasure::accuracy, right);
  CHECK(play(whole) == firstPoint(all, [&](const Metrics& m) { return m.trainAccuracy >= right; }));
}

TEST_CASE("what cannot be reached stops nothing, and an experiment ends by its own rule") {
  Workbench b = opened("dataset=sine");
  stopAt(b, StopMeasure::accuracy, 0.5);  // a curve has none
  CHECK(play(b, 200) == 200);
  stopAt(b, StopMeasure::step, 210);
  openExperiment(b, experiments()[0]);
  predict(b, kUnknown);
  runExperiment(b);
  for (int n = 0; n < 300 && trainStep(b); ++n) {
  }
  CHECK(b.runs[0].session.state.step != 210);
}
