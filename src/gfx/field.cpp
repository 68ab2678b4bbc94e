#include "gfx/field.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace lockstep::gfx {
namespace {

void writeTexel(float* texel, float value, float inverseScale) {
  // Far beyond full colour nothing shows but the slope at zero; the limit keeps interpolation within half
  // floats.
  constexpr float kLimit = 64;
  bool valid = std::isfinite(value);
  texel[0] = valid ? std::clamp(value * inverseScale, -kLimit, kLimit) : 0;
  texel[1] = valid ? 1 : 0;
}

// Continues a line of texels 1 .. count straight to texels 0 and count + 1, so that the outer half of a
// border cell has the slope of its neighbour and the contour meets the border without a kink.
void extendLine(float* line, int count, std::ptrdiff_t step) {
  auto extend = [](float* to, const float* near, const float* next) {
    bool straight = near[1] > 0 && next[1] > 0;
    to[0] = straight ? 2 * near[0] - next[0] : near[0];
    to[1] = near[1];
  };
  float* last = line + count * step;
  extend(line, line + step, count > 1 ? line + 2 * step : line + step);
  extend(last + step, last, count > 1 ? last - step : last);
}

}  // namespace

void setField(Field& field, int width, int height, std::span<const float> values, float scale) {
  assert(width >= 1 && height >= 1 &&
         values.size() == static_cast<size_t>(width) * static_cast<size_t>(height));
  field.width = width, field.height = height, field.dirty = true;
  size_t stride = 2 * (static_cast<size_t>(width) + 2);
  field.texels.resize(stride * (static_cast<size_t>(height) + 2));
  float inverse = scale > 1e-30f ? 1 / scale : 0;
  const float* value = values.data();
  for (int y = 1; y <= height; ++y) {
    float* row = field.texels.data() + static_cast<size_t>(y) * stride;
    for (int x = 1; x <= width; ++x) writeTexel(row + 2 * x, *value++, inverse);
    extendLine(row, width, 2);
  }
  for (int x = 0; x < width + 2; ++x)
    extendLine(field.texels.data() + 2 * x, height, static_cast<std::ptrdiff_t>(stride));
}

void mixClasses(std::span<const float> probabilities, std::span<const Rgb> classColors, Rgb paper,
                Rgb invalid, float strength, std::span<uint32_t> out) {
  size_t cells = out.size(), classes = classColors.size();
  assert(classes >= 1 && probabilities.size() == cells * classes);
  float even = 1 / static_cast<float>(classes);
  for (size_t i = 0; i < cells; ++i) {
    float r = 0, g = 0, b = 0, total = 0, largest = 0;
    for (size_t c = 0; c < classes; ++c) {
      float p = probabilities[c * cells + i];
      r += p * classColors[c].r, g += p * classColors[c].g, b += p * classColors[c].b;
      total += p;
      largest = std::max(largest, p);
    }
    if (!std::isfinite(total)) {
      out[i] = packRgba(invalid);
      continue;
    }
    float lead = classes > 1 ? std::clamp((largest - even) / (1 - even), 0.0f, 1.0f) : 1;
    float share = strength * lead;
    out[i] = packRgba(
        {paper.r + (r - paper.r) * share, paper.g + (g - paper.g) * share, paper.b + (b - paper.b) * share});
  }
}

}  // namespace lockstep::gfx
