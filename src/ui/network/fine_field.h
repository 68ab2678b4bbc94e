// What a network answers over the input plane, on a grid finer than the pictures of its units: measured where
// the answer is steep, for a border narrower than a cell of those would come out as stairs and beads, and
// interpolated where it is not.
#pragma once

#include <vector>

#include "ui/frame/unit_pictures.h"

namespace lockstep {

// What is shown of a layer: one unit, or of the output all classes.
struct Answer {
  int layer = 0, unit = 0, channels = 1;
  enum class As : uint8_t { scaled, certainty, probabilities } as = As::scaled;
  float scale = 1;  // of what is scaled: ±scale is shown as ±1
};

struct FineField {
  int side = 0;
  std::vector<float> values;  // as they are shown: channels × side², row-major from the top left
  int measured = 0;           // of the side² points

  // Private.
  Workspace workspace;
  uint64_t shapeVersion = 0;  // that it is for
  std::vector<float> coarse;  // channels × pictures' points
  std::vector<float> steepness;
  std::vector<int> queue;  // of the pictures' cells
  std::vector<uint8_t> queued;
  std::vector<float> inputs, point, block;
};

// Makes the values from the network's pictures of a plane and, if these show it as it is now (`exact`), from
// the network itself in steep places: no more points than the pictures have, the steepest first.
void sampleField(const Problem& problem, const Network& network, const UnitPictures& pictures,
                 const Answer& answer, bool exact, FineField& field);

}  // namespace lockstep
