#include "ui/canvas.h"

namespace lockstep {
namespace {

void run(const ImDrawList*, const ImDrawCmd* command) {
  const CanvasCall& call = *static_cast<const CanvasCall*>(command->UserCallbackData);
  gfx::Surface surface{call.canvas->width, call.canvas->height, call.canvas->pixelRatio, {}};
  const ImVec4& clip = command->ClipRect;
  surface.clip[0] = clip.x, surface.clip[1] = clip.y, surface.clip[2] = clip.z, surface.clip[3] = clip.w;
  call.draw(surface);
}

}  // namespace

void addCall(ImDrawList* list, CanvasCall& call) {
  list->AddCallback(run, &call);
  list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

gfx::Palette paletteOf(const Theme& theme) {
  return {toRgb(theme.negative), toRgb(theme.neutral), toRgb(theme.positive),
          toRgb(theme.paper),    toRgb(theme.ink),     toRgb(theme.alarm)};
}

}  // namespace lockstep
