#pragma once

namespace lockstep {

// What the pointer does on the plane when the data set is drawn by hand.
struct DrawTool {
  int label = 0;
  bool erase = false;
};

}  // namespace lockstep
