// What each layer does to those behind it, and what is left without what it has learned.
#include "lab/combined.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

constexpr FollowedColumn kFollowed[] = {{"layers", "output change"}, {"layers", "initial loss"}};

std::string limits(const Session& s) {
  if (s.state.step == 0) return "At step 0 nothing has been learned yet that could be put back.";
  return {};
}

}  // namespace

constinit const InstrumentOf<Dependence> instrument::influence = instrumentOf<onNow<Dependence>>({
    .name = "influence",
    .title = "Influence",
    .question = "Who depends on whom?",
    .method =
        "One layer at a time makes its part of the step, and the relative change of the output of every "
        "layer behind it is measured. Then, on a copy, each layer is put back to its initial weights, "
        "or to these in random order (mean of three): loss and accuracy tell how much depends on what "
        "it has learned.",
    .reference = "Zhang, Bengio & Singer, “Are all layers created equal?”, 2019",
    .cost = "about (2 L + 2) U",
    .followed = kFollowed,
    .limits = limits,
});

}  // namespace lockstep
