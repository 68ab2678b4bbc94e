#include <algorithm>
#include <cmath>

#include "gfx/pipeline.h"
#include "gfx/points.h"

namespace lockstep::gfx {
namespace {

// One signed distance field per shape, side by side: a look-up instead of the arithmetic of stars and
// polygons at every pixel of every point. Distances are in radii of the point.
constexpr int kShapeSide = 64;                   // texels
constexpr float kShapeReach = 3;                 // a field covers −3 … 3 radii
constexpr float kInmost = -1, kOutmost = 1.25f;  // distances told apart

struct PointRecord {
  float x, y, radius;
  uint32_t color;
  uint8_t shape, hollow, highlighted, unused;
};
static_assert(sizeof(PointRecord) == 20);

void layout() {
  constexpr size_t kStride = sizeof(PointRecord);
  attributeFloats(0, 3, kStride, offsetof(PointRecord, x));
  attributeNormalised(1, 4, kStride, offsetof(PointRecord, color));
  attributeIntegers(2, 3, GL_UNSIGNED_BYTE, kStride, offsetof(PointRecord, shape));
}

enum Uniform { kPaper, kInk, kOutline, kRing, kShape, kDistance };
constexpr const char* kUniforms[] = {"u_paper", "u_ink", "u_outline", "u_ring", "u_shape", "u_distance"};
constexpr PipelineSpec kSpec = {Program::points, kUniforms, layout};

void uploadShapes() {
  uint8_t texels[kShapeSide * kShapes * kShapeSide];
  for (int y = 0; y < kShapeSide; ++y)
    for (int x = 0; x < kShapes * kShapeSide; ++x) {
      auto at = [](int texel) {
        return ((static_cast<float>(texel) + 0.5f) / kShapeSide * 2 - 1) * kShapeReach;
      };
      const float distance = shapeDistance(static_cast<Shape>(x / kShapeSide), at(x % kShapeSide), at(y));
      const float share = (distance - kInmost) / (kOutmost - kInmost);
      texels[y * kShapes * kShapeSide + x] = static_cast<uint8_t>(std::clamp(share, 0.0f, 1.0f) * 255 + 0.5f);
    }
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, kShapes * kShapeSide, kShapeSide, 0, GL_RED, GL_UNSIGNED_BYTE,
               texels);
}

}  // namespace

void drawPoints(GfxContext& gfx, const Surface& surface, const PointStyle& style,
                std::span<const Point> points) {
  if (points.empty()) return;
  Pipeline* pipeline = usePipeline(gfx, surface, kSpec);
  if (!pipeline) return;
  if (bindTexture(gfx, gfx.shapes, GL_LINEAR)) uploadShapes();
  auto records = stageRecords<PointRecord>(gfx, points.size());
  for (size_t i = 0; i < points.size(); ++i) {
    const Point& p = points[i];
    records[i] = {p.x, p.y, p.radius, p.color, static_cast<uint8_t>(p.shape), p.hollow, p.highlighted, 0};
  }
  setUniform(pipeline->uniforms[kPaper], style.paper);
  setUniform(pipeline->uniforms[kInk], style.ink);
  setUniform(pipeline->uniforms[kOutline], style.outline);
  glUniform1f(pipeline->uniforms[kRing], style.ring);
  glUniform3f(pipeline->uniforms[kShape], kShapes, kShapeReach, kLargestReach);
  glUniform2f(pipeline->uniforms[kDistance], kInmost, kOutmost);
  drawRects(gfx, *pipeline, records.data(), points.size(), sizeof(PointRecord));
}

}  // namespace lockstep::gfx
