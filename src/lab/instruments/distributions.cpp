// The numbers inside each layer.
#include "probes/distributions.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

constexpr FollowedColumn kFollowed[] = {{"layers", "weight sd"},     {"layers", "activation mean"},
                                        {"layers", "activation sd"}, {"layers", "gradient norm"},
                                        {"layers", "update"},        {"layers", "dead"},
                                        {"layers", "saturated"}};

}  // namespace

constinit const InstrumentOf<Distributions> instrument::distributions = instrumentOf<onNow<Distributions>>({
    .name = "distributions",
    .title = "Distributions",
    .question = "What do the numbers inside each layer look like, and how long is its step?",
    .method = "Histograms of weights, pre-activations, activations and gradients of each layer on the probe "
              "samples; units that answer 0 to every sample; values in the flat parts of tanh or sigmoid; "
              "the gradient norm, and the length of the step ÷ the length of the weights, which rule of "
              "thumb puts near 1e-3.",
    .reference = "Glorot & Bengio, “Understanding the difficulty of training deep feedforward neural "
                 "networks”, 2010; Karpathy's rule of thumb for the step",
    .cost = "2 U",
    .followed = kFollowed,
    .limits = stepLimits,
});

}  // namespace lockstep
