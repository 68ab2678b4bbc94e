#include <algorithm>

#include "nn/gemm.h"
#include "nn/gemm_tile.h"

namespace lockstep {
namespace {

// Rows of C from m on, R at a time and then fewer.
template <int R, int V>
inline void rows(int m, int M, int K, const float* a, int rowStep, int kStep, const float* b, int bStep,
                 float* c, int ldc, const float* first, int firstStep, int lanes) {
  for (; m + R <= M; m += R) {
    tile<R, V>(K, a, rowStep, kStep, b, bStep, c, ldc, first, firstStep, lanes);
    a += R * rowStep, c += R * ldc;
    if (first) first += R * firstStep;
  }
  if constexpr (R > 1)
    if (m < M)
      rows<R == 8 ? 4 : R - 1, V>(m, M, K, a, rowStep, kStep, b, bStep, c, ldc, first, firstStep, lanes);
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

void gemmSmall(int M, int N, int K, const View& A, const View& B, float* C, int ldc, const float* first,
               int firstStep, float* scratch) {
  const float *const a = A.data, *b = B.data;
  const int rowStep = A.rowStride, kStep = A.columnStride;
  int bStep = B.rowStride;
  if (B.columnStride != 1) {
    transposeColumns(B, N, K, scratch);
    b = scratch, bStep = padToLanes(N);
  }
  int n = 0;
  // Three vectors once, where two at a time would leave one alone.
  if (N >= 3 * kLanes && (N - 1) % (2 * kLanes) < kLanes) {
    rows<3, 3>(0, M, K, a, rowStep, kStep, b, bStep, C, ldc, first, firstStep, kLanes);
    n = 3 * kLanes;
  }
  while (n < N) {
    const int at = columnsFrom(n, N, !first), left = N - at;
    if (left >= 2 * kLanes) {
      rows<4, 2>(0, M, K, a, rowStep, kStep, b + at, bStep, C + at, ldc, first, firstStep, kLanes);
      n = at + 2 * kLanes;
    } else {
      rows<8, 1>(0, M, K, a, rowStep, kStep, b + at, bStep, C + at, ldc, first, firstStep,
                 std::min(kLanes, left));
      n = at + kLanes;
    }
  }
}

}  // namespace lockstep
