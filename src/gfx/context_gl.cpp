#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <iterator>
#include <utility>

#include "gfx/pipeline.h"
#include "shaders_generated.h"

namespace lockstep::gfx {
namespace {

GLuint compile(GLenum stage, const char* common, const char* body) {
  const char* sources[] = {common, body};
  GLuint shader = glCreateShader(stage);
  glShaderSource(shader, 2, sources, nullptr);
  glCompileShader(shader);
  return shader;
}

// Of each program, in their order. The bodies: common.vert or common.frag goes in front of each.
constexpr struct {
  const char *vertex, *fragment;
} kShaders[kPrograms] = {{kHeatVert, kHeatFrag},        {kQuadVert, kPlaneFrag},  {kQuadVert, kImageFrag},
                         {kEdgeVert, kEdgeFrag},        {kPointVert, kPointFrag}, {kQuadVert, kCachedFrag},
                         {kTriangleVert, kTriangleFrag}};

// Waits for the compiler. Writes gfx.error if it did not succeed.
void finish(GfxContext& gfx, GLuint program) {
  GLint ok = 0;
  glGetProgramiv(program, GL_LINK_STATUS, &ok);
  if (ok) return;
  char log[1024] = "";
  gfx.error = "a shader program did not link";
  GLuint shaders[2];
  GLsizei count = 0;
  glGetAttachedShaders(program, 2, &count, shaders);
  for (GLsizei i = 0; i < count; ++i)
    glGetShaderInfoLog(shaders[i], sizeof log, nullptr, log), gfx.error += log;
  glGetProgramInfoLog(program, sizeof log, nullptr, log), gfx.error += log;
}

void useProgram(GfxContext& gfx, const Pipeline& pipeline) {
  if (std::exchange(gfx.state.program, pipeline.program) != pipeline.program) glUseProgram(pipeline.program);
}

void useVertexArray(GfxContext& gfx, const Pipeline& pipeline) {
  if (std::exchange(gfx.state.vertexArray, pipeline.vertexArray) != pipeline.vertexArray)
    glBindVertexArray(pipeline.vertexArray);
}

void build(GfxContext& gfx, const PipelineSpec& spec, Pipeline& pipeline) {
  if (!pipeline.program) startPrograms(gfx);
  finish(gfx, pipeline.program);
  if (!gfx.error.empty()) return;
  useProgram(gfx, pipeline);
  pipeline.view = glGetUniformLocation(pipeline.program, "u_view");
  glUniform1i(glGetUniformLocation(pipeline.program, "u_texture"), 0);
  assert(spec.uniforms.size() <= std::size(pipeline.uniforms));
  for (size_t i = 0; i < spec.uniforms.size(); ++i)
    pipeline.uniforms[i] = glGetUniformLocation(pipeline.program, spec.uniforms[i]);
  glGenVertexArrays(1, &pipeline.vertexArray);
  glGenBuffers(1, &pipeline.vertices);
  useVertexArray(gfx, pipeline);
  glBindBuffer(GL_ARRAY_BUFFER, pipeline.vertices);
  if (spec.layout) spec.layout();
}

int toDevice(float css, float ratio, int limit) {
  return static_cast<int>(std::lround(std::clamp(css * ratio, 0.0f, static_cast<float>(limit))));
}

// True if the four numbers are not those remembered, which they then are.
bool changes(int (&remembered)[4], const int (&next)[4]) {
  if (std::equal(next, next + 4, remembered)) return false;
  std::copy(next, next + 4, remembered);
  return true;
}

// False if nothing can show.
bool setTarget(GfxContext& gfx, const Surface& surface) {
  float ratio = surface.pixelRatio;
  int width = static_cast<int>(std::lround(surface.width * ratio));
  int height = static_cast<int>(std::lround(surface.height * ratio));
  int x0 = toDevice(surface.clip[0], ratio, width), x1 = toDevice(surface.clip[2], ratio, width);
  int y0 = toDevice(surface.clip[1], ratio, height), y1 = toDevice(surface.clip[3], ratio, height);
  if (x1 <= x0 || y1 <= y0) return false;
  const int viewport[] = {-surface.left, -surface.bottom, width, height};
  const int scissor[] = {x0 - surface.left, height - y1 - surface.bottom, x1 - x0, y1 - y0};
  if (changes(gfx.state.viewport, viewport)) glViewport(viewport[0], viewport[1], viewport[2], viewport[3]);
  if (changes(gfx.state.scissor, scissor)) glScissor(scissor[0], scissor[1], scissor[2], scissor[3]);
  if (gfx.state.blending) return true;
  glEnable(GL_SCISSOR_TEST);
  glEnable(GL_BLEND);
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);  // the shaders multiply alpha in
  gfx.state.blending = true;
  return true;
}

void setView(Pipeline& pipeline, const Surface& surface) {
  const float view[] = {2 / surface.width, 2 / surface.height, surface.pixelRatio};
  if (std::equal(view, view + 3, pipeline.viewSet)) return;
  std::copy(view, view + 3, pipeline.viewSet);
  glUniform3f(pipeline.view, view[0], view[1], view[2]);
}

const void* at(size_t offset) { return reinterpret_cast<const void*>(offset); }

}  // namespace

void startPrograms(GfxContext& gfx) {
  for (int program = 0; program < kPrograms; ++program) {
    Pipeline& pipeline = gfx.pipelines[program];
    if (pipeline.program) continue;
    pipeline.program = glCreateProgram();
    const GLuint shaders[] = {compile(GL_VERTEX_SHADER, kCommonVert, kShaders[program].vertex),
                              compile(GL_FRAGMENT_SHADER, kCommonFrag, kShaders[program].fragment)};
    for (GLuint shader : shaders) glAttachShader(pipeline.program, shader);
    glLinkProgram(pipeline.program);
    for (GLuint shader : shaders) glDeleteShader(shader);  // when the program goes
  }
  submit();
}

void submit() { glFlush(); }

void clearSurface(GfxContext& gfx, const Surface& surface, Color color) {
  if (!setTarget(gfx, surface)) return;
  const Rgb rgb = toRgb(color);
  glClearColor(rgb.r, rgb.g, rgb.b, static_cast<float>(color.a) / 255);
  glClear(GL_COLOR_BUFFER_BIT);
}

void forgetGl(GfxContext& gfx) {
  for (Pipeline& pipeline : gfx.pipelines) pipeline = {};
  gfx.state = {};
  gfx.textures.clear();
  gfx.error.clear();
  ++gfx.generation;
}

Pipeline* usePipeline(GfxContext& gfx, const Surface& surface, const PipelineSpec& spec) {
  Pipeline& pipeline = gfx.pipelines[static_cast<int>(spec.program)];
  if (!gfx.error.empty() || !setTarget(gfx, surface)) return nullptr;
  if (!pipeline.vertexArray) build(gfx, spec, pipeline);
  if (!gfx.error.empty()) return nullptr;
  useProgram(gfx, pipeline);
  useVertexArray(gfx, pipeline);
  setView(pipeline, surface);
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
}

bool bindTexture(GfxContext& gfx, GpuTexture& texture, GLint filter) {
  if (texture.generation == gfx.generation && texture.name) {
    if (std::exchange(gfx.state.texture, texture.name) != texture.name)
      glBindTexture(GL_TEXTURE_2D, texture.name);
    return false;
  }
  texture.generation = gfx.generation;
  glGenTextures(1, &texture.name);
  gfx.textures.push_back(texture.name);
  gfx.state.texture = texture.name;
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
