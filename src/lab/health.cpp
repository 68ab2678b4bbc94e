#include "lab/health.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "lab/layer_words.h"
#include "lab/make_subject.h"
#include "nn/math.h"
#include "probes/distributions.h"
#include "session/change.h"

namespace lockstep {
namespace {

constexpr int64_t kFirstLook = 200;    // steps; before, only what is certain from the start is said
constexpr double kNoBetter = 0.98;     // of the loss of a constant answer: nothing was learned
constexpr double kAllDead = 0.99;      // of a layer's units
constexpr double kAllSaturated = 0.9;  // of a layer's answers
constexpr double kVanished = 1e-5;     // gradient of the first layer that learns, of the largest
constexpr double kExploded = 50;       // times the length that a layer's weights began with
constexpr int kAhead = 100;            // steps in which a bouncing loss shows
constexpr double kAheadFlop = 1e9;     // that may cost no more
constexpr double kRises = 0.35;        // of these steps
constexpr double kSwing = 0.2;         // standard deviation of the loss in them, of its mean

bool learns(const Config& config, int layer) { return layerMultiplier(config, layer, -1) > 0; }

// Whether all units of a layer have the same weights and bias, to the bit.
bool unitsEqual(const Network& network, const Layer& layer) {
  if (layer.outputs < 2) return false;
  const float* weights = network.parameters.data() + layer.weight;
  for (int unit = 1; unit < layer.outputs; ++unit)
    if (!std::equal(weights, weights + layer.inputs, weights + unit * layer.inputs)) return false;
  const float* biases = network.parameters.data() + layer.bias;
  return std::all_of(biases, biases + layer.outputs, [&](float bias) { return bias == *biases; });
}

// Units that are the same after some steps: nothing before or behind them tells them apart.
std::optional<Complaint> equalUnits(const Session& s) {
  const Network& network = s.state.network;
  for (int l = 0; l + 1 < static_cast<int>(network.layers.size()); ++l)
    if (learns(s.config, l) && unitsEqual(network, network.layers[static_cast<std::size_t>(l)]))
      return Complaint{
          Complaint::Kind::equalUnits, l, "All units of " + layerName(network, l) + " are the same",
          "Their weights are the same to the bit, and no step has told them apart: the layer is worth one "
          "unit at most. Weights have to begin different."};
  return std::nullopt;
}

// Samples in the smallest batch of an epoch.
int smallestBatch(const Session& s) {
  const int count = static_cast<int>(s.problem.split.train.size()), batch = batchSize(s);
  return batch > 0 && count % batch ? count % batch : batch;
}

std::optional<Complaint> batchOfOne(const Session& s) {
  if (s.config.norm != Norm::batch || smallestBatch(s) != 1) return std::nullopt;
  const bool always = batchSize(s) == 1;
  return Complaint{
      Complaint::Kind::batchOfOne, -1,
      always ? "Batch norm has batches of one sample" : "The last batch of every epoch has one sample",
      "While training, batch norm takes mean and variance from the batch. Those of one sample leave nothing "
      "of it: every unit answers its shift, whatever the input. The pictures take averages over many steps."};
}

// Of a run that is no better than a constant answer: the first cause that its layers show.
std::optional<Complaint> causeOf(const Session& s) {
  Distributions measured(makeSubject(s, ProbeSamples::fixed));
  finish(measured);
  const std::vector<float> initial = initialParameters(s);
  const Network& network = s.state.network;
  double largest = 0;
  for (const LayerDistributions& layer : measured.layers) largest = std::max(largest, layer.gradientNorm);
  // A layer through which nothing passes comes first: it also keeps the gradient from those before it.
  const int L = static_cast<int>(network.layers.size());
  auto at = [&](int l) -> const LayerDistributions& { return measured.layers[static_cast<std::size_t>(l)]; };
  for (int l = 0; l < L; ++l) {
    if (network.layers[static_cast<std::size_t>(l)].activation == Activation::relu && at(l).dead >= kAllDead)
      return Complaint{
          Complaint::Kind::dead, l, "Every unit of " + layerName(network, l) + " is dead",
          "None of them answers to any of the samples looked at: they are on the flat side of ReLU, where "
          "the slope is 0, and no gradient reaches their weights."};
    if (at(l).saturated >= kAllSaturated)
      return Complaint{
          Complaint::Kind::saturated, l, "The units of " + layerName(network, l) + " are saturated",
          "Nearly all their answers are at the ends of the range, where the slope is next to nothing. So "
          "next to nothing of the gradient gets through."};
  }
  for (int l = 0; l < L; ++l) {
    const Layer& layer = network.layers[static_cast<std::size_t>(l)];
    const double before = weightLength(initial.data(), layer),
                 now = weightLength(network.parameters.data(), layer);
    if (before > 0 && now > kExploded * before)
      return Complaint{
          Complaint::Kind::exploded, l, "The weights of " + layerName(network, l) + " have exploded",
          "They are more than " + std::to_string(static_cast<int>(kExploded)) +
              " times as long as they began, and the loss is no better than that of a constant answer."};
  }
  for (int l = 0; l < L; ++l)
    if (learns(s.config, l) && at(l).gradientNorm < kVanished * largest)
      return Complaint{
          Complaint::Kind::vanished, l, "The gradient does not reach " + layerName(network, l),
          "It shrinks on the way back, and what arrives is less than a hundred-thousandth of the largest. "
          "The layer stays about as it began."};
  return std::nullopt;
}

// Full-batch steps should go down; these go up about as often, far, and get nowhere.
std::optional<Complaint> bouncing(const Session& s, double reference) {
  if (batchSize(s) != static_cast<int>(s.problem.split.train.size())) return std::nullopt;
  if (6.0 * s.state.network.parameterCount() * batchSize(s) * kAhead > kAheadFlop) return std::nullopt;
  Session ahead = fork(s);
  std::vector<double> losses;
  while (static_cast<int>(losses.size()) < kAhead && advance(ahead)) losses.push_back(ahead.last.loss);
  if (static_cast<int>(losses.size()) < kAhead) return std::nullopt;
  double mean = 0, first = 0, squares = 0;
  int rises = 0;
  for (int i = 0; i < kAhead; ++i) {
    mean += losses[i] / kAhead;
    if (i < kAhead / 2) first += losses[i] / (kAhead / 2);
    rises += i > 0 && losses[i] > losses[i - 1];
  }
  for (double loss : losses) squares += (loss - mean) * (loss - mean) / kAhead;
  if (rises < kRises * kAhead || std::sqrt(squares) < kSwing * mean) return std::nullopt;
  if (mean < 0.2 * reference || 2 * mean - first < 0.9 * first) return std::nullopt;
  return Complaint{Complaint::Kind::bouncing, -1, "The loss bounces",
                   "Each step is taken on all samples, and yet " + std::to_string(rises) + " of the next " +
                       std::to_string(kAhead) +
                       " raise the loss: they cross the valley and land on the other side."};
}

// What could help, the least change first; not tried yet.
std::vector<Remedy> candidates(const Session& s, Complaint::Kind kind) {
  const Config& own = s.config;
  std::vector<Remedy> list;
  auto add = [&](std::string label, bool restarts, auto change) {
    list.push_back({std::move(label), own, restarts ? 0 : s.state.step});
    change(list.back().config);
  };
  auto slower = [&](float divisor, const char* how) {
    add(std::string("Start again at ") + how + " of the rate", true,
        [&](Config& c) { c.lr = own.lr / divisor; });
  };
  auto usualWeights = [&] {
    add("Start again with the usual initial weights", true,
        [](Config& c) { c.init = Init::glorot, c.initScale = 1; });
  };
  switch (kind) {
    case Complaint::Kind::batchOfOne: {
      const int count = static_cast<int>(s.problem.split.train.size());
      int batch = own.batch == 1 ? std::min(16, count) : own.batch;
      while (batch < count && count % batch == 1) ++batch;
      for (bool restarts : {false, true})
        add((restarts ? "Start again with batches of " : "Go on with batches of ") + std::to_string(batch),
            restarts, [&](Config& c) { c.batch = batch; });
      break;
    }
    case Complaint::Kind::equalUnits:
      usualWeights();
      break;
    case Complaint::Kind::bouncing:
      for (float divisor : {3.0f, 10.0f, 30.0f})
        add("Go on at 1/" + std::to_string(static_cast<int>(divisor)) + " of the rate", false,
            [&](Config& c) { c.lr = own.lr / divisor; });
      break;
    case Complaint::Kind::dead:
    case Complaint::Kind::saturated:
    case Complaint::Kind::exploded:
      if (own.initScale > 1 || own.init == Init::uniform || own.init == Init::normal) usualWeights();
      slower(10, "a tenth");
      slower(100, "a hundredth");
      if (kind == Complaint::Kind::dead)
        add("Start again with leaky ReLU", true, [](Config& c) { c.activation = Activation::leakyRelu; });
      break;
    case Complaint::Kind::vanished:
      if (own.initScale != 1) usualWeights();
      add("Start again with a skip around every layer", true, [](Config& c) { c.skip = 0.5f; });
      add("Start again with batch norm", true,
          [](Config& c) { c.norm = Norm::batch, c.batch = std::max(c.batch, 16); });
      add("Start again with Adam and tanh units", true,
          [](Config& c) { c.optimizer = Optimizer::adam, c.lr = 0.003f, c.activation = Activation::tanh; });
      break;
  }
  return list;
}

}  // namespace

bool dueForExamination(int64_t step) {
  if (step == 20) return true;
  while (step > kFirstLook && step % 2 == 0) step /= 2;
  return step == kFirstLook;
}

double constantLoss(const Problem& p) {
  const std::vector<int>& train = p.split.train;
  const double count = static_cast<double>(train.size());
  double loss = 0;
  for (int o = 0; o < p.outputs; ++o) {
    double mean = 0, squares = 0;
    for (int n : train) {
      const double t = static_cast<double>(p.targets[static_cast<std::size_t>(n) * p.outputs + o]);
      mean += t / count, squares += t * t / count;
    }
    const auto information = [](double share) { return share > 0 ? -share * math::log(share) : 0; };
    loss += p.loss == Loss::mse       ? 0.5 * (squares - mean * mean)
            : p.loss == Loss::softmax ? information(mean)
                                      : information(mean) + information(1 - mean);
  }
  return loss;
}

std::optional<Complaint> examine(const Session& s, const Sources& sources) {
  if (s.problem.split.train.empty()) return std::nullopt;
  std::optional<Complaint> found = batchOfOne(s);
  if (!found) found = equalUnits(s);
  if (!found && s.state.step >= kFirstLook) {
    Session copy = fork(s);
    const double reference = constantLoss(s.problem), loss = evaluate(copy).trainLoss;
    if (loss >= kNoBetter * reference) found = causeOf(s);
    if (!found) found = bouncing(s, reference);
  }
  if (!found) return found;
  found->step = s.state.step;
  for (const Remedy& remedy : candidates(s, found->kind)) {
    Session from = fork(s);
    applyConfig(from, remedy.config, sources);
    if (remedy.step == 0) restart(from);
    if (!tryRun(from, s)) continue;
    found->remedy = remedy;
    break;
  }
  return found;
}

}  // namespace lockstep
