#include "nn/gemm.h"

#include <cstring>

#include "nn/simd.h"

namespace lockstep {
namespace {

constexpr int kRows = 4, kColumns = 2 * kLanes;
// Below this many rows a packed copy of B is not read often enough to pay for itself.
constexpr int kPackRows = 12;

// One tile of R rows and V vectors. A(r, k) = a[r·rowStep + k·kStep]; B row k starts at b + k·bStep.
// In a packed panel rowStep = 1 and kStep = 4, known to the compiler.
template <int R, int V, int kRowStep, int kKStep>
void tile(int K, const float* a, int rowStep, int kStep, const float* b, int bStep, float* c, int ldc) {
  if (kRowStep) rowStep = kRowStep, kStep = kKStep;
  Vec acc[R][V];
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v) acc[r][v] = load(c + r * ldc + v * kLanes);
  for (int k = 0; k < K; ++k) {
    Vec bv[V];
    for (int v = 0; v < V; ++v) bv[v] = load(b + v * kLanes);
    for (int r = 0; r < R; ++r) {
      Vec ar = loadSplat(a + r * rowStep);
      for (int v = 0; v < V; ++v) acc[r][v] += ar * bv[v];
    }
    a += kStep;
    b += bStep;
  }
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v) store(c + r * ldc + v * kLanes, acc[r][v]);
}

struct Panel {  // where the A values of a group of up to four rows are
  const float* data;
  int rowStep, kStep;
};

template <int V>
void tileRows(int rows, int K, Panel a, const float* b, int bStep, float* c, int ldc) {
  if (rows == 4 && a.rowStep == 1 && a.kStep == 4) return tile<4, V, 1, 4>(K, a.data, 1, 4, b, bStep, c, ldc);
  switch (rows) {
    case 4:
      return tile<4, V, 0, 0>(K, a.data, a.rowStep, a.kStep, b, bStep, c, ldc);
    case 3:
      return tile<3, V, 0, 0>(K, a.data, a.rowStep, a.kStep, b, bStep, c, ldc);
    case 2:
      return tile<2, V, 0, 0>(K, a.data, a.rowStep, a.kStep, b, bStep, c, ldc);
    case 1:
      return tile<1, V, 0, 0>(K, a.data, a.rowStep, a.kStep, b, bStep, c, ldc);
  }
}

// Columns that do not fill a vector, one element at a time.
void tileEdge(int rows, int columns, int K, Panel a, View B, float* c, int ldc) {
  for (int r = 0; r < rows; ++r)
    for (int n = 0; n < columns; ++n) {
      float acc = c[r * ldc + n];
      const float *pa = a.data + r * a.rowStep, *pb = B.data + n * B.columnStride;
      for (int k = 0; k < K; ++k) acc += pa[k * a.kStep] * pb[k * B.rowStride];
      c[r * ldc + n] = acc;
    }
}

// Four rows of A side by side: out[k·4 + r] = A(r, k).
void packRows(View A, int K, float* out) {
  if (A.rowStride == 1) {
    for (int k = 0; k < K; ++k) store(out + 4 * k, load(A.data + k * A.columnStride));
    return;
  }
  int k = 0;
  if (A.columnStride == 1)
    for (; k + kLanes <= K; k += kLanes) {
      const float* p = A.data + k;
      Vec r0 = load(p), r1 = load(p + A.rowStride), r2 = load(p + 2 * A.rowStride),
          r3 = load(p + 3 * A.rowStride);
      transpose(r0, r1, r2, r3);
      store(out + 4 * k, r0), store(out + 4 * k + 4, r1), store(out + 4 * k + 8, r2),
          store(out + 4 * k + 12, r3);
    }
  for (; k < K; ++k)
    for (int r = 0; r < 4; ++r) out[4 * k + r] = A.data[r * A.rowStride + k * A.columnStride];
}

// Eight columns of B side by side: out[k·8 + n] = B(k, n).
void packColumns(View B, int K, float* out) {
  if (B.columnStride == 1) {
    for (int k = 0; k < K; ++k) {
      const float* p = B.data + k * B.rowStride;
      store(out + 8 * k, load(p)), store(out + 8 * k + 4, load(p + 4));
    }
    return;
  }
  int k = 0;
  if (B.rowStride == 1)
    for (; k + kLanes <= K; k += kLanes)
      for (int half = 0; half < 8; half += 4) {
        const float* p = B.data + k + half * B.columnStride;
        Vec c0 = load(p), c1 = load(p + B.columnStride), c2 = load(p + 2 * B.columnStride),
            c3 = load(p + 3 * B.columnStride);
        transpose(c0, c1, c2, c3);
        float* o = out + 8 * k + half;
        store(o, c0), store(o + 8, c1), store(o + 16, c2), store(o + 24, c3);
      }
  for (; k < K; ++k)
    for (int n = 0; n < 8; ++n) out[8 * k + n] = B.data[k * B.rowStride + n * B.columnStride];
}

void begin(int M, int N, float* C, int ldc, Start start, const float* bias) {
  if (start == Start::add) return;
  for (int m = 0; m < M; ++m) {
    float value = start == Start::bias ? bias[m] : 0.0f;
    int n = 0;
    for (; n + kLanes <= N; n += kLanes) store(C + m * ldc + n, splat(value));
    for (; n < N; ++n) C[m * ldc + n] = value;
  }
}

}  // namespace

int gemmScratch(int M, int K) { return (M + kRows - 1) / kRows * kRows * K + kColumns * K; }

void gemm(int M, int N, int K, View A, View B, float* C, int ldc, Start start, const float* bias,
          float* scratch) {
  begin(M, N, C, ldc, start, bias);
  if (M == 0 || N == 0 || K == 0) return;

  const bool packA = M >= kRows && N > kColumns && K > kLanes;
  float* panelB = scratch + (M + kRows - 1) / kRows * kRows * K;
  if (packA)
    for (int m = 0; m + kRows <= M; m += kRows)
      packRows({A.data + m * A.rowStride, A.rowStride, A.columnStride}, K, scratch + m * K);
  auto panel = [&](int m) -> Panel {
    if (packA && m + kRows <= M) return {scratch + m * K, 1, kRows};
    return {A.data + m * A.rowStride, A.rowStride, A.columnStride};
  };

  int n = 0;
  for (; n + kColumns <= N; n += kColumns) {
    View block = {B.data + n * B.columnStride, B.rowStride, B.columnStride};
    const float* b = block.data;
    int bStep = B.rowStride;
    if (B.columnStride != 1 || (M >= kPackRows && K > kLanes)) {
      packColumns(block, K, panelB);
      b = panelB, bStep = kColumns;
    }
    for (int m = 0; m < M; m += kRows)
      tileRows<2>(M - m < kRows ? M - m : kRows, K, panel(m), b, bStep, C + m * ldc + n, ldc);
  }
  if (n + kLanes <= N && B.columnStride == 1) {
    for (int m = 0; m < M; m += kRows)
      tileRows<1>(M - m < kRows ? M - m : kRows, K, panel(m), B.data + n, B.rowStride, C + m * ldc + n, ldc);
    n += kLanes;
  }
  if (n < N)
    for (int m = 0; m < M; m += kRows)
      tileEdge(M - m < kRows ? M - m : kRows, N - n, K, panel(m),
               {B.data + n * B.columnStride, B.rowStride, B.columnStride}, C + m * ldc + n, ldc);
}

}  // namespace lockstep
