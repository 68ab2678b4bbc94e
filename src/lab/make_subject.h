// What instruments are shown of a session.
#pragma once

#include "probes/subject.h"
#include "session/session.h"

namespace lockstep {

enum class ProbeSamples : uint8_t { fixed, nextBatch };

// Samples of a fixed probe batch: as many as one forward pass takes through in a work unit, 32 … 200, all of
// a smaller set.
int probeCount(const Network& network, int trainCount);
// Where nothing is differentiated: 200, all of a smaller set.
constexpr int kFeatureSamples = 200;

// The session as it stands. `fixed`: always the same training samples, spread over the set. `nextBatch`:
// exactly the mini-batch the next step will use. Cost O(P + samples); `initial` may be empty and is then made
// anew from config and seed.
SubjectPtr makeSubject(const Session& session, ProbeSamples samples, std::vector<float> initial = {});

}  // namespace lockstep
