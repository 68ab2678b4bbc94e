#include "gfx/field.h"
#include "gfx/quad.h"
#include "shaders_generated.h"

namespace lockstep::gfx {
namespace {

enum Uniform { kContour, kBands };
constexpr const char* kUniforms[] = {"u_contour", "u_bands"};
constexpr PipelineSpec kSpec = {Pass::field, kQuadVert, kFieldFrag, kUniforms, quadLayout};

}  // namespace

void drawField(GfxContext& gfx, const Surface& surface, Field& field, const PixelRect& rect,
               const Palette& palette, const FieldStyle& style) {
  if (field.texels.empty() || rect.x1 <= rect.x0 || rect.y1 <= rect.y0) return;
  Pipeline* pipeline = beginPass(gfx, surface, kSpec);
  if (!pipeline) return;
  bindRamps(gfx, palette);
  if (bindTexture(gfx, field.texture, GL_NEAREST) || field.dirty) {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RG32F, field.width + 2, field.height + 2, 0, GL_RG, GL_FLOAT,
                 field.texels.data());
    field.dirty = false;
  }
  glUniform4f(pipeline->uniforms[kContour], style.contour.r, style.contour.g, style.contour.b,
              style.contourWidth);
  glUniform1f(pipeline->uniforms[kBands], static_cast<float>(style.bands));
  drawQuad(*pipeline, {rect, style.radius, style.opacity, 0});
}

}  // namespace lockstep::gfx
