// Initial weights. Biases start at 0, norm scales at 1, norm shifts at 0.
#pragma once

#include <cstdint>

#include "nn/network.h"

namespace lockstep {

enum class Init : uint8_t {
  zeros,
  uniform,      // U(−1, 1)
  normal,       // N(0, 1)
  glorot,       // U(±√(6 / (I + O)))               (Glorot & Bengio 2010)
  he,           // N(0, 2 / I)                       (He et al. 2015)
  lecun,        // N(0, 1 / I)                       (LeCun et al. 1998)
  orthogonal,   // orthonormal rows or columns       (Saxe et al. 2014)
  looksLinear,  // mirrored orthogonal blocks: a ReLU network that is exactly linear at the start (Balduzzi
                // et al. 2017)
};
constexpr int kInits = 8;

// Fills every layer's weights; `scale` multiplies them all. Layer l draws from its own stream of the seed, so
// adding a layer does not change the others. Cost O(P), orthogonal O(I·O·min(I, O)).
//
// looksLinear pairs the units of each hidden layer (first half and its mirror image), so that relu(z),
// relu(−z) together carry z on; the spare unit of an odd width starts with zero weights.
void initialize(Network& network, Init init, float scale, uint64_t seed);

}  // namespace lockstep
