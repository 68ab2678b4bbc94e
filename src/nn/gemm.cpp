#include "nn/gemm.h"

#include <algorithm>

#include "nn/gemm_tile.h"
#include "nn/parallel.h"

namespace lockstep {
namespace {

// A tile is kRows × kColumns of C; a block is so many of A's rows and columns that its packed copy and a
// panel of B stay in the first-level cache; kPanelFloats are the packed panels of B, half of a second level
// of 512 KB: A is packed again for every such block, so that a quarter of them cost 3 % at 256³.
constexpr int kRows = 4, kColumns = 2 * kLanes;
constexpr int kBlockRows = 16, kBlockDepth = 256, kPanelFloats = 65536;

int panelColumns(int K) { return std::max(1, kPanelFloats / (kColumns * K)) * kColumns; }

// Up to kBlockRows rows of one panel's columns. Four rows of A begin groupStep after the four before them;
// the rest is as in tile.
template <int V>
[[gnu::always_inline]] inline void strip(int M, int K, const View& A, int groupStep, const float* b,
                                         int bStep, const Sums& C, int lanes) {
  View a = A;
  Sums c = C;
  for (; M >= kRows; M -= kRows) {
    tile<4, V>(K, a, b, bStep, c, lanes);
    a.data += groupStep, c = c.from(kRows, 0);
  }
  if (M == 3) tile<3, V>(K, a, b, bStep, c, lanes);
  if (M == 2) tile<2, V>(K, a, b, bStep, c, lanes);
  if (M == 1) tile<1, V>(K, a, b, bStep, c, lanes);
}

// Groups of four rows side by side, each K × 4, for A whose columns are contiguous.
void packRows(const View& A, int M, int K, float* out) {
  for (int k = 0; k < K; ++k) {
    const float* p = A.data + k * A.columnStride;
    float* o = out + kRows * k;
    int m = 0;
    for (; m + kRows <= M; m += kRows, o += kRows * K) store(o, load(p + m * A.rowStride));
    for (int r = 0; m + r < M; ++r) o[r] = p[(m + r) * A.rowStride];
  }
}

// Eight columns side by side, K × 8. Beyond `columns` the last one is repeated: what comes of it is dropped.
void packColumns(const View& B, int columns, int K, float* out) {
  int k = 0;
  if (B.rowStride == 1) {
    const float* column[kColumns];
    for (int n = 0; n < kColumns; ++n) column[n] = B.data + std::min(n, columns - 1) * B.columnStride;
    for (; k + kLanes <= K; k += kLanes)
      for (int half = 0; half < kColumns; half += kLanes) {
        const float** p = column + half;
        transposeBlock(p[0] + k, p[1] + k, p[2] + k, p[3] + k, out + kColumns * k + half, kColumns);
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

// One block of k.
void gemmBlock(int M, int N, int K, const View& A, const View& B, const Sums& C, float* scratch) {
  const bool packA = A.rowStride == 1 && K * A.columnStride > (N > kColumns ? kSmall : 32 * kSmall);
  const bool packB = B.columnStride != 1 || N % kLanes || K * B.rowStride > kSmall;
  const int block = packB && N * K > kPanelFloats ? panelColumns(K) : N;
  float* panels = scratch + kBlockRows * K;
  for (int n0 = 0; n0 < N; n0 += block) {
    const int end = std::min(N, n0 + block);
    for (int n = n0; packB && n < end; n += kColumns) {
      const int at = columnsFrom(n, N, !C.first);
      packColumns({B.data + at * B.columnStride, B.rowStride, B.columnStride}, std::min(kColumns, end - at),
                  K, panels + (n - n0) * K);
    }
    for (int m = 0; m < M; m += kBlockRows) {
      const int rows = std::min(kBlockRows, M - m), bStep = packB ? kColumns : B.rowStride;
      View a{A.data + m * A.rowStride, A.rowStride, A.columnStride};
      int groupStep = kRows * A.rowStride;
      if (packA) {
        packRows(a, rows, K, scratch);
        a = {scratch, 1, kRows}, groupStep = kRows * K;
      }
      for (int n = n0; n < end; n += kColumns) {
        const int at = columnsFrom(n, N, !C.first), columns = std::min(kColumns, end - at);
        const int lanes = (columns - 1) % kLanes + 1;
        const float* b = packB ? panels + (n - n0) * K : B.data + n;
        columns > kLanes ? strip<2>(rows, K, a, groupStep, b, bStep, C.from(m, at), lanes)
                         : strip<1>(rows, K, a, groupStep, b, bStep, C.from(m, at), lanes);
      }
    }
  }
}

// What one thread needs.
int partScratch(int K) {
  if (K == 0) return 0;
  K = std::min(K, kBlockDepth);
  return kBlockRows * K + panelColumns(K) * K;
}

}  // namespace

int gemmScratch(int, int K) { return partScratch(K) * threads(); }

// Shared out along the longer side of C: what is packed along the other one is packed by every thread.
void gemmBlocked(int M, int N, int K, const View& A, const View& B, const Sums& C, float* scratch) {
  const bool byRows = M >= N, worth = static_cast<double>(M) * N * K >= kSharedProduct;
  share(byRows ? M : N, 2 * kColumns, worth, [&](int begin, int end, int thread) {
    const int m = byRows ? begin : 0, n = byRows ? 0 : begin;
    Sums part = C.from(m, n);
    int k = 0;
    do {
      gemmBlock(byRows ? end - begin : M, byRows ? N : end - begin, std::min(kBlockDepth, K - k),
                {A.data + m * A.rowStride + k * A.columnStride, A.rowStride, A.columnStride},
                {B.data + n * B.columnStride + k * B.rowStride, B.rowStride, B.columnStride}, part,
                scratch + thread * partScratch(K));
      part.first = nullptr;
      k += kBlockDepth;
    } while (k < K);
  });
}

}  // namespace lockstep
