#include <algorithm>
#include <cmath>

#include "gfx/field.h"
#include "gfx/quad.h"

namespace lockstep::gfx {
namespace {

enum Uniform { kContour, kReach };
constexpr const char* kUniforms[] = {"u_contour", "u_reach"};
constexpr PipelineSpec kSpec = {Pass::field, kUniforms, quadLayout};

// Two device pixels per texel look no different from one.
int finerFor(const Field& field, const PixelRect& rect, float pixelRatio) {
  const float pixelsPerCell = (rect.x1 - rect.x0) * pixelRatio / static_cast<float>(field.width);
  return std::clamp(static_cast<int>(std::ceil(pixelsPerCell / 2)), 1, 4);
}

}  // namespace

void drawField(GfxContext& gfx, const Surface& surface, Field& field, const PixelRect& rect,
               const Palette& palette, const FieldStyle& style) {
  if (field.values.empty() || rect.x1 <= rect.x0 || rect.y1 <= rect.y0) return;
  Pipeline* pipeline = beginPass(gfx, surface, kSpec);
  if (!pipeline) return;
  const int finer = finerFor(field, rect, surface.pixelRatio);
  const float width = rect.x1 - rect.x0, height = rect.y1 - rect.y0;
  const bool stale = field.bakedVersion != field.version || field.bakedPalette != palette ||
                     field.bakedWidth != width || field.bakedHeight != height || field.finer != finer;
  if (stale) bakeField(field, finer, width, height, palette);
  if (bindTexture(gfx, field.texture, GL_LINEAR) || stale)
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, field.width * finer, field.height * finer, 0, GL_RGBA,
                 GL_UNSIGNED_BYTE, field.texels.data());
  const Rgb contour = toRgb(style.contour);
  glUniform4f(pipeline->uniforms[kContour], contour.r, contour.g, contour.b, style.contourWidth);
  glUniform1f(pipeline->uniforms[kReach], kFieldReach);
  drawQuad(gfx, *pipeline, {rect, style.radius, style.opacity, 0});
}

}  // namespace lockstep::gfx
