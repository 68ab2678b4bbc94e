// What fits into a frame, with a clock that moves only when a step is made.
#include <doctest/doctest.h>

#include "app/scheduler.h"

using namespace lockstep;

namespace {

struct FakeTraining {
  double stepTakes;         // ms
  int mostSteps = 1 << 30;  // after which it stops by itself
  double time = 0;
  int steps = 0;

  int until(double deadline, int most, double& stepCost) {
    auto step = [this] {
      if (steps == mostSteps) return false;
      ++steps, time += stepTakes;
      return true;
    };
    return trainUntil(deadline, most, stepCost, step, [this] { return time; });
  }
};

// Frames of a machine whose drawing is late, but for what a test changes.
FrameRecord late(long drawn) {
  return {.busy = true, .fullSpeed = true, .drawn = drawn, .mean = 20, .interval = 16, .own = 12};
}

Yielding afterFrames(Yielding yielding, FrameRecord record, long from, long to) {
  for (record.drawn = from; record.drawn <= to; ++record.drawn) judge(yielding, record);
  return yielding;
}

// As it stands after so many frames that nothing was trained in.
Yielding idleUntil(long drawn) { return afterFrames({}, {.busy = false, .interval = 16}, 0, drawn); }
// The browser has compiled everything, and a mean can be judged.
Yielding warm() { return idleUntil(600); }

}  // namespace

TEST_CASE("a frame trains for what drawing and instruments leave of it, and never for nothing") {
  CHECK(trainingBudget(16, 4, 2, 16) == doctest::Approx(16 * 0.92 - 6));
  CHECK(trainingBudget(8, 1, 0, 8) == doctest::Approx(8 * 0.92 - 1));
  CHECK(trainingBudget(16, 30, 0, 8) == 2);
  CHECK(trainingBudget(16, 0, 100, 8) == 2);
  CHECK(trainingBudget(16, 30, 0, 100) == doctest::Approx(20));
  CHECK(trainingBudget(16, 30, 0, 3000) == 50);
}

TEST_CASE("steps of a chosen speed come at that speed, fractions and all") {
  double owed = 0;
  int made = 0;
  for (int frame = 0; frame < 600; ++frame) {
    const int due = stepsDue(owed, 45, 1.0 / 60);
    CHECK(due <= 1);
    made += due;
    owed -= due;
  }
  CHECK(made == doctest::Approx(450).epsilon(0.003));
}

TEST_CASE("steps that were not made in time are owed for a second at most") {
  double owed = 0;
  CHECK(stepsDue(owed, 300, 1.0) == 300);
  CHECK(stepsDue(owed, 300, 1.0) == 300);
  CHECK(stepsDue(owed, 300, 1.0) == 300);
  double slow = 0;  // less than one a second: one may gather
  for (int second = 0; second < 10; ++second) stepsDue(slow, 0.25, 1);
  CHECK(slow == 1);
}

TEST_CASE("training ends within one look at the clock of its deadline, and learns what a step takes") {
  double stepCost = 0.01;
  FakeTraining fast{.stepTakes = 0.002};
  const int steps = fast.until(10, 1 << 20, stepCost);
  CHECK(steps == fast.steps);
  CHECK(fast.time >= 10);
  CHECK(fast.time < 10 + 0.6);
  CHECK(stepCost < 0.005);
  FakeTraining slow{.stepTakes = 3};
  CHECK(slow.until(10, 1 << 20, stepCost = 5) == 4);
}

TEST_CASE("the first steps of a run that costs far more than was known overrun the deadline once") {
  double stepCost = 0.01;
  FakeTraining dear{.stepTakes = 1};
  CHECK(dear.until(10, 1 << 20, stepCost) == 50);
  CHECK(stepCost > 0.1);
  dear.time = 0;
  CHECK(dear.until(10, 1 << 20, stepCost) <= 16);
}

TEST_CASE("training makes no more steps than it is told, none after its deadline, and stops with the run") {
  double stepCost = 0.001;
  FakeTraining training{.stepTakes = 0.001};
  CHECK(training.until(10, 7, stepCost) == 7);
  CHECK(training.until(10, 0, stepCost) == 0);
  training.time = 10;
  CHECK(training.until(10, 7, stepCost) == 0);
  FakeTraining diverging{.stepTakes = 0.001, .mostSteps = 3};
  CHECK(diverging.until(10, 100, stepCost) == 3);
  CHECK(diverging.until(10, 100, stepCost) == 0);
}

TEST_CASE("measuring keeps to its share of the time, and never comes closer than 30 ms") {
  MeasuringPlan cheap;
  for (int i = 0; i < 100; ++i) measuredOnce(cheap, 1000, 0.2);
  CHECK(cheap.next == 1030);
  MeasuringPlan dear;
  for (int i = 0; i < 100; ++i) measuredOnce(dear, 1000, 8);
  CHECK(dear.next == doctest::Approx(1000 + 8 / 0.08).epsilon(0.001));
}

TEST_CASE("drawing gives way once the mean of a whole three seconds is late, and at full speed twice") {
  CHECK(afterFrames(warm(), late(0), 601, 780).level == Yielding::notAtAll);
  CHECK(afterFrames(warm(), late(0), 601, 781).level == Yielding::everySecondRefresh);
  FrameRecord little = late(0);
  little.mean = 17;  // over 1.02 intervals, under 1.1
  CHECK(afterFrames(warm(), little, 601, 2000).level == Yielding::picturesTakeTurns);
}

TEST_CASE("at a chosen speed the display never skips refreshes") {
  FrameRecord record = late(0);
  record.fullSpeed = false;
  CHECK(afterFrames(warm(), record, 601, 5000).level == Yielding::picturesTakeTurns);
  Yielding both = afterFrames(warm(), late(0), 601, 900);
  CHECK(both.level == Yielding::everySecondRefresh);
  CHECK(afterFrames(both, record, 901, 901).level == Yielding::picturesTakeTurns);
}

TEST_CASE(
    "late frames are not the drawing's fault while the browser compiles or the program itself is slow") {
  CHECK(afterFrames(idleUntil(0), late(0), 1, 600).level == Yielding::notAtAll);
  CHECK(afterFrames(idleUntil(0), late(0), 1, 601).level == Yielding::everySecondRefresh);
  FrameRecord slow = late(0);
  slow.own = 18;
  CHECK(afterFrames(warm(), slow, 601, 5000).level == Yielding::notAtAll);
}

TEST_CASE("drawing that gave way keeps to it when frames come in time, until the next pause") {
  const Yielding yielding = afterFrames(warm(), late(0), 601, 781);
  FrameRecord inTime = late(0);
  inTime.mean = 16;
  CHECK(afterFrames(yielding, inTime, 782, 1681).level == Yielding::everySecondRefresh);
  // After 900 frames it tries again at full rate, and stays there if that goes.
  CHECK(afterFrames(yielding, inTime, 782, 1682).level == Yielding::picturesTakeTurns);
  CHECK(afterFrames(yielding, inTime, 782, 5000).level == Yielding::picturesTakeTurns);
  inTime.busy = false;
  CHECK(afterFrames(yielding, inTime, 782, 782).level == Yielding::notAtAll);
}
