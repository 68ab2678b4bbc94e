// Inside gfx/ only: how a drawing function gets its program, state, instances and textures.
#pragma once

#include <span>

#include "gfx/context.h"
#include "gfx/gl.h"

namespace lockstep::gfx {

// The sources are the bodies; common.vert or common.frag goes in front of each. `uniforms` are the pass's
// own, at most six. `layout` describes the vertex attributes with the vertex array and the instance buffer
// bound.
struct PipelineSpec {
  Pass pass;
  const char* vertex;
  const char* fragment;
  std::span<const char* const> uniforms;
  void (*layout)(Pipeline& pipeline);
};

// Builds the pipeline if needed and makes it current with viewport, scissor, blending and view uniform set.
// Null if there is nothing to do: the clip is empty, or the shaders did not compile (gfx.error).
Pipeline* beginPass(GfxContext& gfx, const Surface& surface, const PipelineSpec& spec);

// Draws instances of a triangle strip of `vertices` vertices. The instance buffer is respecified with every
// draw, so the driver hands out fresh memory while an earlier draw still reads the old.
void drawInstances(Pipeline& pipeline, int vertices, const void* instances, size_t count, size_t stride);

// Room for `count` instances in gfx.staging; valid until the next call.
template <typename T>
std::span<T> stageInstances(GfxContext& gfx, size_t count) {
  if (gfx.staging.size() < count * sizeof(T)) gfx.staging.resize(count * sizeof(T));
  return {reinterpret_cast<T*>(gfx.staging.data()), count};
}

// Binds the texture to unit 0. True if it was just made (or made again) and has no pixels yet.
bool bindTexture(GfxContext& gfx, GpuTexture& texture, GLint filter);

// Binds the colour maps of the palette to unit 1, baking them first if the palette changed.
void bindRamps(GfxContext& gfx, const Palette& palette);

// One attribute of the instance buffer: floats, or (…Bytes, …Ints) unsigned integers of the given GL type.
void instanceFloats(GLuint location, GLint count, size_t stride, size_t offset);
void instanceNormalised(GLuint location, GLint count, size_t stride, size_t offset);  // bytes read as 0..1
void instanceIntegers(GLuint location, GLint count, GLenum type, size_t stride, size_t offset);

}  // namespace lockstep::gfx
