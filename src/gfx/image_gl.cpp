#include "gfx/image.h"
#include "gfx/quad.h"

namespace lockstep::gfx {

void drawImage(GfxContext& gfx, const Surface& surface, Image& image, const PixelRect& rect,
               Sampling sampling, float radius, float opacity) {
  constexpr PipelineSpec kSpec = {Program::image, {}, quadLayout};
  if (image.pixels.empty() || rect.x1 <= rect.x0 || rect.y1 <= rect.y0) return;
  Pipeline* pipeline = usePipeline(gfx, surface, kSpec);
  if (!pipeline) return;
  if (bindTexture(gfx, image.texture, GL_LINEAR) || image.dirty) {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, image.width, image.height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                 image.pixels.data());
    image.dirty = false;
  }
  drawQuad(gfx, *pipeline, {rect, radius, opacity, sampling == Sampling::crisp ? 1.0f : 0.0f});
}

}  // namespace lockstep::gfx
