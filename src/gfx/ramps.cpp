#include "gfx/ramps.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

namespace lockstep::gfx {
namespace {

constexpr uint32_t kCividis[] = {0x00224E, 0x002E6C, 0x1E3A6F, 0x35456C, 0x47516C, 0x575D6D,
                                 0x666970, 0x757575, 0x848279, 0x948E77, 0xA59C74, 0xB7A96E,
                                 0xC8B866, 0xDBC75A, 0xEED649, 0xFEE838};

constexpr float kSmallestScale = 1e-30f;  // below it, 1/scale would leave the range of floats

// u·254 + 1 is value·slope + offset.
struct CodeLine {
  float slope, offset;
};
CodeLine codeLine(float inverseScale, Ramp ramp) {
  return ramp == Ramp::diverging ? CodeLine{127 * inverseScale, 128} : CodeLine{254 * inverseScale, 1};
}

uint8_t codeOf(float value, CodeLine line) {
  float code = std::min(255.0f, std::max(1.0f, value * line.slope + line.offset));  // this order drops a NaN
  // v − v is 0 for finite v only; written so that the loop over it vectorises.
  return value - value == 0 ? static_cast<uint8_t>(static_cast<int>(code + 0.5f)) : 0;
}

}  // namespace

Color diverging(const Palette& palette, float v) {
  if (!std::isfinite(v)) return palette.invalid;
  v = std::clamp(v, -1.0f, 1.0f);
  return mix(palette.neutral, v < 0 ? palette.negative : palette.positive, std::fabs(v));
}

Color sequential(float t) {
  constexpr int kLast = static_cast<int>(std::size(kCividis)) - 1;
  const float p = std::clamp(t, 0.0f, 1.0f) * kLast;
  const int k = std::min(static_cast<int>(p), kLast - 1);
  return fromRgb(lerp(toRgb(rgb(kCividis[k])), toRgb(rgb(kCividis[k + 1])), p - static_cast<float>(k)));
}

Color rampColor(const Palette& palette, Ramp ramp, float u) {
  if (!std::isfinite(u)) return palette.invalid;
  u = std::clamp(u, 0.0f, 1.0f);
  switch (ramp) {
    case Ramp::diverging:
      return diverging(palette, 2 * u - 1);
    case Ramp::sequential:
      return sequential(u);
    case Ramp::ink:
      return mix(palette.paper, palette.ink, u);
  }
  return palette.invalid;
}

uint8_t quantise(float value, float inverseScale, Ramp ramp) {
  return codeOf(value, codeLine(inverseScale, ramp));
}

void quantise(std::span<const float> values, float scale, Ramp ramp, std::span<uint8_t> codes) {
  assert(codes.size() >= values.size());
  CodeLine line = codeLine(scale > kSmallestScale ? 1 / scale : 0, ramp);
  for (size_t i = 0; i < values.size(); ++i) codes[i] = codeOf(values[i], line);
}

float largestMagnitude(std::span<const float> values) {
  float largest = 0;
  for (float v : values)
    if (v - v == 0) largest = std::max(largest, std::fabs(v));
  return largest;
}

void bakeRamps(const Palette& palette, std::span<uint32_t, kRamps * kRampSteps> out) {
  for (int row = 0; row < kRamps; ++row) {
    uint32_t* colors = out.data() + row * kRampSteps;
    colors[0] = pack(palette.invalid);
    for (int code = 1; code < kRampSteps; ++code)
      colors[code] = pack(rampColor(palette, static_cast<Ramp>(row), static_cast<float>(code - 1) / 254));
  }
}

const uint32_t* rampsOf(Ramps& ramps, const Palette& palette) {
  constexpr size_t kSize = kRamps * kRampSteps;
  if (ramps.colors.empty() || ramps.palette != palette) {
    ramps.colors.resize(kSize);
    bakeRamps(palette, std::span<uint32_t, kSize>(ramps.colors));
    ramps.palette = palette;
  }
  return ramps.colors.data();
}

}  // namespace lockstep::gfx
