// Changing a run while it runs: what can be kept is kept, and what was not is said.
#pragma once

#include <string>
#include <vector>

#include "session/session.h"
#include "session/setting.h"

namespace lockstep {

// The strongest effect of the settings in which the two differ.
Effect strongestEffect(const Config& a, const Config& b);

struct Change {
  bool restarted = false;          // the run is at step 0 again
  bool rebuilt = false;            // network shapes may differ: anything sized by them must be sized anew
  bool dataChanged = false;        // the samples differ
  std::vector<int> fresh;          // weight layers (from 0) with newly initialised weights
  std::vector<std::string> notes;  // sentences for the viewer
};

// Brings the session to `config`. The strongest Effect among the changed settings decides: hyperparameters
// apply from the next step; data are made anew under the same weights; a changed architecture keeps every
// weight that still has a place; a new data set, seed or initialisation starts again, and so does whatever
// is rebuilt at step 0 with the weights that the config draws: nothing was learned that could be kept. The
// new data set must be available. The change becomes a turn of the run (course.h). Clears a divergence only
// by restarting. Cost: that of what is rebuilt.
Change applyConfig(Session& session, const Config& config, const Sources& sources, bool newSources = false);

// Copies weights, moments and statistics of `from` into the freshly initialised `to`: layers are matched
// from the front while they keep their width, then from the back; of matched layers the common units are
// kept. inputFrom[i] is the old input that new input i was, or −1. Returns the layers of `to` that have
// any fresh weights.
std::vector<int> transferState(const TrainingState& from, const std::vector<int>& inputFrom,
                               TrainingState& to);

}  // namespace lockstep
