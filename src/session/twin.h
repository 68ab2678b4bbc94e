// Twin runs: the run on the screen, A, and a second one, B, that left it at one step with the same weights
// and the same order of batches, but with something changed. Both advance in lock step, so whatever differs
// afterwards differs because of the change. Further seeds of both sides tell luck from cause.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "session/change.h"
#include "session/history.h"
#include "session/session.h"

namespace lockstep {

// A run of a comparison: A, B, or a further seed of either.
struct TwinRun {
  Session session;
  History history;            // of B and the further seeds from the fork on
  std::vector<float> losses;  // [i]: of the step from forkStep + i, on its own mini-batch; ends
                              // at a divergence
  bool forked = false;        // has been at the fork: losses have begun, and where it is not A, history too
};

// What a comparison is beside its two runs. Those belong to the caller, who hands them in as `a` and `b`; of
// A only the losses are written here.
struct Twin {
  int64_t forkStep = 0;
  int64_t step = 0;       // A's, at the last call
  int64_t partedAt = -1;  // first step after which B's parameters differ from A's; −1 while they are equal
  // Seeds s + 1, s + 2, … of A's seed s, each with its own initial weights and batches: [0] with A's config,
  // [1] with B's.
  std::array<std::vector<TwinRun>, 2> more;
};

// A comparison that was put aside: all of it but A, which goes on.
struct KeptTwin {
  Twin twin;
  TwinRun b;
  std::vector<float> lossesOfA;
};

constexpr int kMostTwinSeeds = 10;

// Forks `b` off `a`, changed to `config` by the rules of applyConfig; where `a` stands at its untouched
// beginning, B is begun anew, so that a changed architecture has the weights it would have had. `seeds` is
// the number of runs on each side, 1 … kMostTwinSeeds; the further ones are trained to the fork by workTwin.
// The config's data set must be available. Returns what the change did to B. Cost O(P + data) per run.
Change startTwin(Twin& twin, TwinRun& a, TwinRun& b, const Config& config, const Sources& sources,
                 int seeds = 1);

// The number of runs on each side from now on. A further seed has the settings that the sides have now from
// its step 0 on, and is trained to the fork and beyond by workTwin.
void setTwinSeeds(Twin& twin, const TwinRun& a, const TwinRun& b, const Sources& sources, int seeds);
inline int twinSeeds(const Twin& twin) { return 1 + static_cast<int>(twin.more[0].size()); }

// Call after each step of A: all other runs that stand where A stood make the same step. A run that has
// diverged stays behind. Where A went on from its past, so do they. Cost: one step of each.
void advanceTwin(Twin& twin, TwinRun& a, TwinRun& b);

// A unit of kWorkUnit flop for runs that are behind A: further seeds on their way to the fork, and a B that
// the change has put back to step 0. Returns false when none is.
bool workTwin(Twin& twin, TwinRun& b, const Sources& sources);

// Call after A was put to another step: all runs go there, to the bit. False if that step is before the
// fork (the twin is over then), or before what B's history still holds. Runs that are still behind stay
// where they are.
bool seekTwin(Twin& twin, const TwinRun& a, TwinRun& b);

// Call after a comparison was brought back, or a weight changed by hand: the runs may part or meet where
// they stand now.
void checkParting(Twin& twin, const TwinRun& a, const TwinRun& b);

// Changes B and its seeds from the present step on. Returns what the change did to B.
Change changeTwin(Twin& twin, TwinRun& b, const Config& config, const Sources& sources);
// Changes the further seeds of one side alone, after its first run was changed to that config.
void changeSeeds(Twin& twin, int side, const Config& config, const Sources& sources);

// The losses of one side at the step from `step` on: of all its runs that have made it. `first` is A or B.
struct LossBand {
  double median, low, high;  // NaN where runs = 0
  int runs;
};
LossBand lossBand(const Twin& twin, const TwinRun& first, int side, int64_t step);

// Runs that have yet to arrive where A stands, and all runs, A included.
int runsBehind(const Twin& twin, const TwinRun& b);
int runCount(const Twin& twin);

}  // namespace lockstep
