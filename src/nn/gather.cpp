#include "nn/gather.h"

#include <algorithm>
#include <cstddef>

#include "nn/simd.h"

namespace lockstep {

void gatherColumns(const float* rows, int width, const int* samples, int B, float* out) {
  // Columns are far apart in a wide matrix: so many of its rows at a time stay in the first-level cache.
  constexpr int kBlock = 64;
  const int stride = padToLanes(B);
  auto row = [&](int b) { return rows + static_cast<std::size_t>(samples[b]) * width; };
  for (int begin = 0; begin < width; begin += kBlock) {
    const int end = std::min(width, begin + kBlock);
    int b = 0;
    for (; b + kLanes <= B; b += kLanes) {
      const float *p0 = row(b), *p1 = row(b + 1), *p2 = row(b + 2), *p3 = row(b + 3);
      int i = begin;
      for (; i + kLanes <= end; i += kLanes)
        transposeBlock(p0 + i, p1 + i, p2 + i, p3 + i, out + i * stride + b, stride);
      for (; i < end; ++i) {
        float* o = out + i * stride + b;
        o[0] = p0[i], o[1] = p1[i], o[2] = p2[i], o[3] = p3[i];
      }
    }
    for (; b < stride; ++b)
      for (int i = begin; i < end; ++i) out[i * stride + b] = b < B ? row(b)[i] : 0.0f;
  }
}

}  // namespace lockstep
