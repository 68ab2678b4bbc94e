// Any other picture: RGBA bytes on a rectangle. Rules common to all drawing: gfx/context.h.
#pragma once

#include <span>
#include <vector>

#include "gfx/context.h"

namespace lockstep::gfx {

struct Image {
  int width = 0, height = 0;
  std::vector<uint32_t> pixels;  // pack(), row-major from the top left
  uint64_t version = 0;          // counts editImage
  bool dirty = false;
  GpuTexture texture;
};

// Sets the size and gives the pixels to write into (they keep their old content if the size is the
// same). Whatever is written until the next drawImage is shown by it. Touches no GL; allocates only when
// the size changes.
std::span<uint32_t> editImage(Image& image, int width, int height);

// An image without pixels draws nothing.
void drawImage(GfxContext& gfx, const Surface& surface, Image& image, const PixelRect& rect,
               Sampling sampling, float radius = 0, float opacity = 1);

}  // namespace lockstep::gfx
