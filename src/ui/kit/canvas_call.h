// A drawing function that runs at its place in a draw list of Dear ImGui, clipped like everything else there.
#pragma once

#include <imgui.h>

#include <functional>

#include "gfx/content.h"
#include "gfx/context.h"

namespace lockstep {

struct Canvas;

// Belongs to a view and lives until the frame is rendered: set `draw` once, add it in every frame. It may be
// called several times for one frame, each with a clip of its own, or not at all where nothing has changed.
struct CanvasCall {
  Canvas* canvas = nullptr;
  std::function<void(const gfx::Surface&)> draw;
  gfx::Content content;  // addCall sets it
};

// `content`: of what `draw` will draw. Without it the call counts as new pixels everywhere in the list's clip
// rectangle in every frame.
void addCall(ImDrawList* list, CanvasCall& call, const gfx::Content& content);
void addCall(ImDrawList* list, CanvasCall& call);

// The call behind a command of a draw list, or null.
const CanvasCall* canvasCall(const ImDrawCmd& command);

}  // namespace lockstep
