#include "app/pacing.h"

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

DisplayInterval observed(double elapsed, double work, int frames) {
  DisplayInterval display;
  for (int i = 0; i < frames; ++i) display.observe(elapsed, work);
  return display;
}

}  // namespace

TEST_CASE("the display's interval is learned from frames in a row, and one late frame does not change it") {
  CHECK(observed(8.33, 5, 20).milliseconds() == doctest::Approx(8.33));
  DisplayInterval display = observed(8.33, 5, 20);
  display.observe(25, 5);
  CHECK(display.milliseconds() == doctest::Approx(8.33));
  CHECK(DisplayInterval().milliseconds() == doctest::Approx(1000.0 / 60));
}

TEST_CASE("frames that are slow because of their own work do not slow the display down") {
  DisplayInterval display = observed(8.33, 5, 20);
  for (int i = 0; i < 50; ++i) display.observe(16.67, 9);
  CHECK(display.milliseconds() == doctest::Approx(8.33));
  for (int i = 0; i < 50; ++i) display.observe(16.67, 3);  // idle in between: moved to a slower display
  CHECK(display.milliseconds() == doctest::Approx(16.67));
  CHECK(observed(33.3, 1, 50).milliseconds() == doctest::Approx(17));
}

TEST_CASE("nothing to draw means no next frame") {
  Pacing pacing;
  CHECK(frameDelay(pacing, false, 0) == 0);  // the first frames
  pacing.framesLeft = 0;
  CHECK(frameDelay(pacing, false, 5000) == kNever);
  CHECK(frameDelay(pacing, true, 5000) == 0);
}

TEST_CASE("a caret, a timer and a resting pointer each ask for their own moment") {
  Pacing pacing;
  pacing.framesLeft = 0;
  pacing.frameStart = 1000;
  pacing.caretAt = 1800;
  CHECK(frameDelay(pacing, false, 1000) == 800);
  pacing.wakeAt = 1300;
  CHECK(frameDelay(pacing, false, 1000) == 300);
  pacing.hoverUntil = 1000 + kHoverMs;
  CHECK(frameDelay(pacing, false, 1000) == kHoverStepMs);
  CHECK(frameDelay(pacing, false, 1750) == 0);  // the timer is overdue
}

TEST_CASE("time at rest counts as long as was asked for, a standstill a second") {
  Pacing pacing;
  pacing.framesDrawn = 1;
  pacing.frameStart = 1000;
  CHECK(countedSeconds(pacing, 1016) == doctest::Approx(0.016));
  CHECK(countedSeconds(pacing, 61000) == 1);
  pacing.wakeAt = 7000;
  CHECK(countedSeconds(pacing, 4000) == 3);  // an input came first
  CHECK(countedSeconds(pacing, 7010) == 6);
  CHECK(countedSeconds(pacing, 61000) == 6);
}

TEST_CASE("a hidden canvas is not drawn, whatever is asked") {
  Pacing pacing;
  pacing.visible = false;
  pacing.wakeAt = 0;
  CHECK(frameDelay(pacing, true, 1000) == kNever);
}

TEST_CASE("only every second refresh gets a frame, but for those that an input asks for") {
  Pacing pacing;
  pacing.framesLeft = 0;
  auto skipped = [&](int drawEvery) { return skipRefresh(pacing, drawEvery); };
  CHECK(!skipped(1));
  CHECK(!skipped(1));
  CHECK(skipped(2));
  CHECK(!skipped(2));
  CHECK(skipped(2));
  pacing.framesLeft = 2;
  CHECK(!skipped(2));
  CHECK(!skipped(2));
  pacing.framesLeft = 0;
  CHECK(skipped(2));
  CHECK(!skipped(1));
}
