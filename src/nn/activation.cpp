#include "nn/activation.h"

#include "nn/vmath.h"

namespace lockstep {
namespace {

constexpr ActivationInfo kInfo[kActivations] = {
    {"linear", "Linear", "f(z) = z"},
    {"relu", "ReLU", "f(z) = max(0, z)"},
    {"leaky", "Leaky ReLU", "f(z) = z for z > 0, else 0.01 z"},
    {"tanh", "Tanh", "f(z) = tanh z"},
    {"sigmoid", "Sigmoid", "f(z) = 1 / (1 + e^−z)"},
    {"gelu", "GELU", "f(z) = z Φ(z), in its tanh form"},
    {"silu", "SiLU", "f(z) = z · sigmoid(z)"},
    {"sine", "Sine", "f(z) = sin z"},
};

constexpr float kLeak = 0.01f;
const float kGeluScale = 0.79788456f, kGeluCubic = 0.044715f;  // √(2/π) and Hendrycks & Gimpel's constant

Vec geluInner(Vec z) { return tanh(splat(kGeluScale) * (z + splat(kGeluCubic) * (z * z * z))); }

template <typename F>
void map(const float* in, float* out, int count, F f) {
  for (int i = 0; i < count; i += kLanes) store(out + i, flush(f(load(in + i))));
}

// gradient *= slope(z, a)
template <typename F>
void scale(const float* z, const float* a, float* gradient, int count, F slope) {
  for (int i = 0; i < count; i += kLanes)
    store(gradient + i, flush(load(gradient + i) * slope(load(z + i), load(a + i))));
}

}  // namespace

const ActivationInfo& activationInfo(Activation activation) { return kInfo[static_cast<int>(activation)]; }

void activationForward(Activation activation, const float* z, float* out, int count) {
  const Vec zero = splat(0), one = splat(1), half = splat(0.5f);
  switch (activation) {
    case Activation::linear:
      return map(z, out, count, [](Vec x) { return x; });
    case Activation::relu:
      return map(z, out, count, [=](Vec x) { return max(x, zero); });
    case Activation::leakyRelu:
      return map(z, out, count, [](Vec x) { return max(x, x * splat(kLeak)); });
    case Activation::tanh:
      return map(z, out, count, [](Vec x) { return tanh(x); });
    case Activation::sigmoid:
      return map(z, out, count, [](Vec x) { return sigmoid(x); });
    case Activation::gelu:
      return map(z, out, count, [=](Vec x) { return half * x * (one + geluInner(x)); });
    case Activation::silu:
      return map(z, out, count, [](Vec x) { return x * sigmoid(x); });
    case Activation::sine:
      return map(z, out, count, [](Vec x) { return sin(x); });
  }
}

void activationBackward(Activation activation, const float* z, const float* a, float* gradient, int count) {
  const Vec zero = splat(0), one = splat(1), half = splat(0.5f);
  switch (activation) {
    case Activation::linear:
      return map(gradient, gradient, count, [](Vec x) { return x; });
    case Activation::relu:
      return scale(z, a, gradient, count, [=](Vec x, Vec) { return select(zero < x, one, zero); });
    case Activation::leakyRelu:
      return scale(z, a, gradient, count, [=](Vec x, Vec) { return select(zero < x, one, splat(kLeak)); });
    case Activation::tanh:
      return scale(z, a, gradient, count, [=](Vec, Vec y) { return one - y * y; });
    case Activation::sigmoid:
      return scale(z, a, gradient, count, [=](Vec, Vec y) { return y * (one - y); });
    case Activation::gelu:
      return scale(z, a, gradient, count, [=](Vec x, Vec) {
        Vec t = geluInner(x), inner = splat(kGeluScale) * (one + splat(3 * kGeluCubic) * (x * x));
        return half * (one + t) + half * x * ((one - t * t) * inner);
      });
    case Activation::silu:
      return scale(z, a, gradient, count, [=](Vec x, Vec) {
        Vec s = sigmoid(x);
        return s * (one + x * (one - s));
      });
    case Activation::sine:
      return scale(z, a, gradient, count, [](Vec x, Vec) { return cos(x); });
  }
}

}  // namespace lockstep
