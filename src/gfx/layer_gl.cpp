#include <algorithm>
#include <cmath>

#include "gfx/layer.h"
#include "gfx/quad.h"

namespace lockstep::gfx {
namespace {

constexpr const char* kUniforms[] = {"u_origin"};
constexpr PipelineSpec kSpec = {Pass::layer, kUniforms, quadLayout};

// Where the layer lies in the canvas, as GL counts: from the bottom.
int bottomOf(const Surface& surface, const Layer& layer) {
  return static_cast<int>(std::lround(surface.height * surface.pixelRatio)) - layer.y0 - layer.height;
}

PixelRect rectOf(const Surface& surface, const Layer& layer) {
  const float ratio = surface.pixelRatio;
  return {static_cast<float>(layer.x0) / ratio, static_cast<float>(layer.y0) / ratio,
          static_cast<float>(layer.x0 + layer.width) / ratio,
          static_cast<float>(layer.y0 + layer.height) / ratio};
}

// True if what the layer holds is not this. Makes it cover the bounds, as far as the canvas reaches.
bool isStale(const Surface& surface, Layer& layer, const Content& content) {
  const float ratio = surface.pixelRatio;
  const PixelRect& b = content.bounds;
  auto low = [&](float css) { return static_cast<int>(std::floor(std::max(css, 0.0f) * ratio)); };
  auto high = [&](float css, float most) { return static_cast<int>(std::ceil(std::min(css, most) * ratio)); };
  const int x0 = low(b.x0), y0 = low(b.y0), width = std::max(0, high(b.x1, surface.width) - x0),
            height = std::max(0, high(b.y1, surface.height) - y0);
  const bool same = layer.x0 == x0 && layer.y0 == y0 && layer.width == width && layer.height == height &&
                    layer.content == content.fingerprint.value;
  layer.x0 = x0, layer.y0 = y0, layer.width = width, layer.height = height;
  layer.content = content.fingerprint.value;
  return !same;
}

void redraw(GfxContext& gfx, const Surface& surface, const Layer& layer,
            const std::function<void(const Surface&)>& draw) {
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, layer.width, layer.height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  GLuint framebuffer = 0;
  glGenFramebuffers(1, &framebuffer);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, layer.texture.name, 0);
  const PixelRect rect = rectOf(surface, layer);
  Surface inside = surface;
  inside.left = layer.x0, inside.bottom = bottomOf(surface, layer);
  inside.clip[0] = rect.x0, inside.clip[1] = rect.y0, inside.clip[2] = rect.x1, inside.clip[3] = rect.y1;
  clearSurface(gfx, inside, {0, 0, 0, 0});
  draw(inside);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glDeleteFramebuffers(1, &framebuffer);
}

}  // namespace

void drawLayer(GfxContext& gfx, const Surface& surface, Layer& layer, const Content& content,
               const std::function<void(const Surface&)>& draw) {
  const bool stale = isStale(surface, layer, content);
  if (layer.width == 0 || layer.height == 0) return;
  if (bindTexture(gfx, layer.texture, GL_NEAREST) || stale) redraw(gfx, surface, layer, draw);
  const PixelRect rect = rectOf(surface, layer);
  Surface within = surface;
  within.clip[0] = std::max(rect.x0, surface.clip[0]), within.clip[1] = std::max(rect.y0, surface.clip[1]);
  within.clip[2] = std::min(rect.x1, surface.clip[2]), within.clip[3] = std::min(rect.y1, surface.clip[3]);
  Pipeline* pipeline = beginPass(gfx, within, kSpec);
  if (!pipeline) return;
  bindTexture(gfx, layer.texture, GL_NEAREST);
  glUniform2i(pipeline->uniforms[0], layer.x0, bottomOf(surface, layer));
  drawQuad(gfx, *pipeline, {rect, 0, 1, 0});
}

}  // namespace lockstep::gfx
