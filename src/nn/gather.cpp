#include "nn/gather.h"

#include <algorithm>
#include <cstddef>

#include "nn/simd.h"

namespace lockstep {

void gatherColumns(const float* rows, int width, const int* samples, int B, float* out) {
  // Columns are far apart in a wide matrix: so many of its rows at a time stay in the first-level cache.
  constexpr int kBlock = 64;
  const int stride = padToLanes(B);
  auto row = [&](int b) { return rows + static_cast<std::size_t>(samples[std::min(b, B - 1)]) * width; };
  for (int begin = 0; begin < width; begin += kBlock) {
    const int end = std::min(width, begin + kBlock);
    for (int b = 0; b < B; b += kLanes) {
      const float *p0 = row(b), *p1 = row(b + 1), *p2 = row(b + 2), *p3 = row(b + 3);
      float* o = out + begin * stride + b;
      int i = begin;
      for (; i + kLanes <= end; i += kLanes, o += kLanes * stride)
        transposeBlock(p0 + i, p1 + i, p2 + i, p3 + i, o, stride);
      for (; i < end; ++i, o += stride) {
        const float column[kLanes] = {p0[i], p1[i], p2[i], p3[i]};
        store(o, load(column));
      }
    }
  }
}

}  // namespace lockstep
