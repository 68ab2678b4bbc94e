#include "nn/gemm_small.h"

#include <algorithm>

#include "nn/gemm_tile.h"

namespace lockstep {
namespace {

// Rows of C from m on, R at a time and then fewer.
template <int R, int V>
inline void rows(int m, int M, int K, Factors f, float* c, int ldc, const float* first, int firstStep,
                 int lanes) {
  for (; m + R <= M; m += R) {
    tile<R, V>(K, f, c, ldc, first, firstStep, lanes);
    f.a += R * f.rowStep, c += R * ldc;
    if (first) first += R * firstStep;
  }
  if constexpr (R > 1)
    if (m < M) rows<R == 8 ? 4 : R - 1, V>(m, M, K, f, c, ldc, first, firstStep, lanes);
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

bool isSmall(int M, int N, int K, const View& B) {
  const bool readable =
      B.columnStride == 1 ? N % kLanes == 0 : B.rowStride == 1 && B.columnStride >= padToLanes(K);
  return readable && K * N <= kSmall && M * K <= kSmall;
}

void gemmSmall(int M, int N, int K, const View& A, const View& B, float* C, int ldc, const float* first,
               int firstStep, float* scratch) {
  Factors f = {A.data, A.rowStride, A.columnStride, B.data, B.rowStride};
  if (B.columnStride != 1) {
    transposeColumns(B, N, K, scratch);
    f.b = scratch, f.bStep = padToLanes(N);
  }
  const float* const b = f.b;
  int n = 0;
  // Three vectors once, where two at a time would leave one alone.
  if (N >= 3 * kLanes && (N - 1) % (2 * kLanes) < kLanes) {
    rows<3, 3>(0, M, K, f, C, ldc, first, firstStep, kLanes);
    n = 3 * kLanes;
  }
  while (n < N) {
    const int at = columnsFrom(n, N, !first), left = N - at;
    f.b = b + at;
    if (left >= 2 * kLanes) {
      rows<4, 2>(0, M, K, f, C + at, ldc, first, firstStep, kLanes);
      n = at + 2 * kLanes;
    } else {
      rows<8, 1>(0, M, K, f, C + at, ldc, first, firstStep, std::min(kLanes, left));
      n = at + kLanes;
    }
  }
}

}  // namespace lockstep
