// Products of small layers, where everything stays in the first-level cache: nothing is copied but a
// transposed B, and no tile is a call, which would cost a fifth of the product of an 8 × 8 layer. For such
// layers and a batch of 10 it takes two thirds of the blocked kernel's time.
#pragma once

#include "nn/gemm.h"

namespace lockstep {

// A matrix of so many floats is read where it is: 16 KB stay in the first-level cache, whatever their
// strides.
constexpr int kSmall = 4096;

// Whether gemmSmall is to be used.
bool isSmall(int M, int N, int K, const View& B);

// As gemm, C starting at first[m·firstStep], or at its own value where `first` is null. Where B is not
// row-major, scratch holds padToLanes(K)·padToLanes(N) floats, which is less than gemmScratch.
void gemmSmall(int M, int N, int K, const View& A, const View& B, float* C, int ldc, const float* first,
               int firstStep, float* scratch);

}  // namespace lockstep
