// The guided tour: a few stops that tie the experiments into one answer to the question.
#pragma once

#include <span>

#include "studio/workbench.h"

namespace lockstep {

struct TourStop {
  const char* title;
  const char* text;        // paragraphs are separated by an empty line
  const char* experiment;  // opened with the stop: a name in experiments(); null: none
};

std::span<const TourStop> tourStops();

// Goes to a stop and opens its experiment; −1 or past the last one leaves the tour.
void goToStop(Workbench& bench, int stop);

}  // namespace lockstep
