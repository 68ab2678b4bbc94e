// Handwritten digits from the packed assets made at build time.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "data/dataset.h"

namespace lockstep {

struct DigitsResult {
  Dataset data;  // meaningful when error is empty
  std::string error;
};

// Decodes the asset of a kind: "LSD1", count and side (28) as little-endian uint32, `count` label bytes (the
// digits themselves), then 392 bytes per image, two pixels of 4 bits each, low nibble first; a pixel k
// becomes k/15. Which digits there may be, and the class of each, says the kind's row. Bytes that are
// anything else, more or fewer, give an error. Cost O(size).
DigitsResult decodeDigits(std::span<const uint8_t> bytes, DataKind kind);

}  // namespace lockstep
