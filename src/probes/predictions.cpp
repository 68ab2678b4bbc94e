#include "probes/predictions.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "nn/simd.h"

namespace lockstep {
namespace {

constexpr float kConfidenceSteps = 16;

// Through the training loss itself, as a batch of one sample, so that the two cannot disagree.
float sampleLoss(Predictions& p, const float* z, const float* t, int stride) {
  float* one = p.single.data();
  float* target = one + static_cast<std::size_t>(p.outputs) * kLanes;
  for (int o = 0; o < p.outputs; ++o) one[o * kLanes] = z[o * stride], target[o * kLanes] = t[o * stride];
  return static_cast<float>(lossForward(p.loss, one, target, p.outputs, 1, kLanes, nullptr));
}

void tally(Predictions& p, int n, int by) {
  if (!p.known(n)) return;
  p.measured += by;
  if (p.classes == 0) return;
  p.correct += p.predicted[n] == p.label(n) ? by : 0;
  p.confusion[static_cast<std::size_t>(p.label(n)) * p.classes + p.predicted[n]] += by;
}

// Smaller comes first.
int rank(const Predictions& p, int n) {
  const float confidence = p.confidence(n);
  const int step = confidence > 0 ? static_cast<int>(confidence * kConfidenceSteps) : 0;  // 0 for a NaN too
  return p.wrong(n) ? -step : 1 + step;
}

}  // namespace

void beginPredictions(Predictions& p, Loss loss, int outputs, bool classification,
                      std::span<const float> truth) {
  p.loss = loss;
  p.count = static_cast<int>(truth.size());
  p.outputs = outputs;
  p.classes = classification ? std::max(2, outputs) : 0;
  const std::size_t count = truth.size(), classes = static_cast<std::size_t>(p.classes);
  p.truth.assign(truth.begin(), truth.end());
  p.predicted.assign(count, -1);
  p.values.assign(count * std::max<std::size_t>(1, classes), 0.0f);
  p.losses.assign(count, 0.0f);
  p.confusion.assign(classes * classes, 0);
  p.measured = p.correct = 0;
  p.single.assign(static_cast<std::size_t>(outputs) * kLanes * 2, 0.0f);
}

void measurePredictions(Predictions& p, const Network& net, const float* x, const float* targets, int first,
                        int B, Workspace& ws) {
  assert(first >= 0 && first + B <= p.count && net.outputs() == p.outputs);
  forward(net, x, B, evaluation(), ws);
  const int stride = ws.stride, width = std::max(1, p.classes);
  for (int b = 0; b < B; ++b) {
    const int n = first + b;
    const float* z = ws.output() + b;
    float* value = p.values.data() + static_cast<std::size_t>(n) * width;
    tally(p, n, -1);
    p.predicted[n] = p.classes ? likeliestClass(z, p.outputs, stride) : 0;
    tally(p, n, 1);
    if (p.classes)
      classProbabilities(p.loss, z, p.outputs, stride, value);
    else
      *value = *z;
    p.losses[n] = sampleLoss(p, z, targets + b, stride);
  }
}

double predictionFlop(const Network& net) {
  double total = 200.0 * net.outputs();
  for (const Layer& layer : net.layers) total += layer.outputs * (2.0 * layer.inputs + 24);
  return total;
}

void classProbabilities(Loss loss, const float* outputs, int O, int stride, float* result) {
  if (O > 1) return probabilities(loss, outputs, O, stride, result);
  probabilities(loss, outputs, 1, stride, result + 1);
  result[0] = 1 - result[1];
}

int likeliestClass(const float* outputs, int O, int stride) {
  if (O == 1) return outputs[0] > 0;
  int best = 0;
  for (int o = 1; o < O; ++o)
    if (outputs[o * stride] > outputs[best * stride]) best = o;
  return best;
}

void rankSamples(const Predictions& p, const Selection& wanted, std::vector<int>& order) {
  order.clear();
  for (int n = 0; n < p.count; ++n) {
    if (!p.known(n) || (wanted.mistakesOnly && !p.wrong(n))) continue;
    if (wanted.truth >= 0 && p.label(n) != wanted.truth) continue;
    if (wanted.predicted >= 0 && p.predicted[n] != wanted.predicted) continue;
    order.push_back(n);
  }
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    const int ra = rank(p, a), rb = rank(p, b);
    return ra != rb ? ra < rb : a < b;
  });
}

double meanLoss(const Predictions& p) {
  double total = 0;
  for (int n = 0; n < p.count; ++n) total += p.known(n) ? p.losses[n] : 0;
  return p.measured ? total / p.measured : std::numeric_limits<double>::quiet_NaN();
}

double determination(const Predictions& p) {
  double mean = 0, left = 0, all = 0;
  for (int n = 0; n < p.count; ++n) mean += p.known(n) ? p.truth[n] : 0;
  mean /= std::max(1, p.measured);
  for (int n = 0; n < p.count; ++n) {
    if (!p.known(n)) continue;
    const double residual = static_cast<double>(p.truth[n]) - p.values[n], spread = p.truth[n] - mean;
    left += residual * residual, all += spread * spread;
  }
  return all > 0 ? 1 - left / all : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace lockstep
