// The maps from a number to a colour, computed once here and baked into a texture for the shaders, so that
// processor and graphics card cannot disagree. No colours live here except cividis; themes pass a Palette.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gfx/color.h"

namespace lockstep::gfx {

// What a theme says about data. `invalid` marks NaN and infinities: drawn as stripes on `paper`, so that they
// are neither silent nor mistaken for a value, whatever the viewer's colour vision.
struct Palette {
  Color negative, neutral, positive;  // the signed map: −1, 0, +1
  Color paper, ink;                   // the ink map: 0, 1
  Color invalid;
  bool operator==(const Palette&) const = default;
};

// How a number becomes a colour; all take u in 0..1 inside the shaders.
enum class Ramp : uint8_t {
  diverging,   // signed values, u = (v + 1) / 2: negative … neutral … positive
  sequential,  // magnitudes: cividis
  ink,         // grey-scale pictures: paper … ink
};
constexpr int kRamps = 3;

// v in −1..1 (clamped); NaN and infinities give palette.invalid. Lightness runs one way from the neutral
// colour to either end.
Color diverging(const Palette& palette, float v);

// t in 0..1 (clamped). Cividis from 16 stops, within 10/255 of the published table and monotone in
// lightness. Source: Nuñez, Anderton, Renslow, "Optimizing colormaps with consideration for color
// vision deficiency" (2018).
Color sequential(float t);

// Any of the three by its u in 0..1 (clamped).
Color rampColor(const Palette& palette, Ramp ramp, float u);

// A value as one byte: 0 for NaN and infinities, else 1 + round(254·u) with u clamped to 0..1, where
// u is (v·inverseScale + 1) / 2 for diverging and v·inverseScale otherwise. Zero of the diverging map
// is exactly 128.
uint8_t quantise(float value, float inverseScale, Ramp ramp);

// quantise() of a whole row, with inverseScale = 1/scale; a scale below 1e-30 means "all zero".
void quantise(std::span<const float> values, float scale, Ramp ramp, std::span<uint8_t> codes);

// The largest finite |v|, the usual scale of a picture; 0 if there is none.
float largestMagnitude(std::span<const float> values);

// The baked maps, kRamps rows of kRampSteps packed colours indexed by code: column 0 holds palette.invalid. A
// bake costs half a millisecond.
constexpr int kRampSteps = 256;
void bakeRamps(const Palette& palette, std::span<uint32_t, kRamps * kRampSteps> out);

// The maps of one palette, baked when another is asked for.
struct Ramps {
  Palette palette;
  std::vector<uint32_t> colors;
};
const uint32_t* rampsOf(Ramps& ramps, const Palette& palette);

}  // namespace lockstep::gfx
