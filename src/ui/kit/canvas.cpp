#include "ui/kit/canvas.h"

#include <cstring>

namespace lockstep {

static_assert(sizeof(ImDrawVert) == sizeof(gfx::TriangleVertex) && sizeof(ImDrawIdx) == sizeof(uint32_t));

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

}  // namespace lockstep
