// Colour as data: sRGB bytes, contrast, perceptual mixing, and the two maps that turn numbers into colour.
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

// Cividis (Nuñez, Anderton & Renslow 2018), for data without a sign: dark blue at 0, yellow at 1;
// t is clamped.
Color cividis(float t);

}  // namespace lockstep
