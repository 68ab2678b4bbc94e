#include "gfx/pipeline.h"
#include "gfx/points.h"
#include "shaders_generated.h"

namespace lockstep::gfx {
namespace {

// What the fragment shader draws a shape from: sides (0 circle, −1 plus sign), outer and inner radius for a
// circle of radius 1 of the same area (the star's tips are kept in), rotation. A polygon's inner radius is
// outer·cos(π/sides).
struct ShapeSpec {
  float sides, outer, inner, rotation;
};
constexpr float kPi = 3.14159265f;
constexpr ShapeSpec kSpecs[kShapes] = {
    {0, 1, 1, 0},                 // circle
    {3, 1.50f, 0.75f, 0},         // triangle
    {4, 1.25f, 0.884f, kPi / 4},  // square
    {4, 1.25f, 0.884f, 0},        // diamond
    {-1, 1.20f, 0.40f, kPi / 4},  // cross
    {-1, 1.20f, 0.40f, 0},        // plus
    {3, 1.50f, 0.75f, kPi},       // triangleDown
    {5, 1.15f, 0.930f, 0},        // pentagon
    {5, 1.45f, 0.66f, 0},         // star
    {6, 1.10f, 0.953f, 0},        // hexagon
};

struct PointInstance {
  float x, y, radius;
  uint32_t color;
  ShapeSpec shape;
  uint8_t hollow, highlighted, unused[2];
};
static_assert(sizeof(PointInstance) == 36);

void layout(Pipeline&) {
  constexpr size_t kStride = sizeof(PointInstance);
  instanceFloats(0, 3, kStride, offsetof(PointInstance, x));
  instanceNormalised(1, 4, kStride, offsetof(PointInstance, color));
  instanceIntegers(2, 2, GL_UNSIGNED_BYTE, kStride, offsetof(PointInstance, hollow));
  instanceFloats(3, 4, kStride, offsetof(PointInstance, shape));
}

enum Uniform { kPaper, kInk, kRing };
constexpr const char* kUniforms[] = {"u_paper", "u_ink", "u_ring"};
constexpr PipelineSpec kSpec = {Pass::points, kPointVert, kPointFrag, kUniforms, layout};

}  // namespace

void drawPoints(GfxContext& gfx, const Surface& surface, const PointStyle& style,
                std::span<const Point> points) {
  if (points.empty()) return;
  Pipeline* pipeline = beginPass(gfx, surface, kSpec);
  if (!pipeline) return;
  auto instances = stageInstances<PointInstance>(gfx, points.size());
  for (size_t i = 0; i < points.size(); ++i) {
    const Point& p = points[i];
    const ShapeSpec& shape = kSpecs[static_cast<int>(p.shape)];
    instances[i] = {p.x, p.y, p.radius, p.color, shape, p.hollow, p.highlighted, {}};
  }
  glUniform3f(pipeline->uniforms[kPaper], style.paper.r, style.paper.g, style.paper.b);
  glUniform3f(pipeline->uniforms[kInk], style.ink.r, style.ink.g, style.ink.b);
  glUniform1f(pipeline->uniforms[kRing], style.ring);
  drawInstances(*pipeline, 4, instances.data(), points.size(), sizeof(PointInstance));
}

}  // namespace lockstep::gfx
