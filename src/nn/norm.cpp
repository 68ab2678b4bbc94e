#include "nn/norm.h"

#include <algorithm>
#include <cmath>

#include "nn/simd.h"

namespace lockstep {

float rowSum(const float* x, int B) {
  Vec total = splat(0);
  int b = 0;
  for (; b + kLanes <= B; b += kLanes) total += load(x + b);
  float result = sum(total);
  for (; b < B; ++b) result += x[b];
  return result;
}

float rowDot(const float* x, const float* y, int B) {
  Vec total = splat(0);
  int b = 0;
  for (; b + kLanes <= B; b += kLanes) total += load(x + b) * load(y + b);
  float result = sum(total);
  for (; b < B; ++b) result += x[b] * y[b];
  return result;
}

void rowSums(const float* x, int O, int B, int stride, float* sums) {
  // Four rows at a time, then lane i of all four in one vector: the additions of rowSum, side by side. Beyond
  // the last row it is taken again: one row alone would take as long.
  for (int o = 0; o < O; o += kLanes) {
    auto row = [&](int i) { return x + std::min(o + i, O - 1) * stride; };
    const float *x0 = row(0), *x1 = row(1), *x2 = row(2), *x3 = row(3);
    Vec r0 = splat(0), r1 = r0, r2 = r0, r3 = r0;
    int b = 0;
    for (; b + kLanes <= B; b += kLanes)
      r0 += load(x0 + b), r1 += load(x1 + b), r2 += load(x2 + b), r3 += load(x3 + b);
    transpose(r0, r1, r2, r3);
    Vec total = (r0 + r2) + (r1 + r3);
    if (b < B) {
      r0 = load(x0 + b), r1 = load(x1 + b), r2 = load(x2 + b), r3 = load(x3 + b);
      transpose(r0, r1, r2, r3);
      total += r0;
      if (B - b > 1) total += r1;
      if (B - b > 2) total += r2;
    }
    storePart(sums + o, total, std::min(kLanes, O - o));
  }
}

void batchNormalize(const float* x, int O, int B, int stride, float* normalized, float* mean, float* variance,
                    float* inverseDeviation) {
  for (int o = 0; o < O; ++o, x += stride, normalized += stride) {
    mean[o] = rowSum(x, B) / static_cast<float>(B);
    Vec m = splat(mean[o]);
    for (int b = 0; b < stride; b += kLanes) store(normalized + b, load(x + b) - m);
    variance[o] = rowDot(normalized, normalized, B) / static_cast<float>(B);
    inverseDeviation[o] = 1.0f / std::sqrt(variance[o] + kNormEpsilon);
    Vec s = splat(inverseDeviation[o]);
    for (int b = 0; b < stride; b += kLanes) store(normalized + b, load(normalized + b) * s);
  }
}

void fixedNormalize(const float* x, int O, int stride, const float* mean, const float* variance,
                    float* normalized, float* inverseDeviation) {
  for (int o = 0; o < O; ++o, x += stride, normalized += stride) {
    inverseDeviation[o] = 1.0f / std::sqrt(variance[o] + kNormEpsilon);
    Vec m = splat(mean[o]), s = splat(inverseDeviation[o]);
    for (int b = 0; b < stride; b += kLanes) store(normalized + b, (load(x + b) - m) * s);
  }
}

void layerNormalize(const float* x, int O, int stride, float* normalized, float* inverseDeviation) {
  const Vec count = splat(static_cast<float>(O)), epsilon = splat(kNormEpsilon), one = splat(1);
  for (int b = 0; b < stride; b += kLanes) {
    Vec total = splat(0), squares = splat(0);
    for (int o = 0; o < O; ++o) total += load(x + o * stride + b);
    Vec mean = total / count;
    for (int o = 0; o < O; ++o) {
      Vec d = load(x + o * stride + b) - mean;
      squares += d * d;
      store(normalized + o * stride + b, d);
    }
    Vec s = one / sqrt(squares / count + epsilon);
    store(inverseDeviation + b, s);
    for (int o = 0; o < O; ++o) store(normalized + o * stride + b, load(normalized + o * stride + b) * s);
  }
}

void scaleShift(const float* normalized, const float* scale, const float* shift, int O, int stride,
                float* y) {
  for (int o = 0; o < O; ++o)
    for (int b = 0; b < stride; b += kLanes)
      store(y + o * stride + b, load(normalized + o * stride + b) * splat(scale[o]) + splat(shift[o]));
}

void scaleShiftBackward(const float* normalized, const float* scale, int O, int B, int stride,
                        float* gradient, float* dScale, float* dShift) {
  for (int o = 0; o < O; ++o, normalized += stride, gradient += stride) {
    if (dScale) dScale[o] = rowDot(gradient, normalized, B), dShift[o] = rowSum(gradient, B);
    for (int b = 0; b < stride; b += kLanes) store(gradient + b, load(gradient + b) * splat(scale[o]));
  }
}

void batchNormalizeBackward(const float* normalized, const float* inverseDeviation, int O, int B, int stride,
                            float* gradient) {
  for (int o = 0; o < O; ++o, normalized += stride, gradient += stride) {
    Vec mean = splat(rowSum(gradient, B) / static_cast<float>(B));
    Vec along = splat(rowDot(gradient, normalized, B) / static_cast<float>(B));
    Vec s = splat(inverseDeviation[o]);
    for (int b = 0; b < stride; b += kLanes)
      store(gradient + b, s * (load(gradient + b) - mean - load(normalized + b) * along));
    for (int b = B; b < stride; ++b) gradient[b] = 0;
  }
}

void fixedNormalizeBackward(const float* inverseDeviation, int O, int stride, float* gradient) {
  for (int o = 0; o < O; ++o)
    for (int b = 0; b < stride; b += kLanes)
      store(gradient + o * stride + b, load(gradient + o * stride + b) * splat(inverseDeviation[o]));
}

void layerNormalizeBackward(const float* normalized, const float* inverseDeviation, int O, int stride,
                            float* gradient) {
  const Vec count = splat(static_cast<float>(O));
  for (int b = 0; b < stride; b += kLanes) {
    Vec total = splat(0), along = splat(0);
    for (int o = 0; o < O; ++o) {
      Vec g = load(gradient + o * stride + b);
      total += g;
      along += g * load(normalized + o * stride + b);
    }
    Vec mean = total / count, projection = along / count, s = load(inverseDeviation + b);
    for (int o = 0; o < O; ++o) {
      float* g = gradient + o * stride + b;
      store(g, s * (load(g) - mean - load(normalized + o * stride + b) * projection));
    }
  }
}

}  // namespace lockstep
