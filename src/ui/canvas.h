// Between Dear ImGui's draw lists and gfx/: a drawing function that runs at its place in a draw list, clipped
// like everything else there.
#pragma once

#include <imgui.h>

#include <functional>

#include "gfx/color.h"
#include "gfx/context.h"
#include "ui/theme.h"

namespace lockstep {

// The canvas of the application; one per window.
struct Canvas {
  gfx::GfxContext gfx;
  float width = 0, height = 0, pixelRatio = 1;
};

// Belongs to a view and lives until the frame is rendered: set `draw` once, add it in every frame.
struct CanvasCall {
  Canvas* canvas = nullptr;
  std::function<void(const gfx::Surface&)> draw;
};
void addCall(ImDrawList* list, CanvasCall& call);

inline gfx::Rgb toRgb(Color c) {
  return {static_cast<float>(c.r) / 255, static_cast<float>(c.g) / 255, static_cast<float>(c.b) / 255};
}
gfx::Palette paletteOf(const Theme& theme);

}  // namespace lockstep
