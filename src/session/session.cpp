#include "session/session.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "nn/hash.h"
#include "nn/rng.h"
#include "nn/simd.h"

namespace lockstep {
namespace {

constexpr int kEvaluationBatch = 128;

// A gradient this long overflows Adam's squares and any sensible update: by then the run is lost. Below it,
// no optimiser here can turn finite parameters into infinite ones.
constexpr double kLostNorm = 1e15;

int trainCount(const Session& s) { return static_cast<int>(s.problem.split.train.size()); }

// The order in which the present epoch goes through the training samples.
void shuffleEpoch(const Session& s, std::vector<int>& order) {
  order.resize(trainCount(s));
  std::iota(order.begin(), order.end(), 0);
  Rng(static_cast<uint64_t>(s.config.seed), Stream::order, static_cast<uint64_t>(s.state.epoch))
      .shuffle(order.data(), trainCount(s));
}

// The samples of the next step, as places in the training set (`batch`) and in the data set. Batches follow
// the epoch's order; the last of an epoch may be short. A full batch needs no order.
void takeBatch(const Session& s, const std::vector<int>& order, std::vector<int>& batch,
               std::vector<int>& samples) {
  const int count = trainCount(s), B = batchSize(s);
  const bool whole = B == count;
  const int begin = whole ? 0 : std::min(s.state.cursor, count - 1), size = std::min(B, count - begin);
  batch.resize(size), samples.resize(size);
  for (int b = 0; b < size; ++b) {
    batch[b] = whole ? b : order[begin + b];
    samples[b] = s.problem.split.train[batch[b]];
  }
}

void nextBatch(Session& s) {
  if (batchSize(s) != trainCount(s) &&
      (s.orderEpoch != s.state.epoch || static_cast<int>(s.order.size()) != trainCount(s))) {
    shuffleEpoch(s, s.order);
    s.orderEpoch = s.state.epoch;
  }
  takeBatch(s, s.order, s.batch, s.samples);
}

void countBatch(Session& s) {
  ++s.state.step;
  s.state.cursor += static_cast<int>(s.batch.size());
  if (s.state.cursor < trainCount(s)) return;
  s.state.cursor = 0;
  ++s.state.epoch;
}

bool diverge(Session& s, Divergence::Quantity quantity, int layer, double value) {
  const int layers = static_cast<int>(s.state.network.layers.size());
  s.divergence = Divergence{s.state.step, layer, quantity, value, layers};
  return false;
}

// Batch norm hides activations that are lost from the loss, but not from its own running statistics.
int firstLostVariance(const Session& s) {
  for (std::size_t l = 0; l < s.state.network.layers.size(); ++l) {
    const Layer& layer = s.state.network.layers[l];
    for (int o = 0; layer.norm == Norm::batch && o < layer.outputs; ++o)
      if (!(s.workspace.layers[l].variance[o] < kLostNorm * kLostNorm)) return static_cast<int>(l);
  }
  return -1;
}

bool checkForward(Session& s) {
  int layer = firstLostVariance(s);
  if (layer < 0 && std::isfinite(s.last.loss)) return true;
  if (layer < 0) layer = firstNonFiniteActivations(s.state.network, s.workspace);
  if (layer >= 0) return diverge(s, Divergence::Quantity::activations, layer, s.last.loss);
  return diverge(s, Divergence::Quantity::loss, static_cast<int>(s.state.network.layers.size()) - 1,
                 s.last.loss);
}

bool checkGradient(Session& s) {
  if (s.last.gradientNorm < kLostNorm) return true;
  int worst = 0;
  double norm = -1;
  // The last layer that is lost is where backpropagation met it first.
  for (int l = static_cast<int>(s.state.network.layers.size()) - 1; l >= 0; --l) {
    const Layer& layer = s.state.network.layers[l];
    const double own = gradientNorm(s.gradient.data() + layer.weight, layer.end - layer.weight);
    if (own > norm || std::isnan(own)) worst = l, norm = own;
    if (!(own < kLostNorm)) break;
  }
  return diverge(s, Divergence::Quantity::gradient, worst, norm);
}

struct Totals {
  double loss = 0;
  int correct = 0;
};

Totals evaluateSamples(Session& s, const std::vector<int>& samples) {
  Totals totals;
  const Problem& p = s.problem;
  for (std::size_t begin = 0; begin < samples.size(); begin += kEvaluationBatch) {
    const int B = static_cast<int>(std::min<std::size_t>(kEvaluationBatch, samples.size() - begin));
    gatherBatch(p, samples.data() + begin, B, s.x.data(), s.targets.data());
    forward(s.state.network, s.x.data(), B, evaluation(), s.evaluationWorkspace);
    const float* out = s.evaluationWorkspace.output();
    const int stride = s.evaluationWorkspace.stride;
    totals.loss += B * lossForward(p.loss, out, s.targets.data(), p.outputs, B, stride, nullptr);
    for (int b = 0; b < B && p.data.task == Task::classification; ++b)
      totals.correct += predictedClass(p, out + b, stride) == static_cast<int>(p.data.y[samples[begin + b]]);
  }
  return totals;
}

}  // namespace

std::string layerName(int layer, int layers) {
  return layer + 1 == layers ? "the output layer" : "layer " + std::to_string(layer + 1);
}

std::string describe(const Divergence& d) {
  const std::string layer = layerName(d.layer, d.layers);
  const std::string at = " at step " + std::to_string(d.step);
  switch (d.quantity) {
    case Divergence::Quantity::activations:
      return "The activations of " + layer + " overflowed" + at;
    case Divergence::Quantity::loss:
      return "The loss overflowed" + at;
    case Divergence::Quantity::gradient:
      return "The gradient of " + layer + " overflowed" + at;
  }
  return {};
}

Network makeNetwork(const Config& c, const Problem& problem) {
  Network net;
  const int count = static_cast<int>(c.layers.size()) + 1;
  for (int l = 0; l < count; ++l) {
    const bool hidden = l + 1 < count;
    Layer layer;
    layer.inputs = l ? c.layers[l - 1] : problem.inputs;
    layer.outputs = hidden ? c.layers[l] : problem.outputs;
    layer.activation = hidden ? c.activation : c.output;
    if (l < static_cast<int>(c.activations.size()) && c.activations[l] >= 0)
      layer.activation = static_cast<Activation>(c.activations[l]);
    if (hidden) {
      layer.norm = c.norm;
      layer.dropout = c.dropout;
      if (l > 0 && layer.inputs == layer.outputs) layer.skip = c.skip;
    }
    net.layers.push_back(layer);
  }
  layOut(net);
  return net;
}

void prepareSession(Session& s) {
  const int B = std::max(1, batchSize(s)), room = std::max(padToLanes(B), kEvaluationBatch);
  prepare(s.workspace, s.state.network, B);
  prepare(s.evaluationWorkspace, s.state.network, kEvaluationBatch);
  s.gradient.assign(s.state.network.parameterCount(), 0.0f);
  s.multipliers.assign(s.state.network.layers.size(), 1.0f);
  s.x.assign(static_cast<std::size_t>(s.problem.inputs) * room, 0.0f);
  s.targets.assign(static_cast<std::size_t>(s.problem.outputs) * room, 0.0f);
  s.dOutput.assign(static_cast<std::size_t>(s.problem.outputs) * room, 0.0f);
  s.batch.reserve(trainCount(s));
  s.order.reserve(trainCount(s));
  s.samples.reserve(trainCount(s));
}

static Network initialNetwork(const Session& s) {
  Network network = makeNetwork(s.config, s.problem);
  initialize(network, s.config.init, s.config.initScale, static_cast<uint64_t>(s.config.seed));
  return network;
}

std::vector<float> initialParameters(const Session& session) {
  return std::move(initialNetwork(session).parameters);
}

void restart(Session& s) {
  s.state = {};
  s.state.network = initialNetwork(s);
  resetState(s.state.optimizer, s.state.network);
  s.divergence.reset();
  s.orderEpoch = -1;
  s.last = {};
  prepareSession(s);
}

Session makeSession(const Config& config, const Sources& sources) {
  Session s;
  s.config = config;
  s.problem = makeProblem(config, sources);
  restart(s);
  return s;
}

Session fork(const Session& source) {
  Session s;
  s.config = source.config;
  s.problem = source.problem;
  s.state = source.state;
  s.last = source.last;
  s.divergence = source.divergence;
  prepareSession(s);
  return s;
}

std::vector<int> upcomingBatch(const Session& s) {
  std::vector<int> order, batch, samples;
  shuffleEpoch(s, order);
  takeBatch(s, order, batch, samples);
  return samples;
}

int batchSize(const Session& s) {
  const int count = trainCount(s);
  return s.config.batch == 0 ? count : std::min(s.config.batch, count);
}

float nextRate(const Session& s) {
  return static_cast<float>(s.config.lr * scheduleFactor(scheduleSettings(s.config), s.state.step));
}

float layerMultiplier(const Config& c, int l, int only) {
  if (only >= 0 && l != only) return 0;
  return l < static_cast<int>(c.rates.size()) ? c.rates[l] : 1;
}

int movedAlone(const Session& s) {
  if (s.config.moves != Moves::turns) return -1;
  return static_cast<int>(s.state.step % static_cast<int64_t>(s.state.network.layers.size()));
}

namespace {

// Gradient of the batch at hand and one update of layer `only`, or of all.
bool descend(Session& s, const OptimizerSettings& settings, const Pass& pass, int only) {
  Network& net = s.state.network;
  const int B = static_cast<int>(s.batch.size());
  forward(net, s.x.data(), B, pass, s.workspace);
  s.last.loss = lossForward(s.problem.loss, s.workspace.output(), s.targets.data(), s.problem.outputs, B,
                            s.workspace.stride, s.dOutput.data());
  s.last.penalty = penalty(settings, net);
  if (!checkForward(s)) return false;

  backward(net, s.x.data(), s.dOutput.data(), s.workspace, s.gradient.data());
  addPenaltyGradient(settings, net, s.gradient.data());
  s.last.gradientNorm = gradientNorm(s.gradient.data(), net.parameterCount());
  if (!checkGradient(s)) return false;

  s.last.rate = nextRate(s);
  for (std::size_t l = 0; l < net.layers.size(); ++l)
    s.multipliers[l] = layerMultiplier(s.config, static_cast<int>(l), only);
  applyUpdate(settings, s.state.optimizer, net, s.gradient.data(), s.last.gradientNorm, s.last.rate,
              s.multipliers);
  return true;
}

// All layers, one after the other. What it reports is what it began with.
bool sweep(Session& s, const OptimizerSettings& settings, const Pass& pass) {
  if (!descend(s, settings, pass, 0)) return false;
  const StepReport first = s.last;
  for (int l = 1; l < static_cast<int>(s.state.network.layers.size()); ++l)
    if (!descend(s, settings, pass, l)) return false;
  s.last = first;
  return true;
}

}  // namespace

bool advance(Session& s) {
  if (s.divergence || trainCount(s) == 0) return false;
  nextBatch(s);
  const int B = static_cast<int>(s.batch.size());
  gatherBatch(s.problem, s.samples.data(), B, s.x.data(), s.targets.data());

  const OptimizerSettings settings = optimizerSettings(s.config);
  const Pass pass = training(static_cast<uint64_t>(s.config.seed), static_cast<uint64_t>(s.state.step));
  const bool moved =
      s.config.moves == Moves::sweep ? sweep(s, settings, pass) : descend(s, settings, pass, movedAlone(s));
  if (!moved) return false;
  updateStatistics(s.state.network, s.workspace);
  countBatch(s);
  return true;
}

Metrics evaluate(Session& s) {
  constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
  Metrics m{kNothing, kNothing, kNothing, kNothing};
  const bool classes = s.problem.data.task == Task::classification;
  auto measure = [&](const std::vector<int>& samples, double& loss, double& accuracy) {
    if (samples.empty()) return;
    const Totals t = evaluateSamples(s, samples);
    const double count = static_cast<double>(samples.size());
    loss = t.loss / count;
    if (classes) accuracy = t.correct / count;
  };
  measure(s.problem.split.train, m.trainLoss, m.trainAccuracy);
  measure(s.problem.split.test, m.testLoss, m.testAccuracy);
  return m;
}

double testAccuracy(Session& s) {
  const std::vector<int>& samples = s.problem.split.test;
  if (samples.empty() || s.problem.data.task != Task::classification)
    return std::numeric_limits<double>::quiet_NaN();
  return evaluateSamples(s, samples).correct / static_cast<double>(samples.size());
}

uint64_t parameterHash(const Session& s) {
  return hashFloats(s.state.network.parameters.data(), s.state.network.parameters.size());
}

}  // namespace lockstep
