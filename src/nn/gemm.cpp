#include "nn/gemm.h"

#include <algorithm>

#include "nn/simd.h"

namespace lockstep {
namespace {

// A tile is kRows × kColumns of C; a block is so many of A's rows and columns that its packed copy and a
// panel of B stay in the first-level cache; kPanelFloats are the packed panels of B, a quarter of a small
// second level.
constexpr int kRows = 4, kColumns = 2 * kLanes;
constexpr int kBlockRows = 16, kBlockDepth = 256, kPanelFloats = 16384;
// A matrix of so many floats is read where it is: it stays in the first-level cache, whatever its strides.
constexpr int kSmall = 4096;

int panelColumns(int K) { return std::max(1, kPanelFloats / (kColumns * K)) * kColumns; }

// Up to kBlockRows rows of one panel's columns.
struct Strip {
  int M, K;
  const float* a;  // A(m, k) = a[m / 4 · groupStep + m % 4 · rowStep + k·kStep]
  int groupStep, rowStep, kStep;
  const float* b;  // row k starts at b + k·bStep
  int bStep;
  float* c;
  int ldc;
  const float* first;  // C starts at first[m·firstStep]; null: at its own value
  int firstStep;
};

template <int R, int V>
inline void tile(int K, const float* a, int rowStep, int kStep, const float* b, int bStep, float* c, int ldc,
                 const float* first, int firstStep) {
  Vec sum[R][V];
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v)
      sum[r][v] = first ? loadSplat(first + r * firstStep) : load(c + r * ldc + v * kLanes);
  for (int k = 0; k < K; ++k, a += kStep, b += bStep) {
    Vec row[V];
    for (int v = 0; v < V; ++v) row[v] = load(b + v * kLanes);
    for (int r = 0; r < R; ++r) {
      const Vec factor = loadSplat(a + r * rowStep);
      for (int v = 0; v < V; ++v) sum[r][v] += factor * row[v];
    }
  }
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v) store(c + r * ldc + v * kLanes, sum[r][v]);
}

template <int V>
void strip(const Strip& s) {
  const int K = s.K, groupStep = s.groupStep, rowStep = s.rowStep, kStep = s.kStep, bStep = s.bStep,
            ldc = s.ldc, firstStep = s.firstStep;
  const float *a = s.a, *b = s.b, *first = s.first;
  float* c = s.c;
  int M = s.M;
  for (; M >= kRows; M -= kRows) {
    tile<4, V>(K, a, rowStep, kStep, b, bStep, c, ldc, first, firstStep);
    a += groupStep, c += kRows * ldc;
    if (first) first += kRows * firstStep;
  }
  if (M == 3) tile<3, V>(K, a, rowStep, kStep, b, bStep, c, ldc, first, firstStep);
  if (M == 2) tile<2, V>(K, a, rowStep, kStep, b, bStep, c, ldc, first, firstStep);
  if (M == 1) tile<1, V>(K, a, rowStep, kStep, b, bStep, c, ldc, first, firstStep);
}

// Columns that are not whole vectors: into a padded copy of C and back.
void edgeStrip(const Strip& s, int columns) {
  float copy[kBlockRows * kColumns];
  Strip padded = s;
  padded.c = copy, padded.ldc = kColumns;
  for (int m = 0; m < s.M && !s.first; ++m)
    for (int n = 0; n < columns; ++n) copy[m * kColumns + n] = s.c[m * s.ldc + n];
  columns <= kLanes ? strip<1>(padded) : strip<2>(padded);
  for (int m = 0; m < s.M; ++m)
    for (int n = 0; n < columns; ++n) s.c[m * s.ldc + n] = copy[m * kColumns + n];
}

// Groups of four rows side by side, each K × 4, for A whose columns are contiguous.
void packRows(View A, int M, int K, float* out) {
  for (int k = 0; k < K; ++k) {
    const float* p = A.data + k * A.columnStride;
    float* o = out + kRows * k;
    int m = 0;
    for (; m + kRows <= M; m += kRows, o += kRows * K) store(o, load(p + m * A.rowStride));
    for (int r = 0; m + r < M; ++r) o[r] = p[(m + r) * A.rowStride];
  }
}

