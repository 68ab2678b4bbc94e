// Inside gfx/ only: how a drawing function gets its program, state, records and textures.
#pragma once

#include <span>

#include "gfx/context.h"
#include "gfx/gl.h"

namespace lockstep::gfx {

// `uniforms` are its own, at most six. `layout` describes the vertex attributes with the vertex array
// and its buffer bound.
struct PipelineSpec {
  Program program;
  std::span<const char* const> uniforms;
  void (*layout)();
};

// Builds the pipeline if needed and makes it current with viewport, scissor, blending and view uniform set.
// Null if there is nothing to do: the clip is empty, or the shaders did not compile (gfx.error).
Pipeline* usePipeline(GfxContext& gfx, const Surface& surface, const PipelineSpec& spec);

// Draws one rectangle per record, two triangles of six equal vertices that rectCorner() of the shader tells
// apart. Not instances: those cost a software renderer a draw call each (SwiftShader 7 µs, more than the
// pixels of a data point). The buffer is respecified with every draw, so the driver hands out fresh memory
// while an earlier draw still reads the old.
void drawRects(GfxContext& gfx, Pipeline& pipeline, const void* records, size_t count, size_t stride);

// Room for `count` records in gfx.staging; valid until the next call.
template <typename T>
std::span<T> stageRecords(GfxContext& gfx, size_t count) {
  if (gfx.staging.size() < count * sizeof(T)) gfx.staging.resize(count * sizeof(T));
  return {reinterpret_cast<T*>(gfx.staging.data()), count};
}

// Binds the texture to unit 0. True if it was just made (or made again) and has no pixels yet.
bool bindTexture(GfxContext& gfx, GpuTexture& texture, GLint filter);

// A vec3 of red, green and blue, 0..1.
inline void setUniform(GLint location, Color color) {
  const Rgb c = toRgb(color);
  glUniform3f(location, c.r, c.g, c.b);
}

// One attribute of the records: floats, bytes read as 0..1, or unsigned integers of the given GL type.
void attributeFloats(GLuint location, GLint count, size_t stride, size_t offset);
void attributeNormalised(GLuint location, GLint count, size_t stride, size_t offset);
void attributeIntegers(GLuint location, GLint count, GLenum type, size_t stride, size_t offset);

}  // namespace lockstep::gfx
