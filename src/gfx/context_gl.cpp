#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <iterator>

#include "gfx/pipeline.h"
#include "shaders_generated.h"

namespace lockstep::gfx {
namespace {

GLuint compile(GfxContext& gfx, GLenum stage, const char* common, const char* body) {
  const char* sources[] = {common, body};
  GLuint shader = glCreateShader(stage);
  glShaderSource(shader, 2, sources, nullptr);
  glCompileShader(shader);
  GLint ok = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
  if (!ok) {
    char log[1024] = "";
    glGetShaderInfoLog(shader, sizeof log, nullptr, log);
    gfx.error += log;
  }
  return shader;
}

GLuint link(GfxContext& gfx, const PipelineSpec& spec) {
  GLuint vertex = compile(gfx, GL_VERTEX_SHADER, kCommonVert, spec.vertex);
  GLuint fragment = compile(gfx, GL_FRAGMENT_SHADER, kCommonFrag, spec.fragment);
  GLuint program = glCreateProgram();
  glAttachShader(program, vertex);
  glAttachShader(program, fragment);
  glLinkProgram(program);
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  GLint ok = 0;
  glGetProgramiv(program, GL_LINK_STATUS, &ok);
  if (!ok && gfx.error.empty()) {
    char log[1024] = "";
    glGetProgramInfoLog(program, sizeof log, nullptr, log);
    gfx.error = *log ? log : "a shader program did not link";
  }
  return program;
}

void build(GfxContext& gfx, const PipelineSpec& spec, Pipeline& pipeline) {
  pipeline.program = link(gfx, spec);
  if (!gfx.error.empty()) return;
  glUseProgram(pipeline.program);
  pipeline.view = glGetUniformLocation(pipeline.program, "u_view");
  glUniform1i(glGetUniformLocation(pipeline.program, "u_texture"), 0);
  assert(spec.uniforms.size() <= std::size(pipeline.uniforms));
  for (size_t i = 0; i < spec.uniforms.size(); ++i)
    pipeline.uniforms[i] = glGetUniformLocation(pipeline.program, spec.uniforms[i]);
  glGenVertexArrays(1, &pipeline.vertexArray);
  glGenBuffers(1, &pipeline.vertices);
  glBindVertexArray(pipeline.vertexArray);
  glBindBuffer(GL_ARRAY_BUFFER, pipeline.vertices);
  if (spec.layout) spec.layout();
}

int toDevice(float css, float ratio, int limit) {
  return static_cast<int>(std::lround(std::clamp(css * ratio, 0.0f, static_cast<float>(limit))));
}

// False if nothing can show.
bool setTarget(const Surface& surface) {
  float ratio = surface.pixelRatio;
  int width = static_cast<int>(std::lround(surface.width * ratio));
  int height = static_cast<int>(std::lround(surface.height * ratio));
  int x0 = toDevice(surface.clip[0], ratio, width), x1 = toDevice(surface.clip[2], ratio, width);
  int y0 = toDevice(surface.clip[1], ratio, height), y1 = toDevice(surface.clip[3], ratio, height);
  if (x1 <= x0 || y1 <= y0) return false;
  glViewport(-surface.left, -surface.bottom, width, height);
  glEnable(GL_SCISSOR_TEST);
  glScissor(x0 - surface.left, height - y1 - surface.bottom, x1 - x0, y1 - y0);
  return true;
}

void setBlending() {
  glDisable(GL_CULL_FACE);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_STENCIL_TEST);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);  // the shaders multiply alpha in
}

const void* at(size_t offset) { return reinterpret_cast<const void*>(offset); }

}  // namespace

void submit() { glFlush(); }

void clearSurface(const Surface& surface, Rgb color) {
  if (!setTarget(surface)) return;
  glClearColor(color.r, color.g, color.b, 1);
  glClear(GL_COLOR_BUFFER_BIT);
}

void releaseGl(GfxContext& gfx) {
  for (Pipeline& pipeline : gfx.pipelines) {
    glDeleteProgram(pipeline.program);
    glDeleteVertexArrays(1, &pipeline.vertexArray);
    glDeleteBuffers(1, &pipeline.vertices);
    glDeleteBuffers(1, &pipeline.indices);
  }
  if (!gfx.textures.empty()) glDeleteTextures(static_cast<GLsizei>(gfx.textures.size()), gfx.textures.data());
  forgetGl(gfx);
}

void forgetGl(GfxContext& gfx) {
  for (Pipeline& pipeline : gfx.pipelines) pipeline = {};
  gfx.textures.clear();
  gfx.error.clear();
  ++gfx.generation;
}

void releaseTexture(GfxContext& gfx, GpuTexture& texture) {
  if (texture.generation == gfx.generation && texture.name) {
    std::erase(gfx.textures, texture.name);
    glDeleteTextures(1, &texture.name);
  }
  texture = {};
}

Pipeline* beginPass(GfxContext& gfx, const Surface& surface, const PipelineSpec& spec) {
  Pipeline& pipeline = gfx.pipelines[static_cast<int>(spec.pass)];
  if (!gfx.error.empty() || !setTarget(surface)) return nullptr;
  if (!pipeline.program) build(gfx, spec, pipeline);
  if (!gfx.error.empty()) return nullptr;
  setBlending();
  glUseProgram(pipeline.program);
  glUniform3f(pipeline.view, 2 / surface.width, 2 / surface.height, surface.pixelRatio);
  glBindVertexArray(pipeline.vertexArray);
  return &pipeline;
}

void drawRects(GfxContext& gfx, Pipeline& pipeline, const void* records, size_t count, size_t stride) {
  constexpr size_t kCorners = 6;
  if (gfx.corners.size() < kCorners * count * stride) gfx.corners.resize(kCorners * count * stride);
  std::byte* to = gfx.corners.data();
  for (size_t i = 0; i < count; ++i)
    for (size_t corner = 0; corner < kCorners; ++corner, to += stride)
      std::memcpy(to, static_cast<const std::byte*>(records) + i * stride, stride);
  glBindBuffer(GL_ARRAY_BUFFER, pipeline.vertices);
  glBufferData(GL_ARRAY_BUFFER, to - gfx.corners.data(), gfx.corners.data(), GL_STREAM_DRAW);
  glDrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(kCorners * count));
  glBindVertexArray(0);
}

bool bindTexture(GfxContext& gfx, GpuTexture& texture, GLint filter) {
  glActiveTexture(GL_TEXTURE0);
  if (texture.generation == gfx.generation && texture.name) {
    glBindTexture(GL_TEXTURE_2D, texture.name);
    return false;
  }
  texture.generation = gfx.generation;
  glGenTextures(1, &texture.name);
  gfx.textures.push_back(texture.name);
  glBindTexture(GL_TEXTURE_2D, texture.name);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  return true;
}

void attributeFloats(GLuint location, GLint count, size_t stride, size_t offset) {
  glEnableVertexAttribArray(location);
  glVertexAttribPointer(location, count, GL_FLOAT, GL_FALSE, static_cast<GLsizei>(stride), at(offset));
}

void attributeNormalised(GLuint location, GLint count, size_t stride, size_t offset) {
  glEnableVertexAttribArray(location);
  glVertexAttribPointer(location, count, GL_UNSIGNED_BYTE, GL_TRUE, static_cast<GLsizei>(stride), at(offset));
}

void attributeIntegers(GLuint location, GLint count, GLenum type, size_t stride, size_t offset) {
  glEnableVertexAttribArray(location);
  glVertexAttribIPointer(location, count, type, static_cast<GLsizei>(stride), at(offset));
}

}  // namespace lockstep::gfx
