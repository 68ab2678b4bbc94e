// Element-wise activation functions, with their derivatives beside them.
#pragma once

#include <cstdint>

namespace lockstep {

enum class Activation : uint8_t { linear, relu, leakyRelu, tanh, sigmoid, gelu, silu, sine };
constexpr int kActivations = 8;

struct ActivationInfo {
  const char* name;   // config line
  const char* label;  // as shown
  const char* help;
};
const ActivationInfo& activationInfo(Activation activation);

// out[i] = f(preActivation[i]), count a multiple of 4; in place allowed.
// leakyRelu has slope 0.01; gelu is the tanh form (Hendrycks & Gimpel 2016).
void activationForward(Activation activation, const float* preActivation, float* out, int count);

// gradient[i] *= f'(preActivation[i]), given out[i] = f(preActivation[i]); count a multiple of 4.
// ReLU's derivative at 0 is 0.
void activationBackward(Activation activation, const float* preActivation, const float* out, float* gradient,
                        int count);

}  // namespace lockstep
