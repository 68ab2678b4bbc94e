// Which panels there are, and where each stands in each shape of the screen: the table to edit for
// a new panel.
#pragma once

#include <span>

#include "ui/shell/place.h"

namespace lockstep {

struct ScreenShape {
  const char* name;
  float leastWidth;  // CSS px at scale 1
  bool narrow;       // one column, the rest in tabs
  std::span<const Place> places;
};

// The shape of a screen of that width, or of the figure that it is to be.
const ScreenShape& shapeOf(const Screen& screen, float width, float scale);

// What is left of a screen of that height for the panels between its bars.
float bodyHeight(const Frame& frame, PanelSet& panels, float width, float height);

// The height in px that a figure would fill well at that width, `bars` of it for its own.
float likedHeight(const Frame& frame, PanelSet& panels, float width, float bars);

// Whether a figure of this size shows something of the second part of the program beside its own panels.
bool wantsRest(const Frame& frame);

}  // namespace lockstep
