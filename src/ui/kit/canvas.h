// Between Dear ImGui's draw data and gfx/: renders a frame.
#pragma once

#include <imgui.h>

#include "gfx/context.h"
#include "gfx/triangles.h"
#include "ui/kit/canvas_call.h"
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

}  // namespace lockstep
