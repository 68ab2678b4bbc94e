#include "ui/frame/selection.h"

namespace lockstep {

Text64 unitName(const Session& session, UnitRef unit) {
  if (unit.layer >= 0) {
    const bool output = unit.layer + 1 == static_cast<int>(session.state.network.layers.size());
    if (output) return session.problem.outputs > 1 ? textf("Output %d", unit.unit + 1) : textf("Output");
    return textf("Layer %d, unit %d", unit.layer + 1, unit.unit + 1);
  }
  if (session.problem.data.imageSide > 0) return textf("Input image");
  return textf("Input %s", session.problem.inputNames[unit.unit].c_str());
}

}  // namespace lockstep
