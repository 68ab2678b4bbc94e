// The guided tour: a few experiments that tie into one answer to the question, and what was measured at each.
#pragma once

#include <span>

#include "studio/workbench.h"

namespace lockstep {

struct TourStop {
  const char* title;
  const char* text;        // read before the guess
  const char* experiment;  // opened with the stop: a name in experiments()
};

std::span<const TourStop> tourStops();

// What all stops together say, for after the last one.
const char* tourAnswer();

// Past the last stop, where what was measured at each is gathered.
bool atRecap(const Workbench& bench);

// Goes to a stop and opens its experiment, or to the recap, as many as there are stops; any other number
// leaves the tour.
void goToStop(Workbench& bench, int stop);

}  // namespace lockstep
