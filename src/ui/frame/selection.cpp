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

Text32 className(const Problem& problem, int index, const char* before) {
  constexpr std::size_t kLongest = 16;  // bytes
  const std::vector<std::string>& names = problem.data.classNames;
  if (static_cast<std::size_t>(index) >= names.size()) return textf<32>("%s%d", before, index);
  const std::string& name = names[static_cast<std::size_t>(index)];
  Text32 text;
  if (name.size() <= kLongest) return text.append(name);
  FixedText<kLongest> cut;  // at a whole character
  return text.append(cut.append(name)).append("…");
}

}  // namespace lockstep
