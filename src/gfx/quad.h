// Inside gfx/ only: the single textured rectangle behind planes and images.
#pragma once

#include "gfx/pipeline.h"

namespace lockstep::gfx {

struct QuadRecord {
  PixelRect rect;
  float radius, opacity, crisp;
};

inline void quadLayout() {
  attributeFloats(0, 4, sizeof(QuadRecord), offsetof(QuadRecord, rect));
  attributeFloats(1, 3, sizeof(QuadRecord), offsetof(QuadRecord, radius));
}

inline void drawQuad(GfxContext& gfx, Pipeline& pipeline, const QuadRecord& quad) {
  drawRects(gfx, pipeline, &quad, 1, sizeof quad);
}

}  // namespace lockstep::gfx
