// The one file that knows every experiment: none of what they are made of looks back at it.
#include <vector>

#include "lab/experiments/parts.h"

namespace lockstep {

std::span<const Experiment> experiments() {
  static const std::vector<Experiment> list = [] {
    std::vector<Experiment> all;
    for (auto part : {stepExperiments(), layerExperiments(), depthExperiments(), featureExperiments(),
                      rateExperiments(), tuningExperiments()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return list;
}

const Experiment* findExperiment(std::string_view name) {
  for (const Experiment& e : experiments())
    if (name == e.name) return &e;
  return nullptr;
}

}  // namespace lockstep
