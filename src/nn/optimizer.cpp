#include "nn/optimizer.h"

#include <algorithm>
#include <cmath>

#include "nn/simd.h"

namespace lockstep {
namespace {

// The arrays of one layer, walked together.
struct Lane {
  Vec p, g, m, v;
};

// Calls update on each vector of four parameters; the tail goes through a padded copy.
template <typename F>
void eachParameter(float* p, const float* g, float* m, float* v, int count, F update) {
  int i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    Lane x = {load(p + i), load(g + i), load(m + i), load(v + i)};
    update(x);
    store(p + i, x.p), store(m + i, x.m), store(v + i, x.v);
  }
  if (i == count) return;
  float tail[4][kLanes] = {};
  const int left = count - i;
  std::copy_n(p + i, left, tail[0]), std::copy_n(g + i, left, tail[1]);
  std::copy_n(m + i, left, tail[2]), std::copy_n(v + i, left, tail[3]);
  Lane x = {load(tail[0]), load(tail[1]), load(tail[2]), load(tail[3])};
  update(x);
  store(tail[0], x.p), store(tail[2], x.m), store(tail[3], x.v);
  std::copy_n(tail[0], left, p + i), std::copy_n(tail[2], left, m + i), std::copy_n(tail[3], left, v + i);
}

void scaleBy(float* x, int count, float factor) {
  for (int i = 0; i < count; ++i) x[i] *= factor;
}

float decayOf(const OptimizerSettings& s) {
  return s.kind == Optimizer::adamw && s.decay == 0 ? 0.01f : s.decay;
}

void updateLayer(const OptimizerSettings& s, double beta1Power, double beta2Power, float rate, float* p,
                 const float* g, float* m, float* v, int count) {
  const Vec eta = splat(rate), mu = splat(s.momentum), epsilon = splat(s.epsilon);
  switch (s.kind) {
    case Optimizer::sgd:
      return eachParameter(p, g, m, v, count, [=](Lane& x) { x.p = x.p - eta * x.g; });
    case Optimizer::momentum:
      return eachParameter(p, g, m, v, count, [=](Lane& x) {
        x.m = mu * x.m + x.g;
        x.p = x.p - eta * x.m;
      });
    case Optimizer::nesterov:
      return eachParameter(p, g, m, v, count, [=](Lane& x) {
        x.m = mu * x.m + x.g;
        x.p = x.p - eta * (x.g + mu * x.m);
      });
    case Optimizer::rmsprop: {
      const Vec rho = splat(s.rho), rest = splat(1 - s.rho);
      return eachParameter(p, g, m, v, count, [=](Lane& x) {
        x.v = rho * x.v + rest * (x.g * x.g);
        x.p = x.p - eta * x.g / (sqrt(x.v) + epsilon);
      });
    }
    case Optimizer::adam:
    case Optimizer::adamw: {
      const Vec b1 = splat(s.beta1), b2 = splat(s.beta2), r1 = splat(1 - s.beta1), r2 = splat(1 - s.beta2);
      const Vec step = splat(static_cast<float>(rate / (1 - beta1Power)));
      const Vec correction = splat(static_cast<float>(1 / std::sqrt(1 - beta2Power)));
      return eachParameter(p, g, m, v, count, [=](Lane& x) {
        x.m = b1 * x.m + r1 * x.g;
        x.v = b2 * x.v + r2 * (x.g * x.g);
        x.p = x.p - step * x.m / (sqrt(x.v) * correction + epsilon);
      });
    }
  }
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
  // speed.
  constexpr int kRun = 1024;
  double total = 0;
  for (int begin = 0; begin < count; begin += kRun)
    total += rowDot(gradient + begin, gradient + begin, std::min(kRun, count - begin));
  return std::sqrt(total);
}

void applyUpdate(const OptimizerSettings& s, OptimizerState& state, Network& net, float* gradient,
                 double norm, float rate, const std::vector<float>& multipliers) {
  if (s.clip > 0 && norm > s.clip)
    scaleBy(gradient, net.parameterCount(), static_cast<float>(s.clip / (norm + 1e-6)));
  const float decay = decayOf(s);
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const Layer& layer = net.layers[l];
    const float own = rate * (l < multipliers.size() ? multipliers[l] : 1.0f);
    if (own == 0) continue;
    state.beta1Powers[l] *= s.beta1;
    state.beta2Powers[l] *= s.beta2;
    if (decay > 0)
      scaleBy(net.parameters.data() + layer.weight, layer.bias - layer.weight,
              std::max(0.0f, 1 - own * decay));
    const int at = layer.weight;
    updateLayer(s, state.beta1Powers[l], state.beta2Powers[l], own, net.parameters.data() + at, gradient + at,
                state.first.data() + at, state.second.data() + at, layer.end - at);
  }
}

}  // namespace lockstep
