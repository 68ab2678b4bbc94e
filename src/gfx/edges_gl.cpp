#include <cmath>

#include "gfx/edges.h"
#include "gfx/pipeline.h"
#include "shaders_generated.h"

namespace lockstep::gfx {
namespace {

constexpr int kSegments = 20;  // per curve: within 0.4 pixels of it where it rises 800 over 100

struct EdgeInstance {
  float x0, y0, x1, y1, width;
  uint32_t color;
};

struct ShapeVertex {
  CurvePoint point;
  float side;
};

// The curve is sampled here, by the function the hit test uses; the shader only stretches it.
void fillShape(Pipeline& pipeline) {
  ShapeVertex vertices[2 * (kSegments + 1)];
  for (int i = 0; i <= kSegments; ++i) {
    // The curve bends at its ends and runs straight through its middle.
    CurvePoint p = edgeCurve(0.5f - 0.5f * std::cos(3.14159265f * static_cast<float>(i) / kSegments));
    vertices[2 * i] = {p, -1};
    vertices[2 * i + 1] = {p, 1};
  }
  glGenBuffers(1, &pipeline.shape);
  glBindBuffer(GL_ARRAY_BUFFER, pipeline.shape);
  glBufferData(GL_ARRAY_BUFFER, sizeof vertices, vertices, GL_STATIC_DRAW);
  glEnableVertexAttribArray(0);
  glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, sizeof(ShapeVertex), nullptr);
  glEnableVertexAttribArray(1);
  glVertexAttribPointer(1, 1, GL_FLOAT, GL_FALSE, sizeof(ShapeVertex),
                        reinterpret_cast<const void*>(offsetof(ShapeVertex, side)));
}

void layout(Pipeline& pipeline) {
  instanceFloats(2, 4, sizeof(EdgeInstance), offsetof(EdgeInstance, x0));
  instanceFloats(3, 1, sizeof(EdgeInstance), offsetof(EdgeInstance, width));
  instanceNormalised(4, 4, sizeof(EdgeInstance), offsetof(EdgeInstance, color));
  fillShape(pipeline);
}

constexpr PipelineSpec kSpec = {Pass::edges, kEdgeVert, kEdgeFrag, {}, layout};

}  // namespace

void drawEdges(GfxContext& gfx, const Surface& surface, const EdgeStyle& style, std::span<const Edge> edges) {
  if (edges.empty()) return;
  Pipeline* pipeline = beginPass(gfx, surface, kSpec);
  if (!pipeline) return;
  orderEdges(edges, style.scale, gfx.order);
  uint32_t positive = packRgba(style.positive, 0), negative = packRgba(style.negative, 0);
  uint32_t invalid = packRgba(style.invalid, 0);
  auto instances = stageInstances<EdgeInstance>(gfx, edges.size());
  for (size_t i = 0; i < edges.size(); ++i) {
    const Edge& e = edges[gfx.order[i]];
    uint32_t color = !std::isfinite(e.weight) ? invalid : e.weight < 0 ? negative : positive;
    auto alpha = static_cast<uint32_t>(edgeOpacity(style, e) * 255 + 0.5f);
    instances[i] = {e.x0, e.y0, e.x1, e.y1, edgeWidth(style, e), color | alpha << 24};
  }
  drawInstances(*pipeline, 2 * (kSegments + 1), instances.data(), edges.size(), sizeof(EdgeInstance));
}

}  // namespace lockstep::gfx
