#include "ui/kit/canvas_call.h"

#include "ui/kit/canvas.h"

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

}  // namespace

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
