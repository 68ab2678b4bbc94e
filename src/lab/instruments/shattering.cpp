// The gradient along a line, of this network and of nets of its own making.
#include "lab/combined.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

constexpr InstrumentVariant kNets[] = {
    {"own", "This network"},
    {"plain", "Plain, 50 layers"},
    {"norm", "Batch norm, 50 layers"},
    {"residual", "Residual, 50 layers"},
    {"gentle", "Residual β 0.1, 50 layers"},
    {"linear", "Looks linear, 50 layers"},
    {"white", "White noise"},
    {"brown", "Brown noise"},
};
constexpr int kShatteringDepth = 50, kShatteringSeeds = 8;

std::string limits(const Session& s) {
  const Layer& first = s.state.network.layers.front();
  if (s.problem.inputs != 1 || first.activation != Activation::relu) return {};
  for (int i = first.bias; i < first.bias + first.outputs; ++i)
    if (s.state.network.parameters[i] != 0) return {};
  return "With one input and biases of 0 a ReLU network has a single kink, at any depth: train a little, or "
         "look at the other nets.";
}

std::unique_ptr<ShatteredGradients> begin(const InstrumentContext& c) {
  if (c.variant == 0) return std::make_unique<ShatteredGradients>(c.now);
  constexpr GradientFamily kFamilies[] = {GradientFamily::plain,       GradientFamily::batchNorm,
                                          GradientFamily::residual,    GradientFamily::residual,
                                          GradientFamily::looksLinear, GradientFamily::whiteNoise,
                                          GradientFamily::brownNoise};
  ShatteringOptions options;
  options.family = kFamilies[c.variant - 1];
  options.depth = kShatteringDepth;
  options.seeds = kShatteringSeeds;
  options.beta = c.variant == 4 ? 0.1f : 1;
  options.seed = c.now->seed;
  return std::make_unique<ShatteredGradients>(options);
}

}  // namespace

constinit const InstrumentOf<ShatteredGradients> instrument::shattering = instrumentOf<begin>({
    .name = "shattering",
    .title = "Shattered gradients",
    .question = "Does the gradient here still say anything about the point next to it?",
    .method =
        "The gradient of the output along a line through the input: for this network from one sample to "
        "another, with batch norm's statistics of the probe batch; for the other nets over 256 points of [−2, 2]. "
        "Its autocorrelation is near 1 where "
        "neighbouring points agree and 0 where they do not, as for white noise; brown noise is what a "
        "healthy gradient looks like. The other nets are 200 wide, with first-layer biases; 8 seeds. "
        "Plain ReLU nets with good initial weights do not shatter like 2^−L; centring does it.",
    .reference = "Balduzzi et al., “The shattered gradients problem”, 2017",
    .cost = "this network: 5 U or less; other nets: 2 Gflop for each of 8 seeds",
    .onDemand = true,
    .variants = kNets,
    .limits = limits,
});

}  // namespace lockstep
