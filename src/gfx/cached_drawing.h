// A drawing kept as pixels on the card, for what is costly to draw and seldom changes, over what always does:
// the data points over the network's answer.
#pragma once

#include <functional>

#include "gfx/content.h"
#include "gfx/context.h"

namespace lockstep::gfx {

struct CachedDrawing {
  int x0 = 0, y0 = 0, width = 0, height = 0;  // device pixels of the canvas
  uint64_t content = 0;
  GpuTexture texture;
};

// The same pixels as draw(surface), to one step of 255. `draw` is called only when `content` (of what it
// draws), the clip or the pixel ratio has changed since the last call.
void drawCached(GfxContext& gfx, const Surface& surface, CachedDrawing& cached, const Content& content,
                const std::function<void(const Surface&)>& draw);

}  // namespace lockstep::gfx
