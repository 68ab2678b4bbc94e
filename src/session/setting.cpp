#include "session/setting.h"

#include <cassert>
#include <type_traits>

#include "data/csv.h"
#include "data/drawn.h"

namespace lockstep {
namespace {

// Choices come from the tables of the folders that define the enums.
template <int N, typename F>
std::vector<SettingChoice> collect(F info) {
  std::vector<SettingChoice> list;
  for (int i = 0; i < N; ++i) list.push_back({info(i).name, info(i).label, info(i).help});
  return list;
}

std::span<const SettingChoice> dataChoices() {
  static const auto list = collect<kDataKinds>([](int i) { return dataInfo(static_cast<DataKind>(i)); });
  return list;
}
std::span<const SettingChoice> activationChoices() {
  static const auto list =
      collect<kActivations>([](int i) { return activationInfo(static_cast<Activation>(i)); });
  return list;
}

constexpr SettingChoice kNormChoices[] = {
    {"none", "None", "No normalisation"},
    {"batch", "Batch", "Per unit over the mini-batch; running statistics when evaluating"},
    {"layer", "Layer", "Per sample over the units of a layer"},
};
constexpr SettingChoice kInitChoices[] = {
    {"zeros", "Zeros", "Every weight 0: all units of a layer stay alike"},
    {"uniform", "Uniform", "Uniform in ±scale"},
    {"normal", "Normal", "Normal with standard deviation scale"},
    {"glorot", "Glorot", "Uniform in ±√(6 / (inputs + outputs)), for tanh"},
    {"he", "He", "Normal with variance 2 / inputs, for ReLU"},
    {"lecun", "LeCun", "Normal with variance 1 / inputs"},
    {"orthogonal", "Orthogonal", "Orthonormal rows or columns"},
    {"linear", "Looks linear", "Mirrored orthogonal blocks: a ReLU network that starts exactly linear"},
};
constexpr SettingChoice kLossChoices[] = {
    {"auto", "Automatic", "Squared error for regression, cross-entropy for classes"},
    {"mse", "Squared error", "½ (output − target)², summed over outputs"},
    {"bce", "Binary cross-entropy", "Each output is the logit of a yes or no"},
    {"softmax", "Softmax cross-entropy", "One output per class, one class is right"},
};
constexpr SettingChoice kOptimizerChoices[] = {
    {"sgd", "SGD", "The plain gradient step"},
    {"momentum", "Momentum", "Heavy ball: steps add up along a direction"},
    {"nesterov", "Nesterov", "Momentum with the gradient looked up ahead"},
    {"rmsprop", "RMSProp", "Each gradient divided by its recent size"},
    {"adam", "Adam", "Momentum and RMSProp, bias corrected"},
    {"adamw", "AdamW", "Adam with decoupled weight decay (0.01 unless set)"},
};
constexpr SettingChoice kMovesChoices[] = {
    {"together", "All at once", "Every layer moves by one and the same gradient"},
    {"turns", "Take turns", "One layer per step, from first to last and again"},
    {"sweep", "One by one", "All layers in each step, each with a fresh gradient: costs as many passes"},
};
constexpr SettingChoice kScheduleChoices[] = {
    {"constant", "Constant", "The same rate at every step"},
    {"warmup", "Warm-up", "Rises to the rate over one period"},
    {"step", "Steps", "Multiplied by the factor once a period"},
    {"exponential", "Exponential", "Multiplied by the factor over each period, smoothly"},
    {"cosine", "Cosine", "Falls to 0 along half a cosine in one period"},
    {"onecycle", "One cycle", "Up for 30 % of the period, then down to almost 0"},
};

constexpr ListLength kDepth = {
    "depth", "Depth",
    "Number of hidden layers. A new one is put before the output, as wide as the one before it; the others "
    "keep their weights.",
    8};

using G = SettingGroup;
using E = Effect;

bool isSynthetic(const Config& c) { return sourceOf(c.dataset) == DataSource::synthetic; }
bool isMade(const Config& c) { return isSynthetic(c) || sourceOf(c.dataset) == DataSource::asset; }
bool isPlane(const Config& c) { return dataInfo(c.dataset).dims == 1 || dataInfo(c.dataset).dims == 2; }
bool isAdam(const Config& c) { return c.optimizer == Optimizer::adam || c.optimizer == Optimizer::adamw; }

bool hasMomentum(const Config& c) {
  return c.optimizer == Optimizer::momentum || c.optimizer == Optimizer::nesterov;
}
bool hasFactor(const Config& c) {
  return c.schedule == Schedule::step || c.schedule == Schedule::exponential;
}

template <typename T>
constexpr bool kIsNumber = std::is_enum_v<T> || std::is_same_v<T, int> || std::is_same_v<T, float>;

}  // namespace

std::span<const Setting> settings() {
  // clang-format off: it would give each part of a row a line of its own
  static const Setting table[] = {
      {.name = "dataset",
       .label = "Data set",
       .help = "What the network learns from",
       .member = &Config::dataset,
       .group = G::data,
       .effect = E::restart,
       .choices = dataChoices(),
       .returns = false},
      {.name = "samples",
       .label = "Samples",
       .help = "How many samples are made, or taken from the digits",
       .member = &Config::samples,
       .group = G::data,
       .effect = E::data,
       .min = 10,
       .max = 5000,
       .logarithmic = true,
       .applies = isMade},
      {.name = "noise",
       .label = "Noise",
       .help = "Spread of the points or of the target, as a share of the range",
       .member = &Config::noise,
       .group = G::data,
       .effect = E::data,
       .max = 1,
       .applies = isSynthetic},
      {.name = "labelNoise",
       .label = "Wrong labels",
       .help = "Share of the labels that are replaced by another one",
       .member = &Config::labelNoise,
       .group = G::data,
       .effect = E::data,
       .max = 1,
       .applies = [](const Config& c) { return dataInfo(c.dataset).task == Task::classification; }},
      {.name = "trainShare",
       .label = "Train share",
       .help = "Share of the samples that train; the rest tests",
       .member = &Config::trainShare,
       .group = G::data,
       .effect = E::data,
       .min = 0.05,
       .max = 1},
      {.name = "degree",
       .label = "Degree",
       .help = "Which Chebyshev polynomial is learned",
       .member = &Config::degree,
       .group = G::data,
       .effect = E::data,
       .min = 1,
       .max = kMaxDegree,
       .applies = [](const Config& c) { return dataInfo(c.dataset).usesDegree; }},
      {.name = "dataSeed",
       .label = "Data seed",
       .help = "Seed of the samples, their noise and the split",
       .member = &Config::dataSeed,
       .group = G::data,
       .effect = E::data,
       .max = 999999},
      {.name = "features",
       .label = "Inputs",
       .help = "What the network is shown of each point",
       .member = &Config::features,
       .group = G::data,
       .effect = E::model,
       .entry = "an input",
       .applies = isPlane},
      {.name = "points",
       .label = "Points",
       .help = "Points drawn by hand, five characters each",
       .member = &Config::points,
       .group = G::data,
       .effect = E::data,
       .maxCount = kMaxDrawnPoints * kCharsPerDrawnPoint,
       .applies = [](const Config& c) { return sourceOf(c.dataset) == DataSource::drawn; }},
      {.name = "target",
       .label = "Target column",
       .help = "Column of your table to predict, from 0; -1 is the last",
       .member = &Config::target,
       .group = G::data,
       .effect = E::restart,
       .min = -1,
       .max = kMaxCsvColumns - 1,
       .applies = [](const Config& c) { return sourceOf(c.dataset) == DataSource::table; }},

      {.name = "layers",
       .label = "Hidden layers",
       .help = "Width of each hidden layer, from the input on; 32x5 is five layers of 32",
       .unit = "units",
       .member = &Config::layers,
       .group = G::model,
       .effect = E::model,
       .min = 1,
       .max = kMaxWidth,
       .maxCount = kMaxWeightLayers - 1,
       .example = "none",
       .length = &kDepth},
      {.name = "activation",
       .label = "Activation",
       .help = "Of every hidden layer",
       .member = &Config::activation,
       .group = G::model,
       .effect = E::model,
       .choices = activationChoices()},
      {.name = "output",
       .label = "Output",
       .help = "Activation of the last layer; losses with logits expect linear",
       .member = &Config::output,
       .group = G::model,
       .effect = E::model,
       .choices = activationChoices()},
      {.name = "activations",
       .label = "Per layer",
       .help = "Activation of single layers, first to last; - keeps the default",
       .member = &Config::activations,
       .group = G::model,
       .effect = E::model,
       .maxCount = kMaxWeightLayers,
       .choices = activationChoices(),
       .entry = "an activation",
       .example = "tanh,-,relu"},
      {.name = "norm",
       .label = "Normalisation",
       .help = "Of each hidden layer, before its activation",
       .member = &Config::norm,
       .group = G::model,
       .effect = E::model,
       .choices = kNormChoices},
      {.name = "skip",
       .label = "Skip β",
       .help = "Around each hidden layer of equal width: x + β · layer(x); 0 is no skip",
       .member = &Config::skip,
       .group = G::model,
       .effect = E::model,
       .max = 2},
      {.name = "dropout",
       .label = "Dropout",
       .help = "Share of the hidden units dropped at each training step",
       .member = &Config::dropout,
       .group = G::model,
       .effect = E::model,
       .max = 0.9},
      {.name = "init",
       .label = "Initial weights",
       .help = "How the weights are drawn at step 0",
       .member = &Config::init,
       .group = G::model,
       .effect = E::restart,
       .choices = kInitChoices},
      {.name = "initScale",
       .label = "Initial scale",
       .help = "Multiplies every initial weight",
       .unit = "×",
       .member = &Config::initScale,
       .group = G::model,
       .effect = E::restart,
       .max = 10},

      {.name = "loss",
       .label = "Loss",
       .help = "What training makes small",
       .member = &Config::loss,
       .group = G::training,
       .effect = E::model,
       .choices = kLossChoices},
      {.name = "batch",
       .label = "Batch",
       .help = "Samples per step; 0 takes all training samples",
       .unit = "samples",
       .member = &Config::batch,
       .group = G::training,
       .max = 1024,
       .logarithmic = true,
       .zero = "all"},
      {.name = "lr",
       .label = "Learning rate",
       .help = "Length of a step against the gradient",
       .member = &Config::lr,
       .group = G::training,
       .min = 1e-6,
       .max = 10,
       .logarithmic = true},
      {.name = "schedule",
       .label = "Schedule",
       .help = "How the learning rate changes over the run",
       .member = &Config::schedule,
       .group = G::training,
       .choices = kScheduleChoices},
      {.name = "period",
       .label = "Period",
       .help = "Length of the schedule, or of one of its steps",
       .unit = "steps",
       .member = &Config::period,
       .group = G::training,
       .min = 1,
       .max = 1000000,
       .logarithmic = true,
       .applies = [](const Config& c) { return c.schedule != Schedule::constant; }},
      {.name = "gamma",
       .label = "Factor",
       .help = "What a period multiplies the rate by",
       .unit = "×",
       .member = &Config::gamma,
       .group = G::training,
       .min = 0.01,
       .max = 1,
       .applies = hasFactor},
      {.name = "warmup",
       .label = "Warm-up",
       .help = "The rate rises linearly over so many first steps",
       .unit = "steps",
       .member = &Config::warmup,
       .group = G::training,
       .max = 100000,
       .logarithmic = true,
       .zero = "off"},
      {.name = "moves",
       .label = "Layers move",
       .help = "Which layers one step moves",
       .member = &Config::moves,
       .group = G::training,
       .choices = kMovesChoices},
      {.name = "rates",
       .label = "Layer rates",
       .help = "Learning-rate multiplier of each layer, first to last; 0 freezes",
       .unit = "×",
       .member = &Config::rates,
       .group = G::training,
       .max = 10,
       .maxCount = kMaxWeightLayers,
       .example = "1,1,0.5"},

      {.name = "optimizer",
       .label = "Optimiser",
       .help = "How a gradient becomes a step",
       .member = &Config::optimizer,
       .group = G::optimizer,
       .choices = kOptimizerChoices},
      {.name = "momentum",
       .label = "Momentum μ",
       .help = "Share of the last step that is kept",
       .member = &Config::momentum,
       .group = G::optimizer,
       .max = 0.999,
       .applies = hasMomentum},
      {.name = "beta1",
       .label = "β₁",
       .help = "Memory of Adam's mean gradient",
       .member = &Config::beta1,
       .group = G::optimizer,
       .max = 0.999,
       .applies = isAdam},
      {.name = "beta2",
       .label = "β₂",
       .help = "Memory of Adam's mean squared gradient",
       .member = &Config::beta2,
       .group = G::optimizer,
       .max = 0.9999,
       .applies = isAdam},
      {.name = "rho",
       .label = "ρ",
       .help = "Memory of RMSProp's mean squared gradient",
       .member = &Config::rho,
       .group = G::optimizer,
       .max = 0.9999,
       .applies = [](const Config& c) { return c.optimizer == Optimizer::rmsprop; }},
      {.name = "epsilon",
       .label = "ε",
       .help = "Keeps the division finite where gradients vanish",
       .member = &Config::epsilon,
       .group = G::optimizer,
       .min = 1e-12,
       .max = 0.1,
       .logarithmic = true,
       .applies = [](const Config& c) { return isAdam(c) || c.optimizer == Optimizer::rmsprop; }},

      {.name = "l1",
       .label = "L1",
       .help = "Penalty l1 · Σ|w|: pulls weights to exactly 0",
       .member = &Config::l1,
       .group = G::regularization,
       .max = 1,
       .logarithmic = true,
       .zero = "off"},
      {.name = "l2",
       .label = "L2",
       .help = "Penalty ½ · l2 · Σw²: pulls large weights down",
       .member = &Config::l2,
       .group = G::regularization,
       .max = 1,
       .logarithmic = true,
       .zero = "off"},
      {.name = "decay",
       .label = "Weight decay",
       .help = "Decoupled: weights shrink by rate · decay at each step, whatever the optimiser",
       .member = &Config::decay,
       .group = G::regularization,
       .max = 1,
       .logarithmic = true,
       .zero = "off"},
      {.name = "clip",
       .label = "Clip gradient",
       .help = "Largest norm of the whole gradient; 0 is no limit",
       .member = &Config::clip,
       .group = G::regularization,
       .max = 100,
       .logarithmic = true,
       .zero = "off"},

      {.name = "seed",
       .label = "Seed",
       .help = "Of the initial weights, the batch order and dropout",
       .member = &Config::seed,
       .group = G::seed,
       .effect = E::restart,
       .max = 999999},
  };
  // clang-format on
  return table;
}

const Setting* findSetting(std::string_view name) {
  for (const Setting& setting : settings())
    if (name == setting.name) return &setting;
  return nullptr;
}

const Setting& settingOf(SettingMember member) {
  for (const Setting& setting : settings())
    if (setting.member == member) return setting;
  assert(!"a member with a row");
  return settings()[0];
}

const char* groupLabel(SettingGroup group) {
  constexpr const char* kLabels[kSettingGroups] = {"Data",      "Network",        "Training",
                                                   "Optimiser", "Regularisation", "Seed"};
  return kLabels[static_cast<int>(group)];
}

SettingType typeOf(const Setting& setting) {
  return std::visit(
      [&]<typename T>(T Config::*) {
        if constexpr (std::is_enum_v<T>) return SettingType::choice;
        if constexpr (std::is_same_v<T, int>) return SettingType::integer;
        if constexpr (std::is_same_v<T, float>) return SettingType::real;
        if constexpr (std::is_same_v<T, std::vector<float>>) return SettingType::reals;
        if constexpr (std::is_same_v<T, uint32_t>) return SettingType::features;
        if constexpr (std::is_same_v<T, std::string>) return SettingType::text;
        return setting.choices.empty() ? SettingType::integers : SettingType::choices;
      },
      setting.member);
}

double numberOf(const Setting& setting, const Config& config) {
  return std::visit(
      [&]<typename T>(T Config::*member) {
        if constexpr (kIsNumber<T>) return static_cast<double>(config.*member);
        assert(!"a number");
        return 0.0;
      },
      setting.member);
}

void setNumber(const Setting& setting, Config& config, double value) {
  std::visit(
      [&]<typename T>(T Config::*member) {
        if constexpr (std::is_enum_v<T>)
          config.*member = static_cast<T>(static_cast<int>(value));
        else if constexpr (kIsNumber<T>)
          config.*member = static_cast<T>(value);
        else
          assert(!"a number");
      },
      setting.member);
}

}  // namespace lockstep
