// Heat maps: many small pictures of numbers (neuron thumbnails, weight images, weight matrices, digits) in
// one texture, drawn with one call however many there are. Rules common to all drawing: gfx/context.h.
//
//   TileId tile = allocateTile(atlas, 48, 48);                     // once
//   updateTile(atlas, tile, activations, scale, Ramp::diverging);  // whenever the numbers change
//   drawHeat(gfx, surface, atlas, palette, quads);                 // at draw time; uploads what changed
#pragma once

#include <span>
#include <vector>

#include "gfx/context.h"
#include "gfx/ramps.h"
#include "gfx/shelves.h"

namespace lockstep::gfx {

using TileId = int;
constexpr TileId kNoTile = -1;
constexpr int kFirstAtlasSide = 512, kLastAtlasSide = 2048;  // every WebGL2 device has textures of 2048

struct HeatTile {
  TileRect rect;
  Ramp ramp = Ramp::diverging;
};

// One byte per texel, kept here as well as on the card: growth and context loss need nobody's help.
struct HeatAtlas {
  int side = 0;  // 0 until the first tile, then doubling
  std::vector<uint8_t> codes;
  ShelfPacker packer;
  std::vector<HeatTile> tiles;  // indexed by TileId
  std::vector<TileId> unused;
  uint64_t version = 0;  // counts changes of any tile
  int dirty[4] = {};     // x0, y0, x1, y1 not yet on the card; empty if x1 <= x0
  bool resized = false;
  GpuTexture texture;  // the numbers' colours
  Palette texturePalette;
  Ramps ramps;
};

// Room for a picture of width × height numbers, neutral until updated. kNoTile if the atlas is full at its
// largest size or the picture is larger than that. May grow the atlas, which costs one upload of it.
TileId allocateTile(HeatAtlas& atlas, int width, int height);

// The id may be handed out again. kNoTile is ignored.
void freeTile(HeatAtlas& atlas, TileId tile);

// Frees every tile at once, keeping the memory.
void clearTiles(HeatAtlas& atlas);

// Replaces a tile's numbers: row-major from the top left, as many as the tile has texels. Full colour is
// reached at ±scale (diverging) or at scale (sequential, ink); beyond is clamped. NaN and infinities are
// drawn as stripes. Touches no GL; about 1.5 ns per number. kNoTile is ignored.
void updateTile(HeatAtlas& atlas, TileId tile, std::span<const float> values, float scale, Ramp ramp);

struct HeatQuad {
  PixelRect rect;  // the tile's first row is at y0
  TileId tile = kNoTile;
  float radius = 0;   // of the rounded corners
  float opacity = 1;  // of tile and outline
  Sampling sampling = Sampling::smooth;
  float outlineWidth = 0;  // drawn outside the rectangle
  uint32_t outline = 0;    // pack()
};

// Draws the quads in order, in one instanced call, after one upload of everything that changed since the
// last. Quads with kNoTile or without area are left out.
void drawHeat(GfxContext& gfx, const Surface& surface, HeatAtlas& atlas, const Palette& palette,
              std::span<const HeatQuad> quads);

// Shrinks a picture so that nothing strong disappears: each output cell takes the value of largest magnitude
// among those it covers (a NaN or infinity counts as largest). For weight matrices with more entries than
// pixels, where a mean would cancel to grey. 1 <= outWidth <= width, likewise height. Cost O(width·height).
void shrinkStrongest(std::span<const float> values, int width, int height, int outWidth, int outHeight,
                     std::span<float> out);

}  // namespace lockstep::gfx
