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

#include "nn/gemm.h"

namespace lockstep {

// The first R rows and V vectors of columns of C, the last vector of so many lanes. Row k of B starts at
// b + k·bStep, of which whole vectors are read.
//
// Always inlined, as are those that call it tile by tile, so that their structs are never in memory: one that
// is copied there is stored field by field and loaded two fields at once, for which a processor waits. That
// took a tenth of a 128-deep tile's time.
template <int R, int V>
[[gnu::always_inline]] inline void tile(int K, const View& A, const float* b, int bStep, const Sums& C,
                                        int lanes) {
  auto lanesOf = [&](int v) { return v == V - 1 ? lanes : kLanes; };
  Vec sum[R][V];
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v)
      sum[r][v] = C.first ? loadSplat(C.first + r * C.firstStep)
                          : loadPart(C.data + r * C.stride + v * kLanes, lanesOf(v));
  const float* a = A.data;
  for (const float* const end = a + K * A.columnStride; a != end; a += A.columnStride, b += bStep) {
    Vec row[V];
    for (int v = 0; v < V; ++v) row[v] = load(b + v * kLanes);
    for (int r = 0; r < R; ++r) {
      const Vec factor = loadSplat(a + r * A.rowStride);
      for (int v = 0; v < V; ++v) sum[r][v] = multiplyAdd(factor, row[v], sum[r][v]);
    }
  }
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v) storePart(C.data + r * C.stride + v * kLanes, sum[r][v], lanesOf(v));
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
