// Assets of digits, made up for tests.
#pragma once

#include <cstdint>
#include <vector>

#include "nn/rng.h"

namespace lockstep {

// The packed file (data/digits.h) of `count` images of noise, with these labels in turn.
inline std::vector<uint8_t> noiseDigits(int count, const std::vector<uint8_t>& labels, uint64_t seed) {
  std::vector<uint8_t> bytes = {'L', 'S', 'D', '1'};
  for (uint32_t word : {static_cast<uint32_t>(count), 28u})
    for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<uint8_t>(word >> (8 * i)));
  for (int i = 0; i < count; ++i) bytes.push_back(labels[static_cast<std::size_t>(i) % labels.size()]);
  Rng rng(seed, Stream::probe);
  for (int i = 0; i < count * 392; ++i) bytes.push_back(static_cast<uint8_t>(rng.below(256)));
  return bytes;
}

}  // namespace lockstep
