#include "session/instruments.h"

#include "probes/distributions.h"
#include "probes/information.h"
#include "probes/interaction.h"
#include "probes/line_gradient.h"
#include "probes/linear_probe.h"
#include "probes/promise.h"
#include "probes/sharpness.h"
#include "probes/shattering.h"
#include "session/combined.h"
#include "session/rate_range.h"
#include "session/subject.h"

namespace lockstep {
namespace {

using Started = std::unique_ptr<Measurement>;
using Context = InstrumentContext;

template <typename Probe>
Started onNow(const Context& c) {
  return std::make_unique<Probe>(c.now);
}

// Where a reading does not apply.

std::string always(const Session&) { return {}; }

bool oneLayer(const Session& s) { return s.state.network.layers.size() == 1; }

// Of instruments that look at the step training would take.
std::string stepLimits(const Session& s) {
  if (s.config.dropout > 0)
    return "Dropout is left out: the step shown is the one that training would take without it.";
  return {};
}

std::string interactionLimits(const Session& s) {
  if (oneLayer(s)) return "A single layer has nobody to disturb: joint and alone are the same.";
  if (s.config.moves != Moves::together)
    return "The layers do not move at once in this run: shown is what would happen if they did.";
  return stepLimits(s);
}

std::string targetLimits(const Session& s) {
  if (oneLayer(s)) return "A single layer has no moving target: its input is the data.";
  return stepLimits(s);
}

std::string influenceLimits(const Session& s) {
  if (s.state.step == 0) return "At step 0 nothing has been learned yet that could be put back.";
  return {};
}

std::string shatteringLimits(const Session& s) {
  const Layer& first = s.state.network.layers.front();
  if (s.problem.inputs != 1 || first.activation != Activation::relu) return {};
  for (int i = first.bias; i < first.bias + first.outputs; ++i)
    if (s.state.network.parameters[i] != 0) return {};
  return "With one input and biases of 0 a ReLU network has a single kink, at any depth: train a little, or "
         "look at the other nets.";
}

std::string sharpnessLimits(const Session& s) {
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
  return stepLimits(s);
}

std::string informationLimits(const Session& s) {
  const int count = static_cast<int>(s.problem.split.train.size());
  if (count < 100)
    return "Only " + std::to_string(count) +
           " probe samples: the information and the dimension are limited by their number.";
  return {};
}

std::string probeLimits(const Session& s) {
  if (s.problem.split.test.empty())
    return "No samples are held out: only the fit to the probe samples is shown.";
  return {};
}

std::string rateLimits(const Session& s) {
  for (float rate : s.config.rates)
    if (rate != 1) return "The layers keep their multipliers: what is varied is the common rate.";
  if (s.config.schedule != Schedule::constant || s.config.warmup > 0)
    return "The schedule is left out: what is found is a rate to hold, or the peak of a schedule.";
  return {};
}

// Starting.

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

Started startShattering(const Context& c) {
  if (c.variant == 0) return std::make_unique<LineGradient>(c.now);
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
  return std::make_unique<Shattering>(options);
}

constexpr InstrumentVariant kPlanes[] = {{"random", "Random plane"}, {"step", "Step, sharpest"}};

Started startLandscape(const Context& c) {
  return std::make_unique<LandscapeOfRun>(c.now, c.variant == 0 ? Plane::random : Plane::step, *c.session,
                                          c.history);
}

// The table.

constexpr FollowedColumn kPromiseFollowed[] = {{"summary", "ratio"}};
constexpr FollowedColumn kInteractionFollowed[] = {{"summary", "share"}, {"layers", "alone"}};
constexpr FollowedColumn kTargetFollowed[] = {
    {"layers", "change"},      {"layers", "staleness"}, {"layers", "staleness cosine"},
    {"layers", "shift since"}, {"layers", "low"},       {"layers", "middle"},
    {"layers", "high"}};
constexpr FollowedColumn kInfluenceFollowed[] = {{"layers", "output change"}, {"layers", "initial loss"}};
constexpr FollowedColumn kSharpnessFollowed[] = {{"summary", "sharpness"}, {"summary", "threshold"}};
constexpr FollowedColumn kDistributionsFollowed[] = {
    {"layers", "weight sd"},     {"layers", "activation mean"}, {"layers", "activation sd"},
    {"layers", "gradient norm"}, {"layers", "update"},          {"layers", "dead"},
    {"layers", "saturated"}};
constexpr FollowedColumn kInformationFollowed[] = {
    {"layers", "information"}, {"layers", "similarity"}, {"layers", "dimension"}};
constexpr FollowedColumn kProbesFollowed[] = {{"layers", "train"}, {"layers", "test"}};

const Instrument kInstruments[] = {
    {
        .name = "promise",
        .title = "Promise",
        .question = "Does the step do to the loss what the gradient says it will?",
        .method =
            "The loss is measured along the step that training takes next, L(θ + α d), on one and the "
            "same batch. The tangent g·d is what the gradient promises, the parabola adds the curvature "
            "½ dᵀHd, and the difference L(θ + d) − L(θ) at the marker is what is delivered. Losses are "
            "summed in double precision.",
        .reference =
            "Exact Hessian-vector products: Pearlmutter, “Fast exact multiplication by the Hessian”, 1994",
        .cost = "about 8 U",
        .followed = kPromiseFollowed,
        .limits = stepLimits,
        .start = onNow<Promise>,
    },
    {
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
        .followed = kInteractionFollowed,
        .limits = interactionLimits,
        .start = onNow<Interaction>,
    },
    {
        .name = "target",
        .title = "Moving target",
        .question = "How much do the features that a layer reads move while it learns to read them?",
        .method =
            "Drift: the relative change ‖Δh‖ / ‖h‖ of each layer's input over the next step, and since the "
            "last look, on fixed samples; and the {15, 50, 85} % percentiles of one unit's "
            "pre-activation. Staleness: each layer's gradient, before and after the layers below have "
            "moved, as norm of the difference ÷ norm, and as cosine.",
        .reference =
            "Santurkar et al., “How does batch normalization help optimization?”, 2018; Ioffe & Szegedy, "
            "“Batch normalization”, 2015",
        .cost = "(L + 3) U",
        .followed = kTargetFollowed,
        .limits = targetLimits,
        .start = [](const Context& c) -> Started { return std::make_unique<MovingTarget>(c.now, c.earlier); },
    },
    {
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
        .followed = kInfluenceFollowed,
        .limits = influenceLimits,
        .start = onNow<Dependence>,
    },
    {
        .name = "shattering",
        .title = "Shattered gradients",
        .question = "Does the gradient here still say anything about the point next to it?",
        .method =
            "The gradient of the output along a line through the input: for this network from one sample to "
            "another, for the other nets over 256 points of [−2, 2]. Its autocorrelation is near 1 where "
            "neighbouring points agree and 0 where they do not, as for white noise; brown noise is what a "
            "healthy gradient looks like. The other nets are 200 wide, with first-layer biases; 8 seeds. "
            "Plain ReLU nets with good initial weights do not shatter like 2^−L; centring does it.",
        .reference = "Balduzzi et al., “The shattered gradients problem”, 2017",
        .cost = "this network: 5 U or less; other nets: 2 Gflop for each of 8 seeds",
        .onDemand = true,
        .variants = kNets,
        .limits = shatteringLimits,
        .start = startShattering,
    },
    {
        .name = "sharpness",
        .title = "Sharpness",
        .question = "How steep is the steepest curvature, and does the rate still bear it?",
        .method =
            "λ, the largest eigenvalue of the Hessian of the loss on the probe samples, by Lanczos iteration "
            "on exact Hessian-vector products. Gradient descent is stable along that direction while "
            "λ < 2/η; with momentum μ while λ < (2 + 2μ)/η, with Nesterov's (2 + 2μ)/(η (1 + 2μ)). "
            "Full-batch training drives λ up to this line. Cross-entropy runs fall again as the loss vanishes.",
        .reference = "Cohen et al., “Gradient descent on neural networks typically occurs at the edge "
                     "of stability”, 2021",
        .cost = "4 U for each of 5 to 40 products",
        .followed = kSharpnessFollowed,
        .limits = sharpnessLimits,
        .start = onNow<Sharpness>,
    },
    {
        .name = "distributions",
        .title = "Distributions",
        .question = "What do the numbers inside each layer look like, and how long is its step?",
        .method =
            "Histograms of weights, pre-activations, activations and gradients of each layer on the probe "
            "samples; units that answer 0 to every sample; values in the flat parts of tanh or sigmoid; "
            "the gradient norm, and the length of the step ÷ the length of the weights, which rule of "
            "thumb puts near 1e-3.",
        .reference = "Glorot & Bengio, “Understanding the difficulty of training deep feedforward neural "
                     "networks”, 2010; Karpathy's rule of thumb for the step",
        .cost = "2 U",
        .followed = kDistributionsFollowed,
        .limits = stepLimits,
        .start = onNow<Distributions>,
    },
    {
        .name = "information",
        .title = "Information",
        .question = "What does each layer keep of the one before?",
        .method =
            "Between successive layers: mutual information of the features, taken as Gaussian with noise of "
            "a tenth of their deviation and a shrunk correlation matrix, beside what the estimator sees in "
            "shuffled samples; unbiased linear CKA, 1 for features that are only rotated and scaled; and the "
            "participation ratio of each layer, the number of directions its features spread over. The "
            "estimators are ours: exact mutual information of a deterministic network is infinite, and a "
            "high CKA can also mean collapse, which the dimension shows.",
        .reference =
            "The question: Hodas & Stinis, “Doing the impossible: why neural networks can be trained at "
            "all”, 2018. CKA: Kornblith et al., 2019",
        .cost = "U/3 and 2.4 n³ flop for each layer, n ≤ 200 samples",
        .followed = kInformationFollowed,
        .limits = informationLimits,
        .start = [](const Context& c) -> Started { return std::make_unique<Information>(c.now); },
    },
    {
        .name = "probes",
        .title = "Linear probes",
        .question = "What can be read off each layer by a straight line?",
        .method =
            "From the features of each layer a linear read-out is fitted in closed form (ridge) on the probe "
            "samples, and judged on them and on held-out ones: share of right answers, or R² for numbers. "
            "At step 0 it tells what random features are worth. The network itself is not touched.",
        .reference =
            "Alain & Bengio, “Understanding intermediate layers using linear classifier probes”, 2017",
        .cost = "U/3 and the solution of one linear system for each layer",
        .followed = kProbesFollowed,
        .limits = probeLimits,
        .start = [](const Context& c) -> Started { return std::make_unique<LinearProbe>(c.now); },
    },
    {
        .name = "landscape",
        .title = "Landscape",
        .question = "What does the loss look like around here, and which way did the run come?",
        .method =
            "The loss of the probe samples on a plane through the present weights. Random directions are "
            "filter-normalised: each unit's weights are changed by as much as they are long. The other "
            "plane is spanned by the next step and the sharpest direction of the Hessian. The way of the "
            "run is projected onto the plane; the fainter a point, the more of its distance lies outside. "
            "Two directions of thousands: what the plane does not show may be anything.",
        .reference = "Li et al., “Visualizing the loss landscape of neural nets”, 2018",
        .cost = "U/3 for each of 1089 cells, coarse first",
        .onDemand = true,
        .variants = kPlanes,
        .limits = always,
        .start = startLandscape,
    },
    {
        .name = "rates",
        .title = "Rate range",
        .question = "Which learning rates work from here?",
        .method =
            "Copies of the run train on while the rate rises from 1e-6 to 10 by the same factor at each "
            "step, three times with other batches. The loss of the probe samples is averaged and smoothed "
            "over neighbouring rates. Suggested is the rate where it falls fastest; a sweep ends where the "
            "loss blows up.",
        .reference = "L. N. Smith, “Cyclical learning rates for training neural networks”, 2017",
        .cost = "at most 423 training steps",
        .onDemand = true,
        .limits = rateLimits,
        .start = [](const Context& c) -> Started { return measureRateRange(*c.session); },
    },
};

}  // namespace

std::span<const Instrument> instruments() { return kInstruments; }

const Instrument* findInstrument(std::string_view name) {
  for (const Instrument& instrument : instruments())
    if (name == instrument.name) return &instrument;
  return nullptr;
}

}  // namespace lockstep