// Eight columns side by side, K × 8. Beyond `columns` the last one is repeated: what comes of it is dropped.
void packColumns(View B, int columns, int K, float* out) {
  int k = 0;
  if (B.rowStride == 1) {
    const float* column[kColumns];
    for (int n = 0; n < kColumns; ++n) column[n] = B.data + std::min(n, columns - 1) * B.columnStride;
    for (; k + kLanes <= K; k += kLanes)
      for (int half = 0; half < kColumns; half += kLanes) {
        const float** p = column + half;
        Vec v0 = load(p[0] + k), v1 = load(p[1] + k), v2 = load(p[2] + k), v3 = load(p[3] + k);
        transpose(v0, v1, v2, v3);
        float* o = out + kColumns * k + half;
        store(o, v0), store(o + kColumns, v1), store(o + 2 * kColumns, v2), store(o + 3 * kColumns, v3);
      }
  } else if (B.columnStride == 1 && columns == kColumns) {
    for (; k < K; ++k) {
      const float* p = B.data + k * B.rowStride;
      store(out + kColumns * k, load(p)), store(out + kColumns * k + kLanes, load(p + kLanes));
    }
  }
  for (; k < K; ++k)
    for (int n = 0; n < kColumns; ++n)
      out[kColumns * k + n] = B.data[k * B.rowStride + std::min(n, columns - 1) * B.columnStride];
}

// Where the panel that should begin at column n does begin: the last one may overlap the one before it, so
// that it is full; what both compute is the same. Not where C is added to.
int columnsFrom(int n, int N, const float* first) {
  const int left = N - n;
  if (left >= kColumns || left == kLanes || !first || N < kColumns) return n;
  return N - (left < kLanes ? kLanes : kColumns);
}

// One block of k.
void gemmBlock(int M, int N, int K, View A, View B, float* C, int ldc, const float* first, int firstStep,
               float* scratch) {
  const bool packA = A.rowStride == 1 && K * A.columnStride > (N > kColumns ? kSmall : 32 * kSmall);
  const bool packB = B.columnStride != 1 || N % kLanes || K * B.rowStride > kSmall;
  const int block = packB && N * K > kPanelFloats ? panelColumns(K) : N;
  float* panels = scratch + kBlockRows * K;
  for (int n0 = 0; n0 < N; n0 += block) {
    const int end = std::min(N, n0 + block);
    for (int n = n0; packB && n < end; n += kColumns) {
      const int at = columnsFrom(n, N, first);
      packColumns({B.data + at * B.columnStride, B.rowStride, B.columnStride}, std::min(kColumns, end - at),
                  K, panels + (n - n0) * K);
    }
    for (int m = 0; m < M; m += kBlockRows) {
      Strip s = {std::min(kBlockRows, M - m),
                 K,
                 A.data + m * A.rowStride,
                 kRows * A.rowStride,
                 A.rowStride,
                 A.columnStride,
                 nullptr,
                 packB ? kColumns : B.rowStride,
                 nullptr,
                 ldc,
                 first ? first + m * firstStep : nullptr,
                 firstStep};
      if (packA) {
        packRows({s.a, 1, A.columnStride}, s.M, K, scratch);
        s.a = scratch, s.groupStep = kRows * K, s.kStep = kRows;
      }
      for (int n = n0; n < end; n += kColumns) {
        const int at = columnsFrom(n, N, first), columns = std::min(kColumns, end - at);
        s.b = packB ? panels + (n - n0) * K : B.data + n;
        s.c = C + m * ldc + at;
        if (columns == kColumns)
          strip<2>(s);
        else if (columns == kLanes)
          strip<1>(s);
        else
          edgeStrip(s, columns);
      }
    }
  }
}

constexpr float kZero = 0;

}  // namespace

int gemmScratch(int, int K) {
  if (K == 0) return 0;
  K = std::min(K, kBlockDepth);
  return kBlockRows * K + panelColumns(K) * K;
}

void gemm(int M, int N, int K, View A, View B, float* C, int ldc, Start start, const float* bias,
          float* scratch) {
  const float* first = start == Start::add ? nullptr : start == Start::bias ? bias : &kZero;
  int k = 0;
  do {
    gemmBlock(M, N, std::min(kBlockDepth, K - k), {A.data + k * A.columnStride, A.rowStride, A.columnStride},
              {B.data + k * B.rowStride, B.rowStride, B.columnStride}, C, ldc, first, start == Start::bias,
              scratch);
    first = nullptr;
    k += kBlockDepth;
  } while (k < K);
}

}  // namespace lockstep
