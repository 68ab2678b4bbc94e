#include <cmath>

#include "gfx/edges.h"
#include "gfx/pipeline.h"

namespace lockstep::gfx {
namespace {

enum Uniform { kSampleCount, kColors };
constexpr const char* kUniforms[] = {"u_samples", "u_colors"};
constexpr PipelineSpec kSpec = {Program::edges, kUniforms, nullptr};

constexpr int kTexels = 256;  // per row of the texture, two of them an edge
constexpr int kSamples = 17;  // of the curve: within half a pixel of it where it rises 500 over 100

struct EdgeRecord {
  float x0, y0, x1, y1;
  float color, opacity, width, unused;
};
static_assert(sizeof(EdgeRecord) == 2 * 4 * sizeof(float));

// The curve is sampled here, by the function the hit test uses; the shader only stretches it. It bends at its
// ends and runs straight through its middle.
void sampleCurve(CurvePoint* out) {
  for (int i = 0; i < kSamples; ++i) {
    const float side = 2 * static_cast<float>(i) / (kSamples - 1) - 1;  // −1 … 1
    out[i] = edgeCurve(0.5f + std::copysign(0.5f * std::pow(std::fabs(side), 0.6f), side));
  }
}

}  // namespace

void drawEdges(GfxContext& gfx, const Surface& surface, const EdgeStyle& style, std::span<const Edge> edges) {
  if (edges.empty()) return;
  Pipeline* pipeline = usePipeline(gfx, surface, kSpec);
  if (!pipeline) return;
  orderEdges(edges, style.scale, gfx.order);
  const int rows = 1 + (static_cast<int>(edges.size()) * 2 + kTexels - 1) / kTexels;
  auto records = stageRecords<EdgeRecord>(gfx, static_cast<size_t>(rows) * kTexels / 2);
  sampleCurve(reinterpret_cast<CurvePoint*>(records.data()));
  EdgeRecord* record = records.data() + kTexels / 2;
  for (uint32_t index : gfx.order) {
    const Edge& e = edges[index];
    const float color = !std::isfinite(e.weight) ? 2.0f : e.weight < 0 ? 1.0f : 0.0f;
    *record++ = {e.x0, e.y0, e.x1, e.y1, color, edgeOpacity(style, e), edgeWidth(style, e), 0};
  }
  bindTexture(gfx, gfx.edges, GL_NEAREST);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA32F, kTexels, rows, 0, GL_RGBA, GL_FLOAT, records.data());
  const Rgb colors[] = {toRgb(style.positive), toRgb(style.negative), toRgb(style.invalid)};
  glUniform3fv(pipeline->uniforms[kColors], 3, &colors[0].r);
  glUniform1i(pipeline->uniforms[kSampleCount], kSamples);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, static_cast<GLsizei>(edges.size()) * (2 * kSamples + 2));
}

}  // namespace lockstep::gfx
