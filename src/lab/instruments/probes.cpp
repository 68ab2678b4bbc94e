// What can be read off each layer by a linear map.
#include "probes/linear_probe.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

constexpr FollowedColumn kFollowed[] = {{"layers", "train"}, {"layers", "test"}};

std::string limits(const Session& s) {
  if (s.problem.split.test.empty())
    return "No samples are held out: only the fit to the probe samples is shown.";
  return {};
}

}  // namespace

constinit const InstrumentOf<LinearProbe> instrument::probes = instrumentOf<onNow<LinearProbe>>({
    .name = "probes",
    .title = "Linear probes",
    .question = "What can be read off each layer by a straight line?",
    .method =
        "From the features of each layer a linear read-out is fitted in closed form (ridge) on the probe "
        "samples, and judged on them and on held-out ones: share of right answers, or R² for numbers. "
        "At step 0 it tells what random features are worth. The network itself is not touched.",
    .reference = "Alain & Bengio, “Understanding intermediate layers using linear classifier probes”, 2017",
    .cost = "U/3 and the solution of one linear system for each layer",
    .followed = kFollowed,
    .limits = limits,
});

}  // namespace lockstep
