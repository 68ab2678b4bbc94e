// Between Dear ImGui's draw lists and gfx/: a drawing function that runs at its place in a draw list, clipped
// like everything else there.
#pragma once

#include <imgui.h>

#include <functional>

#include "gfx/content.h"
#include "gfx/context.h"
#include "gfx/triangles.h"
#include "ui/kit/damage.h"
#include "ui/kit/theme.h"

namespace lockstep {

// The canvas of the application; one per window.
struct Canvas {
  gfx::GfxContext gfx;
  float width = 0, height = 0, pixelRatio = 1;
  Damage damage;
  gfx::Mask glyphs;
};

// After Dear ImGui's fonts were made anew.
void fontsChanged(Canvas& canvas);

// Renders Dear ImGui's draw data into the bound framebuffer, which still holds the frame before, or after
// forgetPixels(canvas.damage) need not. Nothing is asked of the graphics card: every answer would have to
// wait until it has finished the frame before.
void paint(Canvas& canvas, const ImDrawData& data, Color paper, Pace pace);

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
