// Draws again only what differs from the frame before. While a network trains, the settings, the
// headings and the axes stand still; a browser without a graphics card pays for every one of their
// pixels, 5 to 20 ns each.
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

// What may wait a little, where every frame changes something.
enum class Pace : uint8_t {
  prompt,   // nothing
  steady,   // running numbers and charts, which nobody reads 60 times a second: painted every third frame
  thrifty,  // these, and pictures take turns: each is painted every second frame
};

// One per framebuffer, which must keep its pixels from frame to frame. Not copied: commands point into it.
struct Damage {
  Damage();
  ~Damage();
  Damage(const Damage&) = delete;
  Damage& operator=(const Damage&) = delete;

  std::vector<DeviceRect> rects;  // what the last frame painted

  // Private.
  static constexpr int kTextTurns = 3, kTurns = 5;  // of triangles alone; and, with pictures, two more
  struct Marks {                                    // fingerprints
    uint64_t all;                                   // of everything in the tile, in order
    uint64_t turn[kTurns];                          // of what each turn contributes to it
  };
  struct Tile {
    Marks now, shown;    // of this frame, and of what is on the screen
    uint8_t unrest;      // how often it has changed lately
    bool paints, waits;  // in this frame; `waits`: with text that must not be painted before its turn
  };
  int width = 0, height = 0, side = 0, columns = 0, rows = 0;  // device pixels; tiles
  float ratio = 1;
  unsigned frame = 0;
  bool known = false;  // what is on the screen
  std::vector<Tile> tiles;
  std::vector<uint64_t> vertexMarks;
  std::vector<DeviceRect> reach;  // per command of all lists: what it covers
  std::vector<unsigned> moved;    // where each vertex of all lists stands in `list`
  std::vector<Color> grounds;     // one per rectangle
  ImDrawList list;
};

// The framebuffer's pixels are not those of the last frame (a new context, a new size, a new font texture):
// everything will be painted.
void forgetPixels(Damage& damage);

// What is to be rendered instead of `full` so that the framebuffer, which shows the frame before, shows this
// one; `paper` is the ground under everything. In device pixels, without commands when nothing has changed;
// lasts until the next call. Cost: 10 ns per triangle.
//
// The commands are triangles, callbacks of `full`, and grounds: rectangles to fill, for groundOf() to tell.
const ImDrawList& reduceToDamage(Damage& damage, const ImDrawData& full, Color paper, Pace pace);
const Color* groundOf(const ImDrawCmd& command);  // or null

}  // namespace lockstep
