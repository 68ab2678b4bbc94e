// The next step taken apart, at any length.
#include "lab/instruments/rows.h"
#include "lab/make_subject.h"
#include "probes/slow_step.h"

namespace lockstep {
namespace {

constexpr FollowedColumn kFollowed[] = {{"layers", "moved"}, {"layers", "alone"}};

std::string limits(const Session& s) {
  if (s.config.moves == Moves::turns)
    return "In this run one layer moves in each step: the others' blocks are 0.";
  if (s.config.moves == Moves::sweep)
    return "In this run every layer waits for the one before it: shown is what would happen if they moved at once.";
  return stepLimits(s);
}

// The samples are those of the step, whatever the others look at.
std::unique_ptr<SlowStep> begin(const InstrumentContext& c) {
  const auto* same = static_cast<const SlowStep*>(c.same);
  SubjectPtr subject =
      same ? same->subject : makeSubject(*c.session, ProbeSamples::nextBatch, c.now->initial);
  return std::make_unique<SlowStep>(std::move(subject), c.length, c.brief ? Extent::step : Extent::full,
                                    same);
}

}  // namespace

constinit const InstrumentOf<SlowStep> instrument::step = instrumentOf<begin>({
    .name = "step",
    .title = "One step, slowed down",
    .question = "What does one step do to every layer, alone and together?",
    .method =
        "The next update d of the optimiser is computed on the samples that training takes next, and on the "
        "same samples the loss is measured after each layer's part of it alone, ΔL_l, and after all parts at "
        "once, ΔL. What lies between ΔL and Σ ΔL_l is the gap. Below each picture stands how far the layer's "
        "outputs move on these samples, ‖Δh‖ / ‖h‖. Longer and shorter steps are α·d. Losses are summed in "
        "double precision.",
    .reference = "An exact identity: ΔL = Σ ΔL_l + gap",
    .cost = "(L + 10)/3 U for one length, 10 U more for the limit",
    .followed = kFollowed,
    .limits = limits,
});

}  // namespace lockstep
