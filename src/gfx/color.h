// Colour as data: sRGB bytes, contrast, perceptual mixing.
#pragma once

#include <cstdint>

namespace lockstep {

struct Color {
  uint8_t r = 0, g = 0, b = 0, a = 255;
  friend constexpr bool operator==(const Color&, const Color&) = default;
};

// 0xRRGGBB, opaque.
constexpr Color rgb(uint32_t hex) {
  return {static_cast<uint8_t>(hex >> 16), static_cast<uint8_t>(hex >> 8), static_cast<uint8_t>(hex), 255};
}

// The same colour with an alpha in [0, 1].
constexpr Color withAlpha(Color color, float alpha) {
  color.a = static_cast<uint8_t>(alpha * 255 + 0.5f);
  return color;
}

// Bytes R, G, B, A in memory order, as ImGui's draw lists and GL textures take them.
constexpr uint32_t pack(Color c) {
  return static_cast<uint32_t>(c.r) | static_cast<uint32_t>(c.g) << 8 | static_cast<uint32_t>(c.b) << 16 |
         static_cast<uint32_t>(c.a) << 24;
}

// The colour whose bytes these are.
constexpr Color unpack(uint32_t rgba) {
  return {static_cast<uint8_t>(rgba), static_cast<uint8_t>(rgba >> 8), static_cast<uint8_t>(rgba >> 16),
          static_cast<uint8_t>(rgba >> 24)};
}

// Red, green and blue as numbers 0 … 1, still sRGB-encoded: for shaders, and where fractions of a
// byte add up.
struct Rgb {
  float r = 0, g = 0, b = 0;
};
constexpr Rgb toRgb(Color c) {
  return {static_cast<float>(c.r) / 255, static_cast<float>(c.g) / 255, static_cast<float>(c.b) / 255};
}
Color fromRgb(Rgb c);  // clamped, rounded, opaque

// A straight line in sRGB from a (t = 0) to b (t = 1): cheaper than mix(), and good enough
// between near colours.
Rgb lerp(Rgb a, Rgb b, float t);

// `top` painted over the opaque `below`, mixed as the screen mixes: in sRGB.
Color over(Color top, Color below);

// WCAG 2 contrast ratio of two opaque colours, 1 … 21.
double contrast(Color a, Color b);

// Oklab (Ottosson 2020): L in [0, 1] is perceived lightness, a and b the green–red and blue–yellow axes.
struct Oklab {
  float L = 0, a = 0, b = 0;
};
Oklab toOklab(Color color);
Color fromOklab(Oklab lab);  // clipped to sRGB

// A straight line in Oklab from a (t = 0) to b (t = 1).
Color mix(Color a, Color b, float t);

}  // namespace lockstep
