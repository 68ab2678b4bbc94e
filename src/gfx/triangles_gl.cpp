#include "gfx/pipeline.h"
#include "gfx/triangles.h"

namespace lockstep::gfx {
namespace {

void layout() {
  constexpr size_t kStride = sizeof(TriangleVertex);
  attributeFloats(0, 2, kStride, offsetof(TriangleVertex, x));
  attributeFloats(1, 2, kStride, offsetof(TriangleVertex, u));
  attributeNormalised(2, 4, kStride, offsetof(TriangleVertex, color));
}

constexpr PipelineSpec kSpec = {Program::triangles, {}, layout};

template <typename T>
void send(GLenum target, unsigned& buffer, std::span<const T> data) {
  if (!buffer) glGenBuffers(1, &buffer);
  glBindBuffer(target, buffer);
  glBufferData(target, static_cast<GLsizeiptr>(data.size_bytes()), data.data(), GL_STREAM_DRAW);
}

}  // namespace

void drawTriangles(GfxContext& gfx, const Surface& surface, Mask& mask, Triangles& triangles, size_t first,
                   size_t count) {
  Pipeline* pipeline = usePipeline(gfx, surface, kSpec);
  if (!pipeline) return;
  if (!triangles.uploaded) {
    send(GL_ARRAY_BUFFER, pipeline->vertices, triangles.vertices);
    send(GL_ELEMENT_ARRAY_BUFFER, pipeline->indices, triangles.indices);
    triangles.uploaded = true;
  }
  if (bindTexture(gfx, mask.texture, GL_LINEAR) || mask.dirty) {
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, mask.width, mask.height, 0, GL_RED, GL_UNSIGNED_BYTE, mask.texels);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    mask.dirty = false;
  }
  glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(count), GL_UNSIGNED_INT,
                 reinterpret_cast<const void*>(first * sizeof(uint32_t)));
}

}  // namespace lockstep::gfx
