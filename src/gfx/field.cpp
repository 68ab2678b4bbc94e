#include "gfx/field.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lockstep::gfx {

void setField(Field& field, int width, int height, std::span<const float> values, float scale) {
  assert(width >= 1 && height >= 1 &&
         values.size() == static_cast<size_t>(width) * static_cast<size_t>(height));
  field.width = width, field.height = height, field.dirty = true;
  field.texels.resize(values.size() * 2);
  float inverse = scale > 1e-30f ? 1 / scale : 0;
  // Far beyond full colour nothing shows but the slope at zero; the limit keeps interpolation within half
  // floats.
  constexpr float kLimit = 64;
  for (size_t i = 0; i < values.size(); ++i) {
    bool valid = std::isfinite(values[i]);
    field.texels[2 * i] = valid ? std::clamp(values[i] * inverse, -kLimit, kLimit) : 0;
    field.texels[2 * i + 1] = valid ? 1 : 0;
  }
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
