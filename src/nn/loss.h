// Losses: mean over the batch of a per-sample loss summed over outputs, with the gradient beside it.
//   mse      ½ Σ_o (z − t)²                          any outputs
//   bce      Σ_o log(1 + e^z) − t·z                  z are logits, t in [0, 1]
//   softmax  log Σ_o e^z − Σ_o t·z                   z are logits, t a distribution (one-hot)
// In their stable forms: no finite logit overflows. The sum over the batch is in double.
#pragma once

#include <cstdint>

namespace lockstep {

enum class Loss : uint8_t { mse, bce, softmax };
constexpr int kLosses = 3;

// outputs and targets are (O × B), row stride `stride`. Returns the mean loss; writes ∂(mean loss)/∂outputs
// into dOutput (columns B..stride zero) unless it is null. Cost O(O·B).
double lossForward(Loss loss, const float* outputs, const float* targets, int O, int B, int stride,
                   float* dOutput);

// Class probabilities from the outputs of one sample (outputs[o·stride], o < O), for display: softmax, or the
// logistic of each output for bce, or each output mapped from [−1, 1] to [0, 1] for mse.
void probabilities(Loss loss, const float* outputs, int O, int stride, float* result);

// The same for many samples at once, in float and in place: z is (O × count), count a multiple of
// 4. For pictures.
void probabilityRows(Loss loss, float* z, int O, int count);

// Logits of two classes become how much likelier the second one is than the first, in place: tanh(z / 2).
void certainties(float* z, int count);

}  // namespace lockstep
