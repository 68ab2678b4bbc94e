// Lines between the regions of the screen.
#pragma once

#include <span>

#include "ui/kit/kit.h"

namespace lockstep {

struct Line {
  ImVec2 from, to;
};

// Over the panels and under whatever pops up: panels need not know their neighbours.
void drawLines(const Kit& kit, std::span<const Line> lines);

}  // namespace lockstep
