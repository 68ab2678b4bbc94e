// What the gradient promises of the next step, and what is delivered.
#include "probes/promise.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

constexpr FollowedColumn kFollowed[] = {{"summary", "ratio"}};

}  // namespace

constinit const InstrumentOf<Promise> instrument::promise = instrumentOf<onNow<Promise>>({
    .name = "promise",
    .title = "Promise",
    .question = "Does the step do to the loss what the gradient says it will?",
    .method = "The loss is measured along the step that training takes next, L(θ + α d), on one and the same "
              "batch. The tangent g·d is what the gradient promises, the parabola adds the curvature "
              "½ dᵀHd, and the difference L(θ + d) − L(θ) at the marker is what is delivered. Losses are "
              "summed in double precision.",
    .reference =
        "Exact Hessian-vector products: Pearlmutter, “Fast exact multiplication by the Hessian”, 1994",
    .cost = "about 8 U",
    .followed = kFollowed,
    .limits = stepLimits,
});

}  // namespace lockstep
