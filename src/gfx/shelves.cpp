#include "gfx/shelves.h"

#include <algorithm>
#include <cassert>

namespace lockstep::gfx {
namespace {

using Shelf = ShelfPacker::Shelf;
using Span = ShelfPacker::Span;

bool isEmpty(const Shelf& shelf, int width) { return shelf.room.size() == 1 && shelf.room[0].width == width; }

bool hasRoom(const Shelf& shelf, int width) {
  return std::any_of(shelf.room.begin(), shelf.room.end(), [&](Span s) { return s.width >= width; });
}

// The lowest shelf that takes the rectangle and is at most `limit` high: in use, or empty.
Shelf* findShelf(ShelfPacker& packer, int width, int height, int limit, bool empty) {
  Shelf* best = nullptr;
  for (Shelf& shelf : packer.shelves) {
    bool fits = shelf.height >= height && shelf.height <= limit && isEmpty(shelf, packer.width) == empty;
    if (fits && hasRoom(shelf, width) && (!best || shelf.height < best->height)) best = &shelf;
  }
  return best;
}

// Cuts an empty shelf to the wanted height; the rest becomes an empty shelf below it.
Shelf* cutShelf(ShelfPacker& packer, Shelf* shelf, int height) {
  if (shelf->height == height) return shelf;
  auto index = shelf - packer.shelves.data();
  Shelf rest{shelf->y + height, shelf->height - height, {{0, packer.width}}};
  shelf->height = height;
  packer.shelves.insert(packer.shelves.begin() + index + 1, std::move(rest));
  return &packer.shelves[static_cast<size_t>(index)];
}

void giveBack(std::vector<Span>& room, Span span) {
  auto next = std::find_if(room.begin(), room.end(), [&](Span s) { return s.x > span.x; });
  next = room.insert(next, span);
  if (auto after = next + 1; after != room.end() && next->x + next->width == after->x) {
    next->width += after->width;
    room.erase(after);
  }
  if (next != room.begin() && (next - 1)->x + (next - 1)->width == next->x) {
    (next - 1)->width += next->width;
    room.erase(next);
  }
}

void mergeEmpty(ShelfPacker& packer) {
  auto& shelves = packer.shelves;
  for (size_t i = 1; i < shelves.size();) {
    if (isEmpty(shelves[i - 1], packer.width) && isEmpty(shelves[i], packer.width)) {
      shelves[i - 1].height += shelves[i].height;
      shelves.erase(shelves.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

}  // namespace

void resetShelves(ShelfPacker& packer, int width, int height) {
  assert(width >= 1 && height >= 1 && width <= 65535 && height <= 65535);
  packer.width = width, packer.height = height;
  packer.shelves.assign(1, Shelf{0, height, {{0, width}}});
}

bool placeRect(ShelfPacker& packer, int width, int height, TileRect& out) {
  assert(width >= 1 && height >= 1);
  // A shelf in use if little is wasted above the rectangle, then a new one, then any.
  Shelf* shelf = findShelf(packer, width, height, height + height / 4, false);
  if (!shelf) {
    shelf = findShelf(packer, width, height, packer.height, true);
    if (shelf) shelf = cutShelf(packer, shelf, height);
  }
  if (!shelf) shelf = findShelf(packer, width, height, packer.height, false);
  if (!shelf) return false;
  auto span = std::find_if(shelf->room.begin(), shelf->room.end(), [&](Span s) { return s.width >= width; });
  out = {static_cast<uint16_t>(span->x), static_cast<uint16_t>(shelf->y), static_cast<uint16_t>(width),
         static_cast<uint16_t>(height)};
  span->x += width, span->width -= width;
  if (span->width == 0) shelf->room.erase(span);
  return true;
}

void removeRect(ShelfPacker& packer, TileRect rect) {
  auto shelf = std::find_if(packer.shelves.begin(), packer.shelves.end(),
                            [&](const Shelf& s) { return s.y == rect.y; });
  assert(shelf != packer.shelves.end());
  giveBack(shelf->room, {rect.x, rect.width});
  if (isEmpty(*shelf, packer.width)) mergeEmpty(packer);
}

void growShelves(ShelfPacker& packer, int width, int height) {
  assert(width >= packer.width && height >= packer.height && width <= 65535 && height <= 65535);
  if (width > packer.width)
    for (Shelf& shelf : packer.shelves) giveBack(shelf.room, {packer.width, width - packer.width});
  packer.width = width;
  if (height > packer.height) {
    packer.shelves.push_back({packer.height, height - packer.height, {{0, width}}});
    mergeEmpty(packer);
  }
  packer.height = height;
}

}  // namespace lockstep::gfx
