// Where a run that plays stops by itself, as long as the viewer wishes so: at a step, or where what the loss
// chart measures gets to a value. Played from beyond that place, it goes on until it gets there anew.
#pragma once

#include <cstdint>
#include <string_view>

namespace lockstep {

struct Workbench;

enum class StopMeasure : uint8_t {
  never,
  step,
  loss,      // at most so much, over all training samples
  accuracy,  // at least so much, over the test samples, or where there are none the training samples
};
constexpr int kStopMeasures = 4;
std::string_view nameOf(StopMeasure measure);  // as in a command

struct StopAt {
  StopMeasure measure = StopMeasure::never;
  double value = 0;
  bool beyond = false;  // A was, when it was last looked at
};

// The wish, in place of the one before. Experiments and challenges end by their own rules and leave it alone.
void stopAt(Workbench& bench, StopMeasure measure, double value);

// A is about to play.
void watchStop(Workbench& bench);

// Before a step of A that plays: whether it has got there, and then it is paused, which is said. Losses and
// accuracies are looked at where the chart has a point (metric_schedule.h), the same steps on every machine.
bool stopsHere(Workbench& bench);

}  // namespace lockstep
