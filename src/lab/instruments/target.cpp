// How far the features that a layer reads move.
#include "lab/combined.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

constexpr FollowedColumn kFollowed[] = {
    {"layers", "change"},      {"layers", "staleness"}, {"layers", "staleness cosine"},
    {"layers", "shift since"}, {"layers", "low"},       {"layers", "middle"},
    {"layers", "high"}};

std::string limits(const Session& s) {
  if (oneLayer(s)) return "A single layer has no moving target: its input is the data.";
  return stepLimits(s);
}

std::unique_ptr<MovingTarget> begin(const InstrumentContext& c) {
  return std::make_unique<MovingTarget>(c.now, c.earlier);
}

}  // namespace

constinit const InstrumentOf<MovingTarget> instrument::target = instrumentOf<begin>({
    .name = "target",
    .title = "Moving target",
    .question = "How much do the features that a layer reads move while it learns to read them?",
    .method = "Drift: the relative change ‖Δh‖ / ‖h‖ of each layer's input over the next step, and since the "
              "last look, on fixed samples; and the {15, 50, 85} % percentiles of one unit's "
              "pre-activation. Staleness: each layer's gradient, before and after the layers below have "
              "moved, as norm of the difference ÷ norm, and as cosine.",
    .reference =
        "Santurkar et al., “How does batch normalization help optimization?”, 2018; Ioffe & Szegedy, "
        "“Batch normalization”, 2015",
    .cost = "(L + 3) U",
    .followed = kFollowed,
    .limits = limits,
});

}  // namespace lockstep
