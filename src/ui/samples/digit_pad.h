// A pad to draw a digit on, and what the network takes it for.
#pragma once

#include <cstdint>
#include <vector>

#include "data/handwriting.h"
#include "gfx/heat.h"
#include "nn/network.h"
#include "ui/frame/panel.h"

namespace lockstep {

// For image data of kDigitSide² pixels. The answer is measured anew when the drawing or the parameters have
// changed: one forward pass. Fits any size from about 240 × 240 CSS px at scale 1 and scrolls below that; low
// panels put the bars beside the pad. Widgets: "pad", "pad.clear", "pad.undo", "pad.seen".
struct DigitPad final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float width) const override { return pictureHeight(frame.kit, width); }

  bool hovered = false;  // the pointer is on the pad or draws: a touch drag is a stroke and must not scroll
  std::vector<PenPoint> path;  // every stroke so far, in the order they were drawn
  int likeliest = -1;          // the class it is taken for; −1: nothing drawn, or nothing finite came out

  // Private.
  bool drawing = false, changed = true;
  std::vector<float> image, x, probability;
  std::vector<Text32> names;
  Workspace workspace;
  uint64_t shapeVersion = 0, parameterVersion = 0;
  gfx::HeatAtlas atlas;
  gfx::TileId tile = gfx::kNoTile;
  gfx::HeatQuad seen;
  gfx::Palette palette;
  CanvasCall drawSeen;
};

inline std::unique_ptr<Panel> makePad() { return std::make_unique<DigitPad>(); }

// Takes back the last stroke; all of them.
void undoStroke(DigitPad& pad);
void clearPad(DigitPad& pad);

}  // namespace lockstep
