// Why a run diverged, as far as its last good steps tell, and how far back to go.
#pragma once

#include <string>

#include "session/history.h"

namespace lockstep {

struct Diagnosis {
  Divergence divergence;
  int64_t good = 0;     // the last step whose state is finite: where the session stands now
  int64_t earlier = 0;  // a step well before things went wrong, to go on from
  int layer = -1;       // that the evidence is about, from 0
  std::string why;      // one or two sentences with the numbers found
};

// Looks at the history of a session that has just diverged, and leaves the session at its last good step;
// what came after is forgotten. Cost: a few replays of history.interval steps, and with a gradient-descent
// optimiser one measurement of the sharpness.
Diagnosis diagnose(History& history, Session& session);

}  // namespace lockstep
