#include "gfx/heat.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lockstep::gfx {
namespace {

void markDirty(HeatAtlas& atlas, const TileRect& r) {
  ++atlas.version;
  int* d = atlas.dirty;
  bool empty = d[2] <= d[0];
  d[0] = empty ? r.x : std::min<int>(d[0], r.x);
  d[1] = empty ? r.y : std::min<int>(d[1], r.y);
  d[2] = std::max(d[2], r.x + r.width);
  d[3] = std::max(d[3], r.y + r.height);
}

uint8_t* rowOf(HeatAtlas& atlas, const TileRect& r, int row) {
  return atlas.codes.data() +
         (static_cast<size_t>(r.y) + static_cast<size_t>(row)) * static_cast<size_t>(atlas.side) + r.x;
}

void growAtlas(HeatAtlas& atlas, int side) {
  auto from = static_cast<size_t>(atlas.side), to = static_cast<size_t>(side);
  std::vector<uint8_t> codes(to * to);
  for (size_t y = 0; y < from; ++y) std::copy_n(atlas.codes.data() + y * from, from, codes.data() + y * to);
  atlas.codes = std::move(codes);
  if (atlas.side == 0)
    resetShelves(atlas.packer, side, side);
  else
    growShelves(atlas.packer, side, side);
  atlas.side = side;
  atlas.resized = true;
}

bool findPlace(HeatAtlas& atlas, int width, int height, TileRect& rect) {
  if (width > kLastAtlasSide || height > kLastAtlasSide) return false;
  if (atlas.side == 0) growAtlas(atlas, kFirstAtlasSide);
  while (!placeRect(atlas.packer, width, height, rect)) {
    if (atlas.side == kLastAtlasSide) return false;
    growAtlas(atlas, atlas.side * 2);
  }
  return true;
}

}  // namespace

TileId allocateTile(HeatAtlas& atlas, int width, int height) {
  assert(width >= 1 && height >= 1);
  TileRect rect;
  if (!findPlace(atlas, width, height, rect)) return kNoTile;
  TileId id = static_cast<TileId>(atlas.tiles.size());
  if (atlas.unused.empty()) {
    atlas.tiles.emplace_back();
  } else {
    id = atlas.unused.back();
    atlas.unused.pop_back();
  }
  atlas.tiles[static_cast<size_t>(id)] = {rect, Ramp::diverging};
  for (int row = 0; row < height; ++row)
    std::fill_n(rowOf(atlas, rect, row), width, quantise(0, 0, Ramp::diverging));
  markDirty(atlas, rect);
  return id;
}

void freeTile(HeatAtlas& atlas, TileId tile) {
  if (tile == kNoTile) return;
  TileRect& rect = atlas.tiles[static_cast<size_t>(tile)].rect;
  removeRect(atlas.packer, rect);
  rect = {};
  atlas.unused.push_back(tile);
}

void clearTiles(HeatAtlas& atlas) {
  atlas.tiles.clear();
  atlas.unused.clear();
  if (atlas.side) resetShelves(atlas.packer, atlas.side, atlas.side);
}

void updateTile(HeatAtlas& atlas, TileId tile, std::span<const float> values, float scale, Ramp ramp) {
  if (tile == kNoTile) return;
  HeatTile& t = atlas.tiles[static_cast<size_t>(tile)];
  size_t width = t.rect.width;
  assert(values.size() == width * t.rect.height);
  t.ramp = ramp;
  for (int row = 0; row < t.rect.height; ++row)
    quantise(values.subspan(static_cast<size_t>(row) * width, width), scale, ramp,
             {rowOf(atlas, t.rect, row), width});
  markDirty(atlas, t.rect);
}

void shrinkStrongest(std::span<const float> values, int width, int height, int outWidth, int outHeight,
                     std::span<float> out) {
  assert(outWidth >= 1 && outWidth <= width && outHeight >= 1 && outHeight <= height);
  assert(values.size() >= static_cast<size_t>(width) * static_cast<size_t>(height));
  for (int v = 0; v < outHeight; ++v) {
    int y0 = v * height / outHeight, y1 = (v + 1) * height / outHeight;
    for (int u = 0; u < outWidth; ++u) {
      int x0 = u * width / outWidth, x1 = (u + 1) * width / outWidth;
      float strongest = 0;
      for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) {
          float value = values[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)];
          // "Not at most" lets a NaN in, and lets nothing replace it.
          if (!(std::fabs(value) <= std::fabs(strongest)) && !std::isnan(strongest)) strongest = value;
        }
      out[static_cast<size_t>(v) * static_cast<size_t>(outWidth) + static_cast<size_t>(u)] = strongest;
    }
  }
}

}  // namespace lockstep::gfx
