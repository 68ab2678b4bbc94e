// Optimisers on the flat parameter vector. Formulas and defaults are PyTorch's, so that a run can
// be replayed there; but in g² a |g| below 2^−50 counts as 2^−50, which no ε notices, and moments
// are flushed (nn/vmath.h).
#pragma once

#include <cstdint>
#include <vector>

#include "nn/network.h"

namespace lockstep {

enum class Optimizer : uint8_t {
  sgd,       // θ −= η g
  momentum,  // v = μ v + g,  θ −= η v                                (Polyak's heavy ball)
  nesterov,  // v = μ v + g,  θ −= η (g + μ v)
  rmsprop,   // s = ρ s + (1 − ρ) g²,  θ −= η g / (√s + ε)            (Tieleman & Hinton 2012)
  adam,      // Kingma & Ba 2015, with bias correction
  adamw,     // Adam with decoupled weight decay (Loshchilov & Hutter 2019)
};
constexpr int kOptimizers = 6;

struct OptimizerSettings {
  Optimizer kind = Optimizer::adam;
  float momentum = 0.9f;  // μ
  float beta1 = 0.9f, beta2 = 0.999f;
  float rho = 0.99f;
  float epsilon = 1e-8f;
  float l1 = 0, l2 = 0;  // penalties l1·Σ|w| + ½·l2·Σw², on weights only (not biases, scales or shifts)
  float decay = 0;       // decoupled: weights are multiplied by max(0, 1 − η·decay) before the update
  float clip = 0;        // largest global gradient norm; 0: no clipping
};

// Moments in the order of the parameters, and per layer the powers of β that count the updates behind them,
// for bias correction: a layer that was frozen for a while has seen fewer.
struct OptimizerState {
  std::vector<float> first, second;
  std::vector<double> beta1Powers, beta2Powers;  // L each
};
void resetState(OptimizerState& state, const Network& network);

// l1·Σ|w| + ½·l2·Σw² over all layers, in double.
double penalty(const OptimizerSettings& settings, const Network& network);
// Adds the penalty's gradient to `gradient`.
void addPenaltyGradient(const OptimizerSettings& settings, const Network& network, float* gradient);

// ‖gradient‖₂, whole or of one layer; infinite or NaN where the gradient overflows.
double gradientNorm(const float* gradient, int count);

// One update with learning rate `rate`; layer l moves at rate·multipliers[l] (1 where there is no l-th). A
// layer with multiplier 0 is frozen: neither its parameters nor its moments change. Scales the gradient first
// if its norm exceeds settings.clip. Cost O(P); allocates nothing.
void applyUpdate(const OptimizerSettings& settings, OptimizerState& state, Network& network, float* gradient,
                 double norm, float rate, const std::vector<float>& multipliers);

}  // namespace lockstep
