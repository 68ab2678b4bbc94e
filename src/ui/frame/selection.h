// What the viewer points at in a network.
#pragma once

#include "session/session.h"
#include "ui/kit/fixed_text.h"

namespace lockstep {

// A unit by its column's layer (−1: an input).
struct UnitRef {
  int layer = -2, unit = 0;
  bool valid() const { return layer > -2; }
  bool operator==(const UnitRef&) const = default;
};

// One parameter: the weight of layer `layer` from its input `from` to its unit `to`, or a bias (from −1).
struct ParameterRef {
  int layer = -1, to = 0, from = -1;
  bool valid() const { return layer >= 0; }
  bool operator==(const ParameterRef&) const = default;
};

struct NetworkSelection {
  UnitRef hoveredUnit, pinnedUnit;  // pinned by a click; the large picture shows it
  ParameterRef hovered;             // under the pointer
  UnitRef shown;                    // in the large picture
};

// "Layer 2, unit 5", "input x²".
Text64 unitName(const Session& session, UnitRef unit);

// What a class is called, shortened to what fits into a label; without a name its number behind `before`.
Text32 className(const Problem& problem, int index, const char* before = "");

}  // namespace lockstep
