#include "gfx/color.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

namespace lockstep::gfx {
namespace {

struct Lab {
  float l, a, b;
};

float decode(float c) { return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f); }
float encode(float c) {
  c = std::clamp(c, 0.0f, 1.0f);
  return c <= 0.0031308f ? c * 12.92f : 1.055f * std::pow(c, 1 / 2.4f) - 0.055f;
}

Lab toOklab(Rgb c) {
  float r = decode(c.r), g = decode(c.g), b = decode(c.b);
  float l = std::cbrt(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
  float m = std::cbrt(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
  float s = std::cbrt(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
  return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
          1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
          0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

Rgb fromOklab(Lab c) {
  float l = c.l + 0.3963377774f * c.a + 0.2158037573f * c.b;
  float m = c.l - 0.1055613458f * c.a - 0.0638541728f * c.b;
  float s = c.l - 0.0894841775f * c.a - 1.2914855480f * c.b;
  l = l * l * l, m = m * m * m, s = s * s * s;
  return {encode(4.0767416621f * l - 3.3077115913f * m + 0.2309699292f * s),
          encode(-1.2684380046f * l + 2.6097574011f * m - 0.3413193965f * s),
          encode(-0.0041960863f * l - 0.7034186147f * m + 1.7076147010f * s)};
}

float luminance(Rgb c) { return 0.2126f * decode(c.r) + 0.7152f * decode(c.g) + 0.0722f * decode(c.b); }

constexpr uint32_t kCividis[] = {0x00224E, 0x002E6C, 0x1E3A6F, 0x35456C, 0x47516C, 0x575D6D,
                                 0x666970, 0x757575, 0x848279, 0x948E77, 0xA59C74, 0xB7A96E,
                                 0xC8B866, 0xDBC75A, 0xEED649, 0xFEE838};

constexpr float kSmallestScale = 1e-30f;  // below it, 1/scale would leave the range of floats

uint32_t byteOf(float c) { return static_cast<uint32_t>(std::clamp(c, 0.0f, 1.0f) * 255 + 0.5f); }

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

uint32_t packRgba(Rgb color, float alpha) {
  return byteOf(color.r) | byteOf(color.g) << 8 | byteOf(color.b) << 16 | byteOf(alpha) << 24;
}

Rgb mixColors(Rgb a, Rgb b, float t) {
  Lab from = toOklab(a), to = toOklab(b);
  return fromOklab(
      {from.l + (to.l - from.l) * t, from.a + (to.a - from.a) * t, from.b + (to.b - from.b) * t});
}

float oklabLightness(Rgb color) { return toOklab(color).l; }

float contrast(Rgb a, Rgb b) {
  float x = luminance(a) + 0.05f, y = luminance(b) + 0.05f;
  return std::max(x, y) / std::min(x, y);
}

Rgb diverging(const Palette& palette, float v) {
  if (!std::isfinite(v)) return palette.invalid;
  v = std::clamp(v, -1.0f, 1.0f);
  return mixColors(palette.neutral, v < 0 ? palette.negative : palette.positive, std::fabs(v));
}

Rgb sequential(float t) {
  constexpr int kLast = static_cast<int>(std::size(kCividis)) - 1;
  float p = std::clamp(t, 0.0f, 1.0f) * kLast;
  int k = std::min(static_cast<int>(p), kLast - 1);
  Rgb a = rgb(kCividis[k]), b = rgb(kCividis[k + 1]);
  p -= static_cast<float>(k);
  return {a.r + (b.r - a.r) * p, a.g + (b.g - a.g) * p, a.b + (b.b - a.b) * p};
}

Rgb rampColor(const Palette& palette, Ramp ramp, float u) {
  if (!std::isfinite(u)) return palette.invalid;
  u = std::clamp(u, 0.0f, 1.0f);
  switch (ramp) {
    case Ramp::diverging:
      return diverging(palette, 2 * u - 1);
    case Ramp::sequential:
      return sequential(u);
    case Ramp::ink:
      return mixColors(palette.paper, palette.ink, u);
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
    colors[0] = packRgba(palette.invalid);
    for (int code = 1; code < kRampSteps; ++code)
      colors[code] = packRgba(rampColor(palette, static_cast<Ramp>(row), static_cast<float>(code - 1) / 254));
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
