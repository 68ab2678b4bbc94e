#include <algorithm>
#include <cmath>

#include "gfx/plane.h"
#include "gfx/quad.h"

namespace lockstep::gfx {
namespace {

enum Uniform { kContour, kReach };
constexpr const char* kUniforms[] = {"u_contour", "u_reach"};
constexpr PipelineSpec kSpec = {Program::plane, kUniforms, quadLayout};

// Two device pixels per texel look no different from one.
int finerFor(const Plane& plane, const PixelRect& rect, float pixelRatio) {
  const float pixelsPerCell = (rect.x1 - rect.x0) * pixelRatio / static_cast<float>(plane.width);
  return std::clamp(static_cast<int>(std::ceil(pixelsPerCell / 2)), 1, 4);
}

}  // namespace

void drawPlane(GfxContext& gfx, const Surface& surface, Plane& plane, const PixelRect& rect,
               const Palette& palette, const PlaneStyle& style) {
  if (plane.values.empty() || rect.x1 <= rect.x0 || rect.y1 <= rect.y0) return;
  Pipeline* pipeline = usePipeline(gfx, surface, kSpec);
  if (!pipeline) return;
  const int finer = finerFor(plane, rect, surface.pixelRatio);
  const float width = rect.x1 - rect.x0, height = rect.y1 - rect.y0;
  const bool stale = plane.bakedVersion != plane.version || plane.bakedPalette != palette ||
                     plane.bakedWidth != width || plane.bakedHeight != height || plane.finer != finer;
  if (stale) bakePlane(plane, finer, width, height, palette);
  if (bindTexture(gfx, plane.texture, GL_LINEAR) || stale)
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, plane.width * finer, plane.height * finer, 0, GL_RGBA,
                 GL_UNSIGNED_BYTE, plane.texels.data());
  const Rgb contour = toRgb(style.contour);
  glUniform4f(pipeline->uniforms[kContour], contour.r, contour.g, contour.b, style.contourWidth);
  glUniform1f(pipeline->uniforms[kReach], kPlaneReach);
  drawQuad(gfx, *pipeline, {rect, style.radius, style.opacity, 0});
}

}  // namespace lockstep::gfx
