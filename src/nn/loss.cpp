#include "nn/loss.h"

#include <algorithm>
#include <cmath>

#include "nn/math.h"
#include "nn/vmath.h"

namespace lockstep {
namespace {

struct Term {
  Vec loss, gradient;
};
Term mseTerm(Vec z, Vec t) {
  Vec e = z - t;
  return {splat(0.5f) * e * e, e};
}
// max(z, 0) − t·z cancels exactly for a confident right answer, and the logarithm is of 1 + e^−|z| only.
Term bceTerm(Vec z, Vec t) {
  return {(max(z, splat(0)) - t * z) + log1pUnit(flush(exp(splat(0) - abs(z)))), sigmoid(z) - t};
}

template <typename F>
double elementwise(const float* z, const float* t, int O, int B, int stride, float* dOutput, F term) {
  const Vec share = splat(1.0f / static_cast<float>(B));
  double total = 0;
  for (int o = 0; o < O; ++o, z += stride, t += stride) {
    for (int b = 0; b < B; b += kLanes) {
      Term x = term(load(z + b), load(t + b));
      float loss[kLanes];
      store(loss, x.loss);
      for (int i = 0; i < std::min(kLanes, B - b); ++i) total += loss[i];
      if (dOutput) store(dOutput + o * stride + b, keepLanes(flush(x.gradient) * share, B - b));
    }
  }
  return total / B;
}

struct LogSumExp {
  double largest, sum;
};
LogSumExp logSumExp(const float* z, int O, int stride) {
  float largest = z[0];
  for (int o = 1; o < O; ++o) largest = std::max(largest, z[o * stride]);
  double sum = 0;
  for (int o = 0; o < O; ++o) sum += math::exp(static_cast<double>(z[o * stride]) - largest);
  return {largest, sum};
}

// With m the largest logit, e_o = e^(z_o − m) and rest = Σ e_o − 1, the loss of a sample is
// log(1 + rest) − Σ t_o·(z_o − m), its gradient (e_o − t_o − t_o·rest) / (1 + rest). Float is
// enough: rest is summed without its 1, so nothing is lost where the network is sure and right.
double softmaxForward(const float* z, const float* t, int O, int B, int stride, float* dOutput) {
  const Vec zero = splat(0), one = splat(1), share = splat(1.0f / static_cast<float>(B));
  double total = 0;
  for (int b = 0; b < B; b += kLanes, z += kLanes, t += kLanes) {
    Vec largest = load(z);
    for (int o = 1; o < O; ++o) largest = max(largest, load(z + o * stride));
    Vec below = zero, top = zero - one, along = zero;  // top counts the largest, less one; a NaN stays in it
    for (int o = 0; o < O; ++o) {
      const Vec d = load(z + o * stride) - largest, e = flush(exp(d));
      below += select(d < zero, e, zero);
      top += select(d < zero, zero, d + one);
      along += load(t + o * stride) * d;
      if (dOutput) store(dOutput + o * stride + b, e);
    }
    const Vec rest = below + top, weight = share / (one + rest);
    for (int o = 0; o < O && dOutput; ++o) {
      float* g = dOutput + o * stride + b;
      const Vec target = load(t + o * stride);
      store(g, keepLanes((load(g) - target - target * rest) * weight, B - b));
    }
    float rests[kLanes], alongs[kLanes];
    store(rests, rest), store(alongs, along);
    for (int i = 0; i < std::min(kLanes, B - b); ++i)  // the logarithm is for finite sums only
      total += std::isfinite(rests[i]) ? math::log(1.0 + rests[i]) - alongs[i] : rests[i];
  }
  return total / B;
}

}  // namespace

double lossForward(Loss loss, const float* z, const float* t, int O, int B, int stride, float* dOutput) {
  switch (loss) {
    case Loss::mse:
      return elementwise(z, t, O, B, stride, dOutput, mseTerm);
    case Loss::bce:
      return elementwise(z, t, O, B, stride, dOutput, bceTerm);
    case Loss::softmax:
      return softmaxForward(z, t, O, B, stride, dOutput);
  }
  return 0;
}

void probabilities(Loss loss, const float* z, int O, int stride, float* result) {
  const LogSumExp s = logSumExp(z, O, stride);
  for (int o = 0; o < O; ++o) {
    const double v = z[o * stride];
    double p = 0;
    switch (loss) {
      case Loss::mse:
        p = std::clamp((v + 1) / 2, 0.0, 1.0);
        break;
      case Loss::bce:
        p = 1 / (1 + math::exp(-v));
        break;
      case Loss::softmax:
        p = math::exp(v - s.largest) / s.sum;
        break;
    }
    result[o] = static_cast<float>(p);
  }
}

void certainties(float* z, int count) {
  for (int i = 0; i < count; i += kLanes) {
    const int lanes = std::min(kLanes, count - i);
    storePart(z + i, tanh(loadPart(z + i, lanes) * splat(0.5f)), lanes);
  }
}

void probabilityRows(Loss loss, float* z, int O, int count) {
  const Vec zero = splat(0), one = splat(1), half = splat(0.5f);
  for (int b = 0; b < count; b += kLanes) {
    if (loss != Loss::softmax) {
      for (int o = 0; o < O; ++o) {
        float* at = z + o * count + b;
        store(at, loss == Loss::bce ? sigmoid(load(at)) : max(min(load(at) * half + half, one), zero));
      }
      continue;
    }
    Vec largest = load(z + b), sum = zero;
    for (int o = 1; o < O; ++o) largest = max(largest, load(z + o * count + b));
    for (int o = 0; o < O; ++o) {
      float* at = z + o * count + b;
      const Vec e = exp(load(at) - largest);
      store(at, e);
      sum += e;
    }
    for (int o = 0; o < O; ++o) store(z + o * count + b, load(z + o * count + b) / sum);
  }
}

}  // namespace lockstep
