// Inside gfx/ only: the single textured rectangle behind fields and images.
#pragma once

#include "gfx/pipeline.h"

namespace lockstep::gfx {

struct QuadInstance {
  PixelRect rect;
  float radius, opacity, crisp;
};

inline void quadLayout(Pipeline&) {
  instanceFloats(0, 4, sizeof(QuadInstance), offsetof(QuadInstance, rect));
  instanceFloats(1, 3, sizeof(QuadInstance), offsetof(QuadInstance, radius));
}

inline void drawQuad(Pipeline& pipeline, const QuadInstance& quad) {
  drawInstances(pipeline, 4, &quad, 1, sizeof quad);
}

}  // namespace lockstep::gfx
