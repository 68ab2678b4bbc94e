// A function over a rectangle, drawn large: the network's output over the input plane. Signed values go
// through the diverging map, smoothly interpolated, with an optional line at zero; class probabilities are
// mixed to a picture. Rules common to all drawing: gfx/context.h.
#pragma once

#include <span>
#include <vector>

#include "gfx/color.h"
#include "gfx/context.h"

namespace lockstep::gfx {

struct Field {
  int width = 0, height = 0;
  std::vector<float> texels;  // value / scale, then 1 (or 0, 0: not a number); one texel more on every side
  bool dirty = false;
  GpuTexture texture;
};

// Takes width × height values, row-major from the top left, each the sample at its cell's centre. ±scale get
// the full colours. Touches no GL; allocates only when the size changes.
void setField(Field& field, int width, int height, std::span<const float> values, float scale);

struct FieldStyle {
  float contourWidth = 0;  // of the line where the value is 0; 0 draws none
  Rgb contour;
  int bands = 0;  // steps per side of zero; 0 is continuous
  float radius = 0, opacity = 1;
};

// Between samples the surface is Catmull–Rom: it passes through every sample, and the line at zero is that of
// this surface, one pixel soft. NaN and infinities are drawn as stripes. A field without data draws nothing.
void drawField(GfxContext& gfx, const Surface& surface, Field& field, const PixelRect& rect,
               const Palette& palette, const FieldStyle& style);

// Class probabilities as colours, for an Image: each cell takes the mean of the class colours weighted by
// probability, fading to paper as the most probable class loses its lead (at 1/classes it is paper), at most
// `strength` of the way from paper to colour. So borders between classes are light lines and certainty is
// saturation. `probabilities` is class-major, as a network with one row per unit delivers it: class c of cell
// i is probabilities[c · cells + i], cells = out.size(). Cells with a NaN take `invalid`. Cost O(classes ·
// cells).
void mixClasses(std::span<const float> probabilities, std::span<const Rgb> classColors, Rgb paper,
                Rgb invalid, float strength, std::span<uint32_t> out);

}  // namespace lockstep::gfx
