#include "ui/kit/canvas.h"

#include <cstring>

namespace lockstep {
namespace {

// The clip rectangle comes in device pixels: see ui/kit/damage.h.
void run(const ImDrawList*, const ImDrawCmd* command) {
  const CanvasCall& call = *static_cast<const CanvasCall*>(command->UserCallbackData);
  const float ratio = call.canvas->pixelRatio;
  const ImVec4& clip = command->ClipRect;
  gfx::Surface surface{call.canvas->width, call.canvas->height, ratio, {}};
  surface.clip[0] = clip.x / ratio, surface.clip[1] = clip.y / ratio;
  surface.clip[2] = clip.z / ratio, surface.clip[3] = clip.w / ratio;
  call.draw(surface);
}

static_assert(sizeof(ImDrawVert) == sizeof(gfx::TriangleVertex) && sizeof(ImDrawIdx) == sizeof(uint32_t));

}  // namespace

void fontsChanged(Canvas& canvas) {
  unsigned char* texels = nullptr;
  ImGui::GetIO().Fonts->GetTexDataAsAlpha8(&texels, &canvas.glyphs.width, &canvas.glyphs.height);
  canvas.glyphs.texels = texels;
  canvas.glyphs.dirty = true;
  forgetPixels(canvas.damage);
}

void paint(Canvas& canvas, const ImDrawData& data, Color paper, Pace pace) {
  const ImDrawList& list = reduceToDamage(canvas.damage, data, paper, pace);
  gfx::Triangles triangles;
  triangles.vertices = {reinterpret_cast<const gfx::TriangleVertex*>(list.VtxBuffer.Data),
                        static_cast<size_t>(list.VtxBuffer.Size)};
  triangles.indices = {list.IdxBuffer.Data, static_cast<size_t>(list.IdxBuffer.Size)};
  gfx::Surface surface{static_cast<float>(canvas.damage.width), static_cast<float>(canvas.damage.height), 1};
  for (const ImDrawCmd& command : list.CmdBuffer) {
    std::memcpy(surface.clip, &command.ClipRect, sizeof surface.clip);
    if (const Color* color = groundOf(command))
      gfx::clearSurface(canvas.gfx, surface, *color);
    else if (command.UserCallback)
      command.UserCallback(&list, &command);
    else
      gfx::drawTriangles(canvas.gfx, surface, canvas.glyphs, triangles, command.IdxOffset, command.ElemCount);
  }
  gfx::submit();
}

void addCall(ImDrawList* list, CanvasCall& call, const gfx::Content& content) {
  call.content = content;
  list->AddCallback(run, &call);
}

void addCall(ImDrawList* list, CanvasCall& call) {
  addCall(list, call, {{0, 0, 1e6f, 1e6f}, gfx::Fingerprint(call.content.fingerprint).add(1)});
}

const CanvasCall* canvasCall(const ImDrawCmd& command) {
  return command.UserCallback == run ? static_cast<const CanvasCall*>(command.UserCallbackData) : nullptr;
}

}  // namespace lockstep
