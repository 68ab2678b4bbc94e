// Matrix products of training, all three through one kernel.
//
//   C[m][n] = init[m][n] + Σ_k A[m][k]·B[k][n]        m < M, k < K, n < N
//
// The contract that makes runs reproducible: every element of C is one float accumulator, started from its
// initial value and added to in increasing k. Tile shapes, packing and vector width therefore cannot change a
// bit, and a plain triple loop over floats is an exact oracle (tests/gemm_test.cpp).
#pragma once

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

// C is row-major with row stride ldc >= N. scratch holds gemmScratch(M, K) floats; it may be null when that
// is 0. Reads nothing outside the three matrices, but that the columns of a B with rowStride 1 and
// columnStride >= padToLanes(K) are read in whole vectors. Any of M, N, K may be 0 (K = 0 leaves the initial
// value). Cost 2·M·N·K flop.
//
// Small products go to gemm_small.h. Of the others, A is packed in panels of four rows, so that one pointer
// serves the four broadcasts of a 4 × 8 tile; B in panels of eight columns where its rows are not contiguous,
// or too long for the first-level cache.
void gemm(int M, int N, int K, const View& A, const View& B, float* C, int ldc, Start start,
          const float* bias, float* scratch);
int gemmScratch(int M, int K);

}  // namespace lockstep
