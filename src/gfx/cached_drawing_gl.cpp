#include <algorithm>
#include <cmath>

#include "gfx/cached_drawing.h"
#include "gfx/quad.h"

namespace lockstep::gfx {
namespace {

constexpr const char* kUniforms[] = {"u_origin"};
constexpr PipelineSpec kSpec = {Program::cached, kUniforms, quadLayout};

// Where the cached lies in the canvas, as GL counts: from the bottom.
int bottomOf(const Surface& surface, const CachedDrawing& cached) {
  return static_cast<int>(std::lround(surface.height * surface.pixelRatio)) - cached.y0 - cached.height;
}

PixelRect rectOf(const Surface& surface, const CachedDrawing& cached) {
  const float ratio = surface.pixelRatio;
  return {static_cast<float>(cached.x0) / ratio, static_cast<float>(cached.y0) / ratio,
          static_cast<float>(cached.x0 + cached.width) / ratio,
          static_cast<float>(cached.y0 + cached.height) / ratio};
}

// True if what the cached holds is not this. Makes it cover the bounds, as far as the canvas reaches.
bool isStale(const Surface& surface, CachedDrawing& cached, const Content& content) {
  const float ratio = surface.pixelRatio;
  const PixelRect& b = content.bounds;
  auto low = [&](float css) { return static_cast<int>(std::floor(std::max(css, 0.0f) * ratio)); };
  auto high = [&](float css, float most) { return static_cast<int>(std::ceil(std::min(css, most) * ratio)); };
  const int x0 = low(b.x0), y0 = low(b.y0), width = std::max(0, high(b.x1, surface.width) - x0),
            height = std::max(0, high(b.y1, surface.height) - y0);
  const bool same = cached.x0 == x0 && cached.y0 == y0 && cached.width == width && cached.height == height &&
                    cached.content == content.fingerprint.value;
  cached.x0 = x0, cached.y0 = y0, cached.width = width, cached.height = height;
  cached.content = content.fingerprint.value;
  return !same;
}

void redraw(GfxContext& gfx, const Surface& surface, const CachedDrawing& cached,
            const std::function<void(const Surface&)>& draw) {
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, cached.width, cached.height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
               nullptr);
  GLuint framebuffer = 0;
  glGenFramebuffers(1, &framebuffer);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, cached.texture.name, 0);
  const PixelRect rect = rectOf(surface, cached);
  Surface inside = surface;
  inside.left = cached.x0, inside.bottom = bottomOf(surface, cached);
  inside.clip[0] = rect.x0, inside.clip[1] = rect.y0, inside.clip[2] = rect.x1, inside.clip[3] = rect.y1;
  clearSurface(gfx, inside, {0, 0, 0, 0});
  draw(inside);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glDeleteFramebuffers(1, &framebuffer);
}

}  // namespace

void drawCached(GfxContext& gfx, const Surface& surface, CachedDrawing& cached, const Content& content,
                const std::function<void(const Surface&)>& draw) {
  const bool stale = isStale(surface, cached, content);
  if (cached.width == 0 || cached.height == 0) return;
  if (bindTexture(gfx, cached.texture, GL_NEAREST) || stale) redraw(gfx, surface, cached, draw);
  const PixelRect rect = rectOf(surface, cached);
  Surface within = surface;
  within.clip[0] = std::max(rect.x0, surface.clip[0]), within.clip[1] = std::max(rect.y0, surface.clip[1]);
  within.clip[2] = std::min(rect.x1, surface.clip[2]), within.clip[3] = std::min(rect.y1, surface.clip[3]);
  Pipeline* pipeline = usePipeline(gfx, within, kSpec);
  if (!pipeline) return;
  bindTexture(gfx, cached.texture, GL_NEAREST);
  glUniform2i(pipeline->uniforms[0], cached.x0, bottomOf(surface, cached));
  drawQuad(gfx, *pipeline, {rect, 0, 1, 0});
}

}  // namespace lockstep::gfx
