// The three products of a layer for batches of one to three samples, with units as the fast axis. The
// kernels of gemm.h take the samples for it: one sample fills one lane of four there, and every weight is
// read by itself. Here weights are read in whole vectors, each once.
//
// The contract is gemm.h's: every element is one float accumulator, started from its initial value and added
// to in increasing order. The same bits come out as of gemm: which of them is taken is a question of time.
//
// Matrices are a layer's: weights W (O × I) by rows; x (I × kLanes), y and g (O × kLanes) with a sample per
// lane. Lanes beyond the batch are written as copies of its last sample, so that they stay finite.
#pragma once

#include "nn/simd.h"

namespace lockstep {

// Whether these products take less time here. A batch of four fills the lanes of gemm's vectors; and of a
// layer with few weights turning them costs more than it saves. On an Intel Xeon the three products of
// 784 × 128 take 0.45, 0.65 and 0.9 of gemm's time for batches of 1, 2 and 3, those of 32 × 32 0.7 at 1.
inline bool isThin(int O, int I, int batch) { return batch < kLanes && O * I >= 1024; }

// y = W·x + bias. Cost 2·O·I·batch flop; reads W once.
void thinForward(int O, int I, int batch, const float* W, const float* bias, const float* x, float* y);

// dx = Wᵀ·g, or dx += Wᵀ·g. Cost and reading as forward.
void thinInputGradient(int O, int I, int batch, const float* W, const float* g, float* dx, bool add);

constexpr int thinScratch(int I) { return (kLanes - 1) * padToLanes(I); }
// dW = g·xᵀ (O × I), written once. scratch holds thinScratch(I) floats.
void thinWeightGradient(int O, int I, int batch, const float* g, const float* x, float* dW, float* scratch);

}  // namespace lockstep
