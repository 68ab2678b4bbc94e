#include "gfx/plane.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace lockstep::gfx {
namespace {

// Far beyond full colour nothing shows but the slope at zero.
constexpr float kLimit = 64;

// Continues a line of values 1 .. count straight to values 0 and count + 1, so that the outer half of a
// border cell has the slope of its neighbour and the contour meets the border without a kink.
void extendLine(float* line, int count, std::ptrdiff_t step) {
  float* last = line + count * step;
  line[0] = count > 1 ? 2 * line[step] - line[2 * step] : line[step];
  last[step] = count > 1 ? 2 * last[0] - last[-step] : last[0];
}

}  // namespace

void setPlane(Plane& plane, int width, int height, std::span<const float> values, float scale) {
  assert(width >= 1 && height >= 1 &&
         values.size() == static_cast<size_t>(width) * static_cast<size_t>(height));
  plane.width = width, plane.height = height;
  ++plane.version;
  const size_t stride = static_cast<size_t>(width) + 2;
  plane.values.resize(stride * (static_cast<size_t>(height) + 2));
  plane.flawed.clear();
  const float inverse = scale > 1e-30f ? 1 / scale : 0;
  for (int y = 0; y < height; ++y) {
    const float* from = values.data() + static_cast<size_t>(y) * static_cast<size_t>(width);
    float* row = plane.values.data() + (static_cast<size_t>(y) + 1) * stride;
    for (int x = 0; x < width; ++x) {
      const bool valid = std::isfinite(from[x]);
      row[x + 1] = valid ? std::clamp(from[x] * inverse, -kLimit, kLimit) : 0;
      if (valid) continue;
      plane.flawed.resize(values.size());
      plane.flawed[static_cast<size_t>(from + x - values.data())] = 1;
    }
    extendLine(row, width, 1);
  }
  for (int x = 0; x < width + 2; ++x)
    extendLine(plane.values.data() + x, height, static_cast<std::ptrdiff_t>(stride));
}

void mixClasses(std::span<const float> probabilities, std::span<const Color> classColors, Color paper,
                Color invalid, float strength, std::span<uint32_t> out) {
  size_t cells = out.size(), classes = classColors.size();
  assert(classes >= 1 && probabilities.size() == cells * classes);
  float even = 1 / static_cast<float>(classes);
  for (size_t i = 0; i < cells; ++i) {
    Rgb mean;
    float total = 0, largest = 0;
    for (size_t c = 0; c < classes; ++c) {
      float p = probabilities[c * cells + i];
      const Rgb color = toRgb(classColors[c]);
      mean.r += p * color.r, mean.g += p * color.g, mean.b += p * color.b;
      total += p;
      largest = std::max(largest, p);
    }
    if (!std::isfinite(total)) {
      out[i] = pack(invalid);
      continue;
    }
    float lead = classes > 1 ? std::clamp((largest - even) / (1 - even), 0.0f, 1.0f) : 1;
    out[i] = pack(fromRgb(lerp(toRgb(paper), mean, strength * lead)));
  }
}

}  // namespace lockstep::gfx
