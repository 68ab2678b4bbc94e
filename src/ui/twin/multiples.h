// Small multiples of a comparison: what every seed of A and of B answers, one little picture each.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "gfx/image.h"
#include "probes/responses.h"
#include "studio/workbench.h"
#include "ui/frame/unit_pictures.h"
#include "ui/kit/canvas.h"
#include "ui/kit/kit.h"

namespace lockstep {

struct TwinMultiples {
  // Private.
  struct Picture {
    gfx::Image image;          // 2-D data
    std::vector<float> curve;  // 1-D data
    int64_t step = -1;         // of the run, that it shows
    gfx::PixelRect rect;
  };
  struct Side {
    std::vector<Picture> pictures;
    InputSet inputSet;
    Workspace workspace;
    CanvasCall draw;
    uint64_t shapeVersion = 0;
  };
  std::array<Side, 2> sides;
  Responses responses;
  std::vector<float> values;
  std::size_t next = 0;  // whose picture is made next
  double credit = 0;     // flop that may be spent on pictures
  bool dark = false;
};

// 0 while there is one run on each side.
float multiplesHeight(const Kit& kit, const Workbench& bench, float width);
// Two rows, at the cursor. Makes the pictures that are due, at a bounded cost per call.
void drawMultiples(Kit& kit, Canvas& canvas, const Workbench& bench, TwinMultiples& view, float width);

}  // namespace lockstep
