// The way of a run to the step that a link names.
#pragma once

#include <cstddef>
#include <cstdint>

#include "session/course.h"

namespace lockstep {

struct Journey {
  Course course;
  bool plays = false;  // it goes on from there
  // Set by whoever has a clock.
  double departed = 0;  // when its first step was made, ms; 0: none yet
  bool slow = false;    // it takes so long that the viewer is told

  // Private.
  std::size_t next = 0;  // stop of the course
  uint64_t left = 0;     // parameterVersion of A as the last piece of the way left it; 0: not begun
};

}  // namespace lockstep
