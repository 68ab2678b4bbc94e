#include "gfx/image.h"

#include <cassert>

namespace lockstep::gfx {

std::span<uint32_t> editImage(Image& image, int width, int height) {
  assert(width >= 1 && height >= 1);
  image.width = width, image.height = height, image.dirty = true;
  ++image.version;
  image.pixels.resize(static_cast<size_t>(width) * static_cast<size_t>(height));
  return image.pixels;
}

}  // namespace lockstep::gfx
