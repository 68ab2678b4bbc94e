// Draws again only what differs from the frame before. While a network trains, the settings, the headings and
// the axes stand still; a browser without a graphics card pays for every one of their pixels, 5 to 20 ns
// each.
//
// The screen is divided into small tiles. Each has a fingerprint of all that Dear ImGui's triangles and our
// own drawing calls put into it, in order. Tiles whose fingerprint has changed are joined to rectangles, and
// each rectangle is painted from its ground up: the last opaque rectangle that covers it is a clear (the
// cheapest way there is to fill), then the triangles that reach into it. So nothing that draws has to know
// about this, and nothing can be forgotten.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <vector>

#include "gfx/color.h"

namespace lockstep {

struct DeviceRect {
  int x0, y0, x1, y1;  // device pixels, y down
};

// One per framebuffer, which must keep its pixels from frame to frame. Not copied: the draw data points into
// it.
struct Damage {
  Damage();
  ~Damage();
  Damage(const Damage&) = delete;
  Damage& operator=(const Damage&) = delete;

  std::vector<DeviceRect> rects;  // what the last frame painted

  // Private.
  struct Ground {
    const Damage* damage;
    gfx::Rgb color;
  };
  int width = 0, height = 0, side = 0, columns = 0, rows = 0;  // device pixels; tiles
  float ratio = 1;
  std::vector<uint64_t> marks, marksBefore;  // per tile
  std::vector<uint64_t> vertexMarks;
  std::vector<DeviceRect> reach;  // per command of all lists: what it covers
  std::vector<unsigned> moved;    // where each vertex of all lists stands in `list`
  std::vector<Ground> grounds;    // one per rectangle
  ImDrawList list;
};

// The framebuffer's pixels are not those of the last frame (a new context, a new size, a new font texture):
// everything will be painted.
void forgetPixels(Damage& damage);

// What is to be rendered instead of `full` so that the framebuffer, which shows the frame before, shows this
// one; `paper` is the ground under everything. In device pixels, without commands when nothing has changed;
// lasts until the next call. Cost: 10 ns per triangle.
const ImDrawList& reduceToDamage(Damage& damage, const ImDrawData& full, gfx::Rgb paper);

}  // namespace lockstep
