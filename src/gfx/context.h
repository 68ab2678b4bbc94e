// What every drawing function needs: where it draws (Surface) and the GL objects it draws with (GfxContext).
//
// All drawing functions of gfx/ share these rules. Coordinates, widths and radii are CSS pixels of the
// canvas, y down. Blending is "over" onto the framebuffer. The GL context belongs to gfx/ alone, which
// remembers what state it has set. Nothing is asked of GL (every answer would have to wait until the card has
// finished the frame before), and nothing is allocated once the buffers have reached their size.
//
// GL objects are made at first use. After a context loss call forgetGl(); the next frame makes them again
// from the pixels kept on the processor's side, without help from the owner of the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gfx/color.h"

namespace lockstep::gfx {

struct Surface {
  float width = 0, height = 0;         // CSS pixels of the whole canvas
  float pixelRatio = 1;                // device pixels per CSS pixel
  float clip[4] = {0, 0, 1e6f, 1e6f};  // x0, y0, x1, y1: nothing is drawn outside; clamped to the canvas
  int left = 0, bottom = 0;  // device pixels of the canvas beside the framebuffer that is drawn into
};

struct PixelRect {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

// Smooth: values between samples are interpolated. Crisp: samples are flat squares with edges one
// device pixel soft.
enum class Sampling : uint8_t { smooth, crisp };

// A texture's name, valid while `generation` is the context's. Plain data: copying or dropping
// it frees nothing.
struct GpuTexture {
  unsigned name = 0;
  uint32_t generation = 0;
};

// One for each kind of thing that is drawn.
enum class Program : uint8_t { heat, plane, image, edges, points, cached, triangles };
constexpr int kPrograms = 7;

// One shader program with its vertex array and the buffers behind it.
struct Pipeline {
  unsigned program = 0, vertexArray = 0, vertices = 0;  // the vertices are streamed with every draw
  unsigned indices = 0;                                 // triangles only
  int uniforms[6] = {};                                 // locations, in the order of its PipelineSpec
  int view = -1;
  float viewSet[3] = {};  // the value of that uniform
};

// What was last set in the GL context.
struct GlState {
  int viewport[4] = {}, scissor[4] = {};
  unsigned program = 0, vertexArray = 0, texture = 0;
  bool blending = false;
};

// Owns every GL object of gfx/. One per GL context; all calls on it must be made with that context current.
// Not copied. It frees nothing: the GL objects go with the GL context.
struct GfxContext {
  GfxContext() = default;
  GfxContext(const GfxContext&) = delete;
  GfxContext& operator=(const GfxContext&) = delete;

  uint32_t generation = 1;
  GlState state;
  Pipeline pipelines[kPrograms];
  std::vector<unsigned> textures;           // every live texture
  GpuTexture shapes;                        // of points: distances to their outlines
  GpuTexture edges;                         // what the edges' vertex shader reads
  std::vector<std::byte> staging, corners;  // records on their way to the card, once and six times
  std::vector<uint32_t> order;              // edges, weakest first
  std::string error;  // the compiler's words if a shader did not compile; then nothing is drawn
};

// Hands all shaders to the compiler, which works while the caller does something else: the first draw then
// need not wait as long. Optional, after the context was made.
void startPrograms(GfxContext& gfx);

// Sends what was drawn to the graphics card now rather than when the processor has time for it.
void submit();

// Fills the clip, alpha too: for a software renderer a fifth of the cost of drawing a rectangle.
void clearSurface(GfxContext& gfx, const Surface& surface, Color color);

// The context was lost: the names mean nothing any more and are dropped without a GL call. Call it when the
// loss is noticed or when the context is restored, and draw nothing in between.
void forgetGl(GfxContext& gfx);

}  // namespace lockstep::gfx
