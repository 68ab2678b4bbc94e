// Triangles with a colour per corner under a mask of glyphs: what a user interface is made of. Rules common
// to all drawing: gfx/context.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "gfx/context.h"

namespace lockstep::gfx {

struct TriangleVertex {
  float x, y, u, v;  // u and v in the mask, 0..1
  uint32_t color;    // pack()
};

// One byte of coverage per texel, kept by its owner as long as it is drawn with.
struct Mask {
  int width = 0, height = 0;
  const uint8_t* texels = nullptr;
  bool dirty = false;
  GpuTexture texture;
};

// All triangles of a frame, sent to the card once and drawn in pieces.
struct Triangles {
  std::span<const TriangleVertex> vertices;
  std::span<const uint32_t> indices;
  bool uploaded = false;
};

// Triangles of `count` indices from `first` on.
void drawTriangles(GfxContext& gfx, const Surface& surface, Mask& mask, Triangles& triangles, size_t first,
                   size_t count);

}  // namespace lockstep::gfx
