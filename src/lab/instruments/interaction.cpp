// What the layers' parts of the step do alone, and together.
#include "probes/interaction.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

constexpr FollowedColumn kFollowed[] = {{"summary", "share"}, {"layers", "alone"}};

std::string limits(const Session& s) {
  if (oneLayer(s)) return "A single layer has nobody to disturb: joint and alone are the same.";
  if (s.config.moves != Moves::together)
    return "The layers do not move at once in this run: shown is what would happen if they did.";
  return stepLimits(s);
}

}  // namespace

constinit const InstrumentOf<Interaction> instrument::interaction = instrumentOf<onNow<Interaction>>({
    .name = "interaction",
    .title = "Together or alone",
    .question = "Do the layers help each other or get in each other's way by moving at once?",
    .method =
        "Each layer's part of the step is made alone, which changes the loss by ΔL_l; then all at once: "
        "ΔL. The interaction is I = ΔL − Σ ΔL_l, its share s = |I| / (|I| + Σ|ΔL_l|). Where every layer "
        "alone helps and I > 0, s = ½ is exactly where moving together stops helping. The blocks "
        "d_lᵀ H d_m say which pairs disturb each other.",
    .reference = "An exact identity; the blocks are its second order",
    .cost = "5 (L + 1) U and 4 U for each layer's row of blocks",
    .followed = kFollowed,
    .limits = limits,
});

}  // namespace lockstep
