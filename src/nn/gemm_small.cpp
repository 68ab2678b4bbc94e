#include <algorithm>

#include "nn/gemm.h"
#include "nn/gemm_tile.h"

namespace lockstep {
namespace {

// M rows of C and V vectors of its columns: R rows at a time, and then fewer.
template <int R, int V>
[[gnu::always_inline]] inline void rows(int M, int K, const View& A, const float* b, int bStep, const Sums& C,
                                        int lanes) {
  View a = A;
  Sums c = C;
  for (; M >= R; M -= R) {
    tile<R, V>(K, a, b, bStep, c, lanes);
    a.data += R * a.rowStride, c = c.from(R, 0);
  }
  if constexpr (R > 1)
    if (M > 0) rows<R == 8 ? 4 : R - 1, V>(M, K, a, b, bStep, c, lanes);
}

// The transpose of K-long columns, row-major with whole vectors. Columns beyond N repeat the last.
void transposeColumns(const View& B, int N, int K, float* out) {
  const int width = padToLanes(N);
  for (int n = 0; n < N; n += kLanes) {
    const float* column[kLanes];
    for (int i = 0; i < kLanes; ++i) column[i] = B.data + std::min(n + i, N - 1) * B.columnStride;
    for (int k = 0; k < K; k += kLanes)
      transposeBlock(column[0] + k, column[1] + k, column[2] + k, column[3] + k, out + k * width + n, width);
  }
}

}  // namespace

void gemmSmall(int M, int N, int K, const View& A, const View& B, const Sums& C, float* scratch) {
  const float* b = B.data;
  int bStep = B.rowStride;
  if (B.columnStride != 1) {
    transposeColumns(B, N, K, scratch);
    b = scratch, bStep = padToLanes(N);
  }
  int n = 0;
  // Three vectors once, where two at a time would leave one alone.
  if (N >= 3 * kLanes && (N - 1) % (2 * kLanes) < kLanes) {
    rows<3, 3>(M, K, A, b, bStep, C, kLanes);
    n = 3 * kLanes;
  }
  while (n < N) {
    const int at = columnsFrom(n, N, !C.first), left = N - at;
    if (left >= 2 * kLanes) {
      rows<4, 2>(M, K, A, b + at, bStep, C.from(0, at), kLanes);
      n = at + 2 * kLanes;
    } else {
      rows<8, 1>(M, K, A, b + at, bStep, C.from(0, at), std::min(kLanes, left));
      n = at + kLanes;
    }
  }
}

}  // namespace lockstep
