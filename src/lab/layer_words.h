// What is said of a layer that went wrong.
#pragma once

#include <string>

#include "session/session.h"

namespace lockstep {

inline std::string layerName(const Network& network, int layer) {
  return layerName(layer, static_cast<int>(network.layers.size()));
}

// Of a layer's weights in a flat vector of parameters, without biases.
inline double weightLength(const float* parameters, const Layer& layer) {
  return gradientNorm(parameters + layer.weight, layer.bias - layer.weight);
}

}  // namespace lockstep
