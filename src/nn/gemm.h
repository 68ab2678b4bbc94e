// Matrix products of training, all three through one kernel.
//
//   C[m][n] = init[m][n] + Σ_k A[m][k]·B[k][n]        m < M, k < K, n < N
//
// The contract that makes runs reproducible: every element of C is one float accumulator, started from its
// initial value and added to in increasing k. Tile shapes, packing and vector width therefore cannot change a
// bit, and a plain triple loop over floats is an exact oracle (tests/gemm_test.cpp).
#pragma once

#include "nn/simd.h"

namespace lockstep {

// A matrix by strides: element (r, c) is data[r·rowStride + c·columnStride].
struct View {
  const float* data;
  int rowStride, columnStride;
  View transposed() const { return {data, columnStride, rowStride}; }
};
inline View rowMajor(const float* data, int stride) { return {data, stride, 1}; }

enum class Start : unsigned char {
  zero,  // C = A·B
  bias,  // C = bias[m] + A·B
  add,   // C += A·B
};

// Where a product goes: C(m, n) is data[m·stride + n], and its sum starts at first[m·firstStep], or at its
// own value where `first` is null.
struct Sums {
  float* data;
  int stride;
  const float* first;
  int firstStep;

  // The same from row m and column n on.
  Sums from(int m, int n) const {
    return {data + m * stride + n, stride, first ? first + m * firstStep : nullptr, firstStep};
  }
};

// The two kernels; gemm, below, chooses.
//
// Small layers, where everything stays in the first-level cache: nothing is copied but a transposed B, and no
// tile is a call, which would cost a fifth of the product of an 8 × 8 layer. For such layers and a batch of
// 10 it takes two thirds of the blocked kernel's time. Where B is not row-major, scratch holds
// padToLanes(K)·padToLanes(N) floats, which is less than gemmScratch.
void gemmSmall(int M, int N, int K, const View& A, const View& B, const Sums& C, float* scratch);
// Of the others, A is packed in panels of four rows, so that one pointer serves the four broadcasts
// of a 4 × 8 tile; B in panels of eight columns where its rows are not contiguous, or too long for
// the first-level cache.
void gemmBlocked(int M, int N, int K, const View& A, const View& B, const Sums& C, float* scratch);

// A matrix of so many floats is read where it is: 16 KB stay in the first-level cache,
// whatever their strides.
constexpr int kSmall = 4096;

// Nor is a long transposed B of five to seven columns small: a panel of eight saves a fifth of its time.
inline bool isSmall(int M, int N, int K, const View& B) {
  const bool inPlace =
      B.columnStride == 1 ? N % kLanes == 0 : B.rowStride == 1 && B.columnStride >= padToLanes(K);
  const bool panel = B.columnStride != 1 && N > kLanes && N < 2 * kLanes && K >= 32;
  return inPlace && !panel && K * N <= kSmall && M * K <= kSmall;
}

int gemmScratch(int M, int K);

// C is row-major with row stride ldc >= N. scratch holds gemmScratch(M, K) floats; it may be null when that
// is 0. Reads nothing outside the three matrices, but that the columns of a B with rowStride 1 and
// columnStride >= padToLanes(K) are read in whole vectors. Any of M, N, K may be 0 (K = 0 leaves the initial
// value). Cost 2·M·N·K flop.
//
// Inline, so that a caller's strides are known where the kernel is chosen.
inline void gemm(int M, int N, int K, const View& A, const View& B, float* C, int ldc, Start start,
                 const float* bias, float* scratch) {
  static constexpr float kZero = 0;
  const float* first = start == Start::add ? nullptr : start == Start::bias ? bias : &kZero;
  const Sums sums{C, ldc, first, start == Start::bias};
  if (isSmall(M, N, K, B)) return gemmSmall(M, N, K, A, B, sums, scratch);
  gemmBlocked(M, N, K, A, B, sums, scratch);
}

}  // namespace lockstep
