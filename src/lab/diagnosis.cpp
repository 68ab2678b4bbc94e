#include "lab/diagnosis.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "lab/layer_words.h"
#include "lab/make_subject.h"
#include "probes/sharpness.h"

namespace lockstep {
namespace {

constexpr double kBigStep = 0.3;       // of a layer's length in one step: about 300 times the rule of thumb
constexpr double kBigWeights = 20;     // times their first length
constexpr int kMostParameters = 5000;  // whose sharpness is measured: some tenths of a second
constexpr int64_t kLeastBack = 20;     // steps
constexpr double kBackShare = 0.25;    // of the run
constexpr int64_t kKeyframes = 30;     // at which the loss is looked at
constexpr double kFarAbove = 2;        // times its smallest, the loss is no longer good

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value < 10 ? "%.2g" : "%.0f", value);
  return text;
}

struct Evidence {
  double value = 0;
  int layer = -1;
};

// The layer whose weights have grown most since step 0, and by how much.
Evidence growth(const Session& s) {
  const std::vector<float> initial = initialParameters(s);
  Evidence most;
  for (std::size_t l = 0; l < s.state.network.layers.size(); ++l) {
    const Layer& layer = s.state.network.layers[l];
    const double before = weightLength(initial.data(), layer),
                 now = weightLength(s.state.network.parameters.data(), layer);
    if (before > 0 && now / before > most.value) most = {now / before, static_cast<int>(l)};
  }
  return most;
}

// The layer that one step moved furthest, as a share of its weights.
Evidence stride(const std::vector<float>& before, const Network& after) {
  Evidence most;
  for (std::size_t l = 0; l < after.layers.size(); ++l) {
    const Layer& layer = after.layers[l];
    std::vector<float> moved(before.size());
    for (int i = layer.weight; i < layer.bias; ++i) moved[i] = after.parameters[i] - before[i];
    const double was = weightLength(before.data(), layer),
                 share = was > 0 ? weightLength(moved.data(), layer) / was : 0;
    if (share > most.value) most = {share, static_cast<int>(l)};
  }
  return most;
}

// How far the curvature at hand exceeds what the rate allows: above 1 gradient descent swings further at each
// step. 0 where the theory has no threshold, or the network is too large to find out in a moment.
struct Steepness {
  double lambda = 0, threshold = 0;
};
Steepness steepness(const Session& s) {
  if (s.state.network.parameterCount() > kMostParameters) return {};
  Sharpness sharpness(makeSubject(s, ProbeSamples::fixed));
  if (std::isnan(sharpness.threshold())) return {};
  finish(sharpness);
  return {sharpness.lambda, sharpness.threshold()};
}

// The last step, up to `last`, at which the loss on the training set was not yet far above its smallest: at
// each keyframe of the end of the run, then at the steps after the best of them.
int64_t lastGoodStep(const History& h, Session& s, int64_t last) {
  const std::size_t count = h.keyframes.size(), begin = count > kKeyframes ? count - kKeyframes : 0;
  double smallest = std::numeric_limits<double>::infinity();
  int64_t good = firstStep(h);
  auto lossAt = [&](int64_t step) {
    return step <= last && seekTo(h, s, step) ? evaluate(s).trainLoss
                                              : std::numeric_limits<double>::infinity();
  };
  std::vector<double> losses;
  for (std::size_t i = begin; i < count; ++i) {
    losses.push_back(lossAt(h.keyframes[i].state.step));
    smallest = std::min(smallest, losses.back());
  }
  const double most = kFarAbove * smallest;
  for (std::size_t i = 0; i < losses.size(); ++i)
    if (losses[i] <= most) good = h.keyframes[begin + i].state.step;
  const int64_t stride = std::max<int64_t>(1, h.interval / kKeyframes);
  for (int64_t step = good + stride; step <= std::min(last, good + h.interval); step += stride)
    if (lossAt(step) > most)
      return step - stride;
    else
      good = step;
  return good;
}

}  // namespace

Diagnosis diagnose(History& h, Session& s) {
  Diagnosis d;
  d.divergence = *s.divergence;
  const int64_t first = firstStep(h), finite = std::max(d.divergence.step - 1, first);
  forgetAfter(h, std::max(d.divergence.step, first));
  d.good = lastGoodStep(h, s, finite);
  d.earlier = std::max(
      first,
      d.good - std::max(kLeastBack, static_cast<int64_t>(kBackShare * static_cast<double>(d.good - first))));

  Evidence step;
  if (seekTo(h, s, d.good)) {
    const std::vector<float> before = s.state.network.parameters;
    if (advance(s)) step = stride(before, s.state.network);
  }
  // The curvature that the run met when trouble began: at its end everything is steep.
  seekTo(h, s, d.earlier);
  const Steepness steep = steepness(s);
  const double rate = static_cast<double>(nextRate(s)),
               stable = steep.threshold > 0 && steep.lambda > steep.threshold
                            ? rate * steep.threshold / steep.lambda
                            : 0;
  Session initial = fork(s);
  restart(initial);
  d.remedies = findRemedies(s, initial, stable);
  seekTo(h, s, d.good);
  forgetAfter(h, d.good);

  const Evidence grown = growth(s);
  if (stable > 0) {
    d.why = "At step " + std::to_string(d.earlier) + " the sharpness λ was " + number(steep.lambda) +
            ". Rates up to " + number(stable) + " are stable there; this run's was " + number(rate) +
            ". Beyond, each step swings further than the one before.";
  } else if (step.value > kBigStep) {
    d.layer = step.layer;
    d.why = "The last step before it moved " + layerName(s.state.network, step.layer) + " by " +
            number(100 * step.value) + " % of its weights; about 0.1 % is usual. The rate was " +
            number(static_cast<double>(nextRate(s))) + ".";
  } else if (grown.value > kBigWeights) {
    d.layer = grown.layer;
    d.why = "The weights of " + layerName(s.state.network, grown.layer) + " had grown to " +
            number(grown.value) + " times their first length.";
  } else {
    d.layer = d.divergence.layer;
    d.why = "The run looked healthy one step before: a single batch threw it off.";
  }
  return d;
}

}  // namespace lockstep
