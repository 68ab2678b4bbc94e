#include "nn/optimizer.h"

#include <algorithm>
#include <cmath>

#include "nn/parallel.h"
#include "nn/vmath.h"

namespace lockstep {
namespace {

// The arrays of some parameters, walked together.
struct Lane {
  Vec p, g, m, v;
};
// Which moments an optimiser keeps; the others are neither read nor written.
enum Moments { kNone = 0, kFirst = 1, kSecond = 2, kBoth = 3 };

template <Moments kKept, typename F>
void updateFour(float* p, const float* g, float* m, float* v, int lanes, F update) {
  Lane x = {loadPart(p, lanes), loadPart(g, lanes), splat(0), splat(0)};
  if (kKept & kFirst) x.m = loadPart(m, lanes);
  if (kKept & kSecond) x.v = loadPart(v, lanes);
  update(x);
  storePart(p, x.p, lanes);
  if (kKept & kFirst) storePart(m, x.m, lanes);
  if (kKept & kSecond) storePart(v, x.v, lanes);
}

constexpr int kShared = 1 << 16;  // so many parameters are worth sharing out

// Calls update on each vector of four parameters, of which the last may be shorter.
template <Moments kKept, typename F>
void eachParameter(float* p, const float* g, float* m, float* v, int count, F update) {
  share(count, kLanes, count >= kShared, [&](int i, int end, int) {
    for (; i + kLanes <= end; i += kLanes) updateFour<kKept>(p + i, g + i, m + i, v + i, kLanes, update);
    if (i < end) updateFour<kKept>(p + i, g + i, m + i, v + i, end - i, update);
  });
}

// A power of β this small leaves no trace in 1 − power, so it stays here: after thousands of steps it would
// be a denormal number, whose products take twenty cycles more, together 5 % of a tiny network's step.
constexpr double kSpent = 1e-30;

void scaleBy(float* x, int count, float factor) {
  const Vec by = splat(factor);
  for (int i = 0; i < count; i += kLanes) {
    const int lanes = std::min(kLanes, count - i);
    storePart(x + i, flush(loadPart(x + i, lanes) * by, vmath::flushTo60), lanes);
  }
}

void updateLayers(const OptimizerSettings& s, double beta1Power, double beta2Power, float rate, float* p,
                  const float* g, float* m, float* v, int count) {
  const Vec eta = splat(rate), mu = splat(s.momentum), epsilon = splat(s.epsilon),
            least = vmath::term(vmath::leastRoot);
  switch (s.kind) {
    case Optimizer::sgd:
      return eachParameter<kNone>(p, g, m, v, count, [=](Lane& x) { x.p = x.p - eta * x.g; });
    case Optimizer::momentum:
      return eachParameter<kFirst>(p, g, m, v, count, [=](Lane& x) {
        x.m = flush(mu * x.m + x.g);
        x.p = x.p - eta * x.m;
      });
    case Optimizer::nesterov:
      return eachParameter<kFirst>(p, g, m, v, count, [=](Lane& x) {
        x.m = flush(mu * x.m + x.g);
        x.p = x.p - eta * (x.g + mu * x.m);
      });
    case Optimizer::rmsprop: {
      const Vec rho = splat(s.rho), rest = splat(1 - s.rho);
      return eachParameter<kSecond>(p, g, m, v, count, [=](Lane& x) {
        const Vec size = max(abs(x.g), least);
        x.v = rho * x.v + rest * (size * size);
        x.p = x.p - eta * x.g / (sqrt(x.v) + epsilon);
      });
    }
    case Optimizer::adam:
    case Optimizer::adamw: {
      const Vec b1 = splat(s.beta1), b2 = splat(s.beta2), r1 = splat(1 - s.beta1), r2 = splat(1 - s.beta2);
      const Vec step = splat(static_cast<float>(rate / (1 - beta1Power)));
      const Vec correction = splat(static_cast<float>(1 / std::sqrt(1 - beta2Power)));
      return eachParameter<kBoth>(p, g, m, v, count, [=](Lane& x) {
        const Vec size = max(abs(x.g), least);
        x.m = flush(b1 * x.m + r1 * x.g);
        x.v = b2 * x.v + r2 * (size * size);
        x.p = x.p - step * x.m / (sqrt(x.v) * correction + epsilon);
      });
    }
  }
}

// Where a sum of squares is smaller, those that floats have no room for may be a part of it.
constexpr double kVanished = 1e-20;

double squaresInDouble(const float* g, int count) {
  double total = 0;
  for (int i = 0; i < count; ++i) total += static_cast<double>(g[i]) * g[i];
  return total;
}

}  // namespace

void resetState(OptimizerState& state, const Network& network) {
  state.first.assign(network.parameterCount(), 0.0f);
  state.second.assign(network.parameterCount(), 0.0f);
  state.beta1Powers.assign(network.layers.size(), 1.0);
  state.beta2Powers.assign(network.layers.size(), 1.0);
}

double penalty(const OptimizerSettings& s, const Network& net) {
  if (s.l1 == 0 && s.l2 == 0) return 0;
  double absolute = 0, squared = 0;
  for (const Layer& layer : net.layers)
    for (int i = layer.weight; i < layer.bias; ++i) {
      const double w = net.parameters[i];
      absolute += std::fabs(w), squared += w * w;
    }
  return s.l1 * absolute + 0.5 * s.l2 * squared;
}

void addPenaltyGradient(const OptimizerSettings& s, const Network& net, float* gradient) {
  if (s.l1 == 0 && s.l2 == 0) return;
  for (const Layer& layer : net.layers)
    for (int i = layer.weight; i < layer.bias; ++i) {
      const float w = net.parameters[i];
      gradient[i] += s.l2 * w + s.l1 * static_cast<float>((w > 0) - (w < 0));
    }
}

double gradientNorm(const float* gradient, int count) {
  // Short runs in float lanes, their sums in double: exact enough to compare with a reference, at vector
  // speed. Four sums side by side, or each addition would wait for the one before it.
  constexpr int kRun = 1024, kSums = 4;
  double total = 0;
  for (int begin = 0; begin < count; begin += kRun) {
    const float* g = gradient + begin;
    const int run = std::min(kRun, count - begin);
    Vec sums[kSums] = {splat(0), splat(0), splat(0), splat(0)};
    int i = 0;
    for (; i + kSums * kLanes <= run; i += kSums * kLanes)
      for (int j = 0; j < kSums; ++j) {
        const Vec x = flush(load(g + i + j * kLanes), vmath::flushTo60);
        sums[j] += x * x;
      }
    total += sum((sums[0] + sums[2]) + (sums[1] + sums[3])) + rowDot(g + i, g + i, run - i);
  }
  if (total < kVanished) total = squaresInDouble(gradient, count);
  return std::sqrt(total);
}

void applyUpdate(const OptimizerSettings& s, OptimizerState& state, Network& net, float* gradient,
                 double norm, float rate, const std::vector<float>& multipliers) {
  if (s.clip > 0 && norm > s.clip)
    scaleBy(gradient, net.parameterCount(), static_cast<float>(s.clip / (norm + 1e-6)));
  const float decay = s.decay;
  auto own = [&](std::size_t l) { return rate * (l < multipliers.size() ? multipliers[l] : 1.0f); };
  // Layers with the same rate and past are one stretch of parameters: small ones are not worth a call each.
  for (std::size_t l = 0, begin = 0; l < net.layers.size(); ++l) {
    const Layer& layer = net.layers[l];
    const float here = own(l);
    const double past1 = state.beta1Powers[l], past2 = state.beta2Powers[l];
    if (here != 0) {
      state.beta1Powers[l] = std::max(kSpent, state.beta1Powers[l] * s.beta1);
      state.beta2Powers[l] = std::max(kSpent, state.beta2Powers[l] * s.beta2);
      if (decay > 0 || s.l2 > 0)  // both may shrink a weight for ever
        scaleBy(net.parameters.data() + layer.weight, layer.bias - layer.weight,
                std::max(0.0f, 1 - here * decay));
    }
    const std::size_t next = l + 1;
    if (next < net.layers.size() && own(next) == here && state.beta1Powers[next] == past1 &&
        state.beta2Powers[next] == past2)
      continue;
    const int at = net.layers[begin].weight;
    if (here != 0)
      updateLayers(s, state.beta1Powers[l], state.beta2Powers[l], here, net.parameters.data() + at,
                   gradient + at, state.first.data() + at, state.second.data() + at, layer.end - at);
    begin = next;
  }
}

}  // namespace lockstep
