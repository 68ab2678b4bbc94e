// At which steps the loss chart has a point, measured over the whole sets: a question of the run alone and
// not of the clock, so that the same link draws the same curves on every machine.
#pragma once

#include <cstdint>

namespace lockstep {

struct Session;

// Steps between two points around the session's present step, a power of two that grows with the step: the
// whole run keeps the same relative resolution, and its points stay few. A measurement that costs many steps
// is made more rarely from the start.
int64_t metricInterval(const Session& session);

// Whether the present step is one of them.
bool metricsDue(const Session& session);

}  // namespace lockstep
