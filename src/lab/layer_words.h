// What is said of a layer that went wrong.
#pragma once

#include <string>

#include "session/session.h"

namespace lockstep {

// "layer 2", "the output layer".
inline std::string layerName(const Network& network, int layer) {
  if (layer + 1 == static_cast<int>(network.layers.size())) return "the output layer";
  return "layer " + std::to_string(layer + 1);
}

// Of a layer's weights in a flat vector of parameters, without biases.
inline double weightLength(const float* parameters, const Layer& layer) {
  return gradientNorm(parameters + layer.weight, layer.bias - layer.weight);
}

}  // namespace lockstep
