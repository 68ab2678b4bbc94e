// Normalisation of a layer's linear output before its activation.
//   batch: per unit over the mini-batch (Ioffe & Szegedy 2015; running statistics for evaluation)
//   layer: per sample over the layer's units (Ba, Kiros & Hinton 2016)
// Matrices are (O × B), row stride `stride` >= B rounded up to whole vectors. Cost O(O·B).
#pragma once

#include <cstdint>

namespace lockstep {

enum class Norm : uint8_t { none, batch, layer };
constexpr int kNorms = 3;

constexpr float kNormEpsilon = 1e-5f;     // added to the variance
constexpr float kRunningMomentum = 0.1f;  // weight of the newest batch in the running statistics

// normalized = (x − mean_B) / √(var_B + ε) per row; writes each row's mean, biased variance and 1/√(var + ε).
void batchNormalize(const float* x, int O, int B, int stride, float* normalized, float* mean, float* variance,
                    float* inverseDeviation);

// The same with given statistics, as in evaluation.
void fixedNormalize(const float* x, int O, int stride, const float* mean, const float* variance,
                    float* normalized, float* inverseDeviation);

// Per column over the O rows; inverseDeviation has `stride` values.
void layerNormalize(const float* x, int O, int stride, float* normalized, float* inverseDeviation);

// y = scale[o]·normalized + shift[o]
void scaleShift(const float* normalized, const float* scale, const float* shift, int O, int stride, float* y);

// Given gradient = ∂L/∂y: dScale = Σ_b gradient·normalized, dShift = Σ_b gradient (unless both are null),
// then gradient *= scale[o].
void scaleShiftBackward(const float* normalized, const float* scale, int O, int B, int stride,
                        float* gradient, float* dScale, float* dShift);

// gradient: ∂L/∂normalized in, ∂L/∂x out. Columns B..stride come out as 0.
void batchNormalizeBackward(const float* normalized, const float* inverseDeviation, int O, int B, int stride,
                            float* gradient);
void fixedNormalizeBackward(const float* inverseDeviation, int O, int stride, float* gradient);
void layerNormalizeBackward(const float* normalized, const float* inverseDeviation, int O, int stride,
                            float* gradient);

// Σ over the first B values of a row, and of a product of rows: four lanes in order, then the tail.
float rowSum(const float* x, int B);
float rowDot(const float* x, const float* y, int B);
// rowSum of each of O rows, to the bit.
void rowSums(const float* x, int O, int B, int stride, float* sums);

}  // namespace lockstep
