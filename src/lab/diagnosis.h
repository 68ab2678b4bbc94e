// Why a run diverged, as far as its last good steps tell, and how far back to go.
#pragma once

#include <string>
#include <vector>

#include "lab/remedies.h"

namespace lockstep {

struct Diagnosis {
  Divergence divergence;
  int64_t good = 0;     // the last step before the loss left what it had been: where the session stands now
  int64_t earlier = 0;  // a step well before that, to go on from
  int layer = -1;       // that the evidence is about, from 0
  std::string why;      // one or two sentences with the numbers found
  std::vector<Remedy> remedies;
};

// Looks at the history of a session that has just diverged, and leaves the session at its last good step;
// what came after is forgotten. Cost: the loss on the training set at up to 60 steps, a few replays of
// history.interval steps, findRemedies(), and with gradient descent one measurement of the sharpness.
Diagnosis diagnose(History& history, Session& session);

}  // namespace lockstep
