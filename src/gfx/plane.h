// A function over a rectangle, drawn large: the network's output over the input plane. Signed values go
// through the diverging map, smoothly interpolated, with an optional line at zero; class probabilities are
// mixed to a picture. Rules common to all drawing: gfx/context.h.
#pragma once

#include <span>
#include <vector>

#include "gfx/context.h"
#include "gfx/ramps.h"

namespace lockstep::gfx {

struct Plane {
  int width = 0, height = 0;
  std::vector<float> values;    // value / scale (not a number: 0), one more on every side
  std::vector<uint8_t> flawed;  // 1 where the value is not a number; empty if all are
  uint64_t version = 0;         // counts setPlane

  // What the card has, and what it was made for.
  std::vector<uint32_t> texels;
  uint64_t bakedVersion = 0;
  Palette bakedPalette;
  Ramps ramps;
  float bakedWidth = 0, bakedHeight = 0;  // CSS pixels
  int finer = 0;
  GpuTexture texture;
};

// Takes width × height values, row-major from the top left, each the sample at its cell's centre. ±scale get
// the full colours. Touches no GL; allocates only when the size changes.
void setPlane(Plane& plane, int width, int height, std::span<const float> values, float scale);

// Makes `texels`: the values on a grid `finer` times as fine, as colours of the diverging map and, in alpha,
// the distance to the nearest zero in CSS pixels on a rectangle of this size: (a − 128) / 127 · kPlaneReach,
// positive where the values are. Between samples the surface is Catmull–Rom: it passes through every sample
// with a continuous slope, so that the line at zero has no corners. Cost about 4 ns per texel, on the
// processor: in a shader it would be 16 look-ups per pixel, which a software renderer needs 170 ns for.
constexpr float kPlaneReach = 6;
void bakePlane(Plane& plane, int finer, float width, float height, const Palette& palette);

struct PlaneStyle {
  float contourWidth = 0;  // of the line where the value is 0; 0 draws none
  Color contour;
  float radius = 0, opacity = 1;
};

// NaN and infinities are drawn as stripes. A plane without data draws nothing.
void drawPlane(GfxContext& gfx, const Surface& surface, Plane& plane, const PixelRect& rect,
               const Palette& palette, const PlaneStyle& style);

// Class probabilities as colours, for an Image: each cell takes the mean of the class colours weighted by
// probability, fading to paper as the most probable class loses its lead (at 1/classes it is paper), at most
// `strength` of the way from paper to colour. So borders between classes are light lines and certainty is
// saturation. `probabilities` is class-major, as a network with one row per unit delivers it: class c of
// cell i is probabilities[c · cells + i], cells = out.size(). Cells with a NaN take `invalid`. Cost
// O(classes · cells).
void mixClasses(std::span<const float> probabilities, std::span<const Color> classColors, Color paper,
                Color invalid, float strength, std::span<uint32_t> out);

}  // namespace lockstep::gfx
