// Packing small rectangles into a large one: the area is cut into shelves, each shelf filled from left
// to right. Pure bookkeeping, no pixels. Placing costs O(shelves + free spans); freed room is merged
// and used again.
#pragma once

#include <cstdint>
#include <vector>

namespace lockstep::gfx {

struct TileRect {
  uint16_t x = 0, y = 0, width = 0, height = 0;  // texels
};

// The shelves cover the whole height, top to bottom; an unused stretch is one empty shelf.
struct ShelfPacker {
  struct Span {
    int x, width;
  };
  struct Shelf {
    int y, height;
    std::vector<Span> room;  // free stretches, left to right, never touching each other
  };
  int width = 0, height = 0;
  std::vector<Shelf> shelves;
};

// Forgets everything and starts with one free area. 1 <= width, height <= 65535.
void resetShelves(ShelfPacker& packer, int width, int height);

// Finds room for width × height texels (both >= 1). False when there is none; the packer is then unchanged.
bool placeRect(ShelfPacker& packer, int width, int height, TileRect& out);

// Gives back what placeRect handed out.
void removeRect(ShelfPacker& packer, TileRect rect);

// Enlarges the area; everything placed stays where it is.
void growShelves(ShelfPacker& packer, int width, int height);

}  // namespace lockstep::gfx
