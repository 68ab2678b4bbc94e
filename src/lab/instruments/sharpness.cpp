// The largest eigenvalue of the Hessian, and what the rate bears.
#include "probes/sharpness.h"

#include "lab/instruments/rows.h"
#include "lab/make_subject.h"

namespace lockstep {
namespace {

constexpr FollowedColumn kFollowed[] = {{"summary", "sharpness"}, {"summary", "threshold"}};

std::string limits(const Session& s) {
  const OptimizerSettings settings = optimizerSettings(s.config);
  const int count = static_cast<int>(s.problem.split.train.size());
  if (settings.kind != Optimizer::sgd && settings.kind != Optimizer::momentum &&
      settings.kind != Optimizer::nesterov)
    return "The threshold is that of gradient descent with or without momentum: this optimiser scales each "
           "parameter's step on its own, so there is no line to compare with.";
  if (batchSize(s) != count)
    return "The threshold is that of full batches (batch 0): with mini-batches sharpness stays below it, the "
           "lower the smaller the batch.";
  for (float rate : s.config.rates)
    if (rate != 1) return "The threshold supposes that all layers move at the same rate.";
  if (s.config.moves != Moves::together) return "The threshold supposes that all layers move at once.";
  if (s.config.clip > 0)
    return "Where the gradient is clipped the step is shorter, and the threshold higher.";
  if (s.config.decay > 0) return "Decoupled weight decay lowers the threshold by the decay.";
  if (const int probe = probeCount(s.state.network, count); probe < count)
    return "λ is that of " + std::to_string(probe) + " of the " + std::to_string(count) +
           " training samples that a step is taken on.";
  return stepLimits(s);
}

}  // namespace

constinit const InstrumentOf<Sharpness> instrument::sharpness = instrumentOf<onNow<Sharpness>>({
    .name = "sharpness",
    .title = "Sharpness",
    .question = "How steep is the steepest curvature, and does the rate still bear it?",
    .method =
        "λ, the largest eigenvalue of the Hessian of the loss on the probe samples, by Lanczos iteration "
        "on exact Hessian-vector products. Gradient descent is stable along that direction while "
        "λ < 2/η; with momentum μ while λ < (2 + 2μ)/η, with Nesterov's (2 + 2μ)/(η (1 + 2μ)). "
        "Full-batch training drives λ up to this line. Cross-entropy runs fall again as the loss vanishes.",
    .reference = "Cohen et al., “Gradient descent on neural networks typically occurs at the edge of "
                 "stability”, 2021",
    .cost = "4 U for each of 5 to 40 products",
    .followed = kFollowed,
    .limits = limits,
});

}  // namespace lockstep
