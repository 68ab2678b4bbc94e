#include "session/config.h"

#include <type_traits>

namespace lockstep {
namespace {

template <auto kMember>
double get(const Config& c) {
  return static_cast<double>(c.*kMember);
}
template <auto kMember>
void set(Config& c, double v) {
  using T = std::remove_reference_t<decltype(c.*kMember)>;
  if constexpr (std::is_enum_v<T>)
    c.*kMember = static_cast<T>(static_cast<int>(v));
  else
    c.*kMember = static_cast<T>(v);
}

// ConfigChoice lists come from the tables of the folders that define the enums.
template <int N, typename F>
std::vector<ConfigChoice> collect(F info) {
  std::vector<ConfigChoice> list;
  for (int i = 0; i < N; ++i) list.push_back(info(i));
  return list;
}

std::span<const ConfigChoice> dataChoices() {
  static const std::vector<ConfigChoice> list = collect<kDataKinds>([](int i) {
    const DataInfo& d = dataInfo(static_cast<DataKind>(i));
    return ConfigChoice{d.name, d.label, d.help};
  });
  return list;
}
std::span<const ConfigChoice> activationChoices() {
  static const std::vector<ConfigChoice> list = collect<kActivations>([](int i) {
    const ActivationInfo& a = activationInfo(static_cast<Activation>(i));
    return ConfigChoice{a.name, a.label, a.help};
  });
  return list;
}

constexpr ConfigChoice kNormChoices[] = {
    {"none", "None", "No normalisation"},
    {"batch", "Batch", "Per unit over the mini-batch; running statistics when evaluating"},
    {"layer", "Layer", "Per sample over the units of a layer"},
};
constexpr ConfigChoice kInitChoices[] = {
    {"zeros", "Zeros", "Every weight 0: all units of a layer stay alike"},
    {"uniform", "Uniform", "Uniform in ±scale"},
    {"normal", "Normal", "Normal with standard deviation scale"},
    {"glorot", "Glorot", "Uniform in ±√(6 / (inputs + outputs)), for tanh"},
    {"he", "He", "Normal with variance 2 / inputs, for ReLU"},
    {"lecun", "LeCun", "Normal with variance 1 / inputs"},
    {"orthogonal", "Orthogonal", "Orthonormal rows or columns"},
    {"linear", "Looks linear", "Mirrored orthogonal blocks: a ReLU network that starts exactly linear"},
};
constexpr ConfigChoice kLossChoices[] = {
    {"auto", "Automatic", "Squared error for regression, cross-entropy for classes"},
    {"mse", "Squared error", "½ (output − target)², summed over outputs"},
    {"bce", "Binary cross-entropy", "Each output is the logit of a yes or no"},
    {"softmax", "Softmax cross-entropy", "One output per class, one class is right"},
};
constexpr ConfigChoice kOptimizerChoices[] = {
    {"sgd", "SGD", "The plain gradient step"},
    {"momentum", "Momentum", "Heavy ball: steps add up along a direction"},
    {"nesterov", "Nesterov", "Momentum with the gradient looked up ahead"},
    {"rmsprop", "RMSProp", "Each gradient divided by its recent size"},
    {"adam", "Adam", "Momentum and RMSProp, bias corrected"},
    {"adamw", "AdamW", "Adam with decoupled weight decay (0.01 unless set)"},
};
constexpr ConfigChoice kMovesChoices[] = {
    {"together", "All at once", "Every layer moves by one and the same gradient"},
    {"turns", "Take turns", "One layer per step, from first to last and again"},
    {"sweep", "One by one", "All layers in each step, each with a fresh gradient: costs as many passes"},
};
constexpr ConfigChoice kScheduleChoices[] = {
    {"constant", "Constant", "The same rate at every step"},
    {"warmup", "Warm-up", "Rises to the rate over one period"},
    {"step", "Steps", "Multiplied by the factor once a period"},
    {"exponential", "Exponential", "Multiplied by the factor over each period, smoothly"},
    {"cosine", "Cosine", "Falls to 0 along half a cosine in one period"},
    {"onecycle", "One cycle", "Up for 30 % of the period, then down to almost 0"},
};

#define LOCKSTEP_NUMBER(member) get<&Config::member>, set<&Config::member>
using enum FieldType;
using G = FieldGroup;
using E = Effect;

bool isOwn(const Config& c) { return c.dataset == DataKind::csv || c.dataset == DataKind::drawn; }
bool isSynthetic(const Config& c) { return c.dataset <= DataKind::chebyshev; }
bool isPlane(const Config& c) { return dataInfo(c.dataset).dims == 1 || dataInfo(c.dataset).dims == 2; }
bool isAdam(const Config& c) { return c.optimizer == Optimizer::adam || c.optimizer == Optimizer::adamw; }

// clang-format off
const std::vector<ConfigField>& table() {
  static const std::vector<ConfigField> list = {
    {"dataset", "Data set", "", "What the network learns from", G::data, E::restart, choice, 0, kDataKinds - 1, 0, false, dataChoices(), LOCKSTEP_NUMBER(dataset)},
    {"samples", "Samples", "", "How many samples are made, or taken from the digits", G::data, E::data, integer, 10, 5000, 0, true, {}, LOCKSTEP_NUMBER(samples), [](const Config& c) { return !isOwn(c); }},
    {"noise", "Noise", "", "Spread of the points or of the target, as a share of the range", G::data, E::data, real, 0, 1, 0, false, {}, LOCKSTEP_NUMBER(noise), [](const Config& c) { return isSynthetic(c); }},
    {"labelNoise", "Wrong labels", "", "Share of the labels that are replaced by another one", G::data, E::data, real, 0, 1, 0, false, {}, LOCKSTEP_NUMBER(labelNoise), [](const Config& c) { return dataInfo(c.dataset).task == Task::classification; }},
    {"trainShare", "Train share", "", "Share of the samples that train; the rest tests", G::data, E::data, real, 0.05, 1, 0, false, {}, LOCKSTEP_NUMBER(trainShare)},
    {"degree", "Degree", "", "Which Chebyshev polynomial is learned", G::data, E::data, integer, 1, 12, 0, false, {}, LOCKSTEP_NUMBER(degree), [](const Config& c) { return c.dataset == DataKind::chebyshev; }},
    {"dataSeed", "Data seed", "", "Seed of the samples, their noise and the split", G::data, E::data, integer, 0, 999999, 0, false, {}, LOCKSTEP_NUMBER(dataSeed)},
    {"features", "Inputs", "", "What the network is shown of each point", G::data, E::model, features, 0, 0, kFeatures, false, {}, nullptr, nullptr, [](const Config& c) { return isPlane(c); }},
    {"points", "Points", "", "Points drawn by hand, five characters each", G::data, E::data, text, 0, 0, 10000, false, {}, nullptr, nullptr, [](const Config& c) { return c.dataset == DataKind::drawn; }},
    {"target", "Target column", "", "Column of your table to predict, from 0; -1 is the last", G::data, E::restart, integer, -1, 1023, 0, false, {}, LOCKSTEP_NUMBER(target), [](const Config& c) { return c.dataset == DataKind::csv; }},

    {"layers", "Hidden layers", "units", "Width of each hidden layer, from the input on; 32x5 is five layers of 32", G::model, E::model, integers, 1, kMaxWidth, kMaxWeightLayers - 1, false, {}},
    {"activation", "Activation", "", "Of every hidden layer", G::model, E::model, choice, 0, kActivations - 1, 0, false, activationChoices(), LOCKSTEP_NUMBER(activation)},
    {"output", "Output", "", "Activation of the last layer; losses with logits expect linear", G::model, E::model, choice, 0, kActivations - 1, 0, false, activationChoices(), LOCKSTEP_NUMBER(output)},
    {"activations", "Per layer", "", "Activation of single layers, first to last; - keeps the default", G::model, E::model, activations, 0, 0, kMaxWeightLayers, false, activationChoices()},
    {"norm", "Normalisation", "", "Of each hidden layer, before its activation", G::model, E::model, choice, 0, kNorms - 1, 0, false, kNormChoices, LOCKSTEP_NUMBER(norm)},
    {"skip", "Skip β", "", "Around each hidden layer of equal width: x + β · layer(x); 0 is no skip", G::model, E::model, real, 0, 2, 0, false, {}, LOCKSTEP_NUMBER(skip)},
    {"dropout", "Dropout", "", "Share of the hidden units dropped at each training step", G::model, E::model, real, 0, 0.9, 0, false, {}, LOCKSTEP_NUMBER(dropout)},
    {"init", "Initial weights", "", "How the weights are drawn at step 0", G::model, E::restart, choice, 0, kInits - 1, 0, false, kInitChoices, LOCKSTEP_NUMBER(init)},
    {"initScale", "Initial scale", "×", "Multiplies every initial weight", G::model, E::restart, real, 0, 10, 0, false, {}, LOCKSTEP_NUMBER(initScale)},

    {"loss", "Loss", "", "What training makes small", G::training, E::model, choice, 0, 3, 0, false, kLossChoices, LOCKSTEP_NUMBER(loss)},
    {"batch", "Batch", "samples", "Samples per step; 0 takes all training samples", G::training, E::none, integer, 0, 1024, 0, true, {}, LOCKSTEP_NUMBER(batch)},
    {"lr", "Learning rate", "", "Length of a step against the gradient", G::training, E::none, real, 1e-6, 10, 0, true, {}, LOCKSTEP_NUMBER(lr)},
    {"schedule", "Schedule", "", "How the learning rate changes over the run", G::training, E::none, choice, 0, kSchedules - 1, 0, false, kScheduleChoices, LOCKSTEP_NUMBER(schedule)},
    {"period", "Period", "steps", "Length of the schedule, or of one of its steps", G::training, E::none, integer, 1, 1000000, 0, true, {}, LOCKSTEP_NUMBER(period), [](const Config& c) { return c.schedule != Schedule::constant; }},
    {"gamma", "Factor", "×", "What a period multiplies the rate by", G::training, E::none, real, 0.01, 1, 0, false, {}, LOCKSTEP_NUMBER(gamma), [](const Config& c) { return c.schedule == Schedule::step || c.schedule == Schedule::exponential; }},
    {"warmup", "Warm-up", "steps", "The rate rises linearly over so many first steps", G::training, E::none, integer, 0, 100000, 0, true, {}, LOCKSTEP_NUMBER(warmup)},
    {"moves", "Layers move", "", "Which layers one step moves", G::training, E::none, choice, 0, 2, 0, false, kMovesChoices, LOCKSTEP_NUMBER(moves)},
    {"rates", "Layer rates", "×", "Learning-rate multiplier of each layer, first to last; 0 freezes", G::training, E::none, reals, 0, 10, kMaxWeightLayers, false, {}},

    {"optimizer", "Optimiser", "", "How a gradient becomes a step", G::optimizer, E::none, choice, 0, kOptimizers - 1, 0, false, kOptimizerChoices, LOCKSTEP_NUMBER(optimizer)},
    {"momentum", "Momentum μ", "", "Share of the last step that is kept", G::optimizer, E::none, real, 0, 0.999, 0, false, {}, LOCKSTEP_NUMBER(momentum), [](const Config& c) { return c.optimizer == Optimizer::momentum || c.optimizer == Optimizer::nesterov; }},
    {"beta1", "β₁", "", "Memory of Adam's mean gradient", G::optimizer, E::none, real, 0, 0.999, 0, false, {}, LOCKSTEP_NUMBER(beta1), [](const Config& c) { return isAdam(c); }},
    {"beta2", "β₂", "", "Memory of Adam's mean squared gradient", G::optimizer, E::none, real, 0, 0.9999, 0, false, {}, LOCKSTEP_NUMBER(beta2), [](const Config& c) { return isAdam(c); }},
    {"rho", "ρ", "", "Memory of RMSProp's mean squared gradient", G::optimizer, E::none, real, 0, 0.9999, 0, false, {}, LOCKSTEP_NUMBER(rho), [](const Config& c) { return c.optimizer == Optimizer::rmsprop; }},
    {"epsilon", "ε", "", "Keeps the division finite where gradients vanish", G::optimizer, E::none, real, 1e-12, 0.1, 0, true, {}, LOCKSTEP_NUMBER(epsilon), [](const Config& c) { return isAdam(c) || c.optimizer == Optimizer::rmsprop; }},

    {"l1", "L1", "", "Penalty l1 · Σ|w|: pulls weights to exactly 0", G::regularization, E::none, real, 0, 1, 0, true, {}, LOCKSTEP_NUMBER(l1)},
    {"l2", "L2", "", "Penalty ½ · l2 · Σw²: pulls large weights down", G::regularization, E::none, real, 0, 1, 0, true, {}, LOCKSTEP_NUMBER(l2)},
    {"decay", "Weight decay", "", "Decoupled: weights shrink by rate · decay at each step, whatever the optimiser", G::regularization, E::none, real, 0, 1, 0, true, {}, LOCKSTEP_NUMBER(decay)},
    {"clip", "Clip gradient", "", "Largest norm of the whole gradient; 0 is no limit", G::regularization, E::none, real, 0, 100, 0, true, {}, LOCKSTEP_NUMBER(clip)},

    {"seed", "Seed", "", "Of the initial weights, the batch order and dropout", G::seed, E::restart, integer, 0, 999999, 0, false, {}, LOCKSTEP_NUMBER(seed)},
  };
  return list;
}
// clang-format on

}  // namespace

std::span<const ConfigField> fields() { return table(); }

const ConfigField* findField(std::string_view name) {
  for (const ConfigField& field : fields())
    if (name == field.name) return &field;
  return nullptr;
}

const char* groupLabel(FieldGroup group) {
  constexpr const char* kLabels[kFieldGroups] = {"Data",      "Network",        "Training",
                                                 "Optimiser", "Regularisation", "Seed"};
  return kLabels[static_cast<int>(group)];
}

OptimizerSettings optimizerSettings(const Config& c) {
  return {c.optimizer, c.momentum, c.beta1, c.beta2, c.rho, c.epsilon, c.l1, c.l2, c.decay, c.clip};
}
ScheduleSettings scheduleSettings(const Config& c) { return {c.schedule, c.period, c.gamma, c.warmup}; }

}  // namespace lockstep
