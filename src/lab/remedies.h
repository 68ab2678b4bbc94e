// Ways on for a run that went wrong: each was tried on a copy, and learned.
#pragma once

#include <string>
#include <vector>

#include "session/history.h"

namespace lockstep {

struct Remedy {
  std::string label;  // what it does: "Go on from step 120 at a rate of 0.1"
  Config config;
  int64_t step = 0;  // the run goes on from there
};

// `from`: the run at a step from which it can go on; `initial`: at its beginning. `stable`: the largest
// rate that is stable there, or 0 where that is not known. The best first: from there at a smaller rate,
// from the beginning at a smaller rate, from there with the gradient clipped; what learned at no value
// tried is left out. Cost: at most kTrialsFlop for all trials.
constexpr double kTrialsFlop = 3e9;
std::vector<Remedy> findRemedies(const Session& from, const Session& initial, double stable);

// Whether a run that begins so learns something that `stuck` has not: after a while its loss on the
// training set is well below. Cost: at most kTrialFlop.
constexpr double kTrialFlop = 5e8;
bool tryRun(const Session& begin, const Session& stuck);

}  // namespace lockstep
