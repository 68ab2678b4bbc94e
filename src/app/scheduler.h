// What fits into a frame: arithmetic on times in milliseconds, without a clock of its own.
#pragma once

#include <algorithm>

namespace lockstep {

inline constexpr double kPausedShare = 0.7;  // of the frame, for instruments while training is paused

// Moves a mean a tenth of the way to a new sample.
void smooth(double& value, double sample);

// Training.

// How long a frame may train. interval: of the display; spent: since the frame began; reserved: what the
// instruments will take; last: from the frame before to this one. Never nothing, and where drawing alone
// takes several intervals, a share of the time all the same.
double trainingBudget(double interval, double spent, double reserved, double last);

// Whole steps that are due at a chosen speed after `delta` seconds. `owed` carries fractions from frame to
// frame, but no more than one second's steps (or one): a slow machine falls behind and does not catch up.
int stepsDue(double& owed, double stepsPerSecond, double delta);

// Steps to make before the next look at the clock, 1 … left: about half a millisecond of them.
int stepsBetweenLooks(double stepCost, int left);

// Calls step() until it returns false, `most` were made or `now()` has reached the deadline; returns how many
// were made, and learns from them in `stepCost` what one takes.
template <typename Step, typename Clock>
int trainUntil(double deadline, int most, double& stepCost, Step step, Clock now) {
  int steps = 0;
  double time = now();
  while (steps < most && time < deadline) {
    const int chunk = stepsBetweenLooks(stepCost, most - steps);
    int made = 0;
    while (made < chunk && step()) ++made;
    const double after = now();
    if (made) smooth(stepCost, std::max(1e-5, (after - time) / made));
    steps += made;
    time = after;
    if (made < chunk) break;
  }
  return steps;
}

// Measuring loss and accuracy on the whole sets while training.

struct MeasuringPlan {
  double cost = 0.1;  // of one measurement, smoothed
  double next = 0;    // the time from which the next may run
};
// A measurement began at `start` and took `cost`: the next waits until its share of the time has passed.
void measuredOnce(MeasuringPlan& plan, double start, double cost);

// Drawing gives way to training.

// How far drawing gives way because frames come late.
struct Yielding {
  enum Level { notAtAll, picturesTakeTurns, everySecondRefresh } level = notAtAll;
  long judgedAt = 0;  // frames drawn when that was last judged
};

// What the level is judged by.
struct FrameRecord {
  bool busy = false;       // training goes on, and frames follow one another
  bool fullSpeed = false;  // as many steps as a frame allows: the display may skip refreshes
  long drawn = 0;          // frames since the start
  double mean = 0;         // between the last ones
  double interval = 0;     // of the display
  double own = 0;  // what the program itself took of a frame: if that is too long, drawing is not to blame
};

// Called in every frame. Once the mean of enough frames comes late, pictures take turns; if that is not
// enough for training at full speed, it has every second refresh to itself. A pause ends it; the last level
// is also left from time to time, to see whether it goes without now.
void judge(Yielding& yielding, const FrameRecord& record);

}  // namespace lockstep
