// A challenge on the screen: the run A, judged at every step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "lab/challenges.h"

namespace lockstep {

struct Attempt {
  const Challenge* challenge = nullptr;
  Judgement now;                    // of A where it stands
  std::optional<Judgement> solved;  // of the step where A met it, until it has other settings or begins anew

  // Private.
  Config start;               // of the challenge
  std::string solvedWith;     // the settings of that run
  uint64_t judged = 0;        // the version of the parameters that `now` is of
  std::size_t undoDepth = 0;  // undone below it, the challenge's run is gone
};

}  // namespace lockstep
