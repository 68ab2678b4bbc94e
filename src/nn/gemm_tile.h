// The inner loop of every product: a tile of C held in vector registers while k runs.
//
// What was tried (WebAssembly SIMD128 in V8; SSE2 behaves alike): with two vectors side by side 4 rows are
// the most that leave registers for B; 6 spill. Three vectors take 3 rows, one takes 8, or its additions
// would wait for each other. Unrolling k gained nothing, nor did packing both factors always, so that their
// strides are constants.
//
// Fused multiply-add, in the relaxed build only (web/tools/web.cmake), takes 15 to 18 % off the steps of
// 784-128-64-10, 784-512-512-10 and 50 layers of 32 on an Intel Xeon, where multiplication and addition share
// three ports; on an AMD Zen 5 at most 6 %. With it too 5 and 6 rows are slower than 4, by 3 to 28 %. The
// polynomials of vmath.h stay as they are: fused, a saturated tanh is not always 1, and the derivative of
// GELU then infinite.
#pragma once

#include "nn/simd.h"

namespace lockstep {

// C(r, ·) = start + Σ_k A(r, k)·B(k, ·) for R rows of V vectors, of which the last has so many lanes.
// A(r, k) = a[r·rowStep + k·kStep], and row k of B starts at b + k·bStep, of which whole vectors are read.
// The start is first[r·firstStep], or C's own value where `first` is null.
//
// Its arguments are no structs: these would be copied, stored field by field and loaded two fields at once,
// for which a processor waits. That took a tenth of a 128-deep tile's time.
template <int R, int V>
inline void tile(int K, const float* a, int rowStep, int kStep, const float* b, int bStep, float* c, int ldc,
                 const float* first, int firstStep, int lanes) {
  auto lanesOf = [&](int v) { return v == V - 1 ? lanes : kLanes; };
  Vec sum[R][V];
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v)
      sum[r][v] = first ? loadSplat(first + r * firstStep) : loadPart(c + r * ldc + v * kLanes, lanesOf(v));
  for (const float* const end = a + K * kStep; a != end; a += kStep, b += bStep) {
    Vec row[V];
    for (int v = 0; v < V; ++v) row[v] = load(b + v * kLanes);
    for (int r = 0; r < R; ++r) {
      const Vec factor = loadSplat(a + r * rowStep);
      for (int v = 0; v < V; ++v) sum[r][v] = multiplyAdd(factor, row[v], sum[r][v]);
    }
  }
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v) storePart(c + r * ldc + v * kLanes, sum[r][v], lanesOf(v));
}

// Where the columns that should begin at n do begin: the last ones may overlap those before them, so that
// they fill their vectors; what both compute is the same. Not where C is added to.
inline int columnsFrom(int n, int N, bool adds) {
  const int left = N - n;
  if (adds || left % kLanes == 0) return n;
  if (left < kLanes && N >= kLanes) return N - kLanes;
  return left < 2 * kLanes && N >= 2 * kLanes ? N - 2 * kLanes : n;
}

}  // namespace lockstep
