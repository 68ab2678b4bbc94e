// A 64-bit fingerprint of floats, bit by bit: two runs are the same run when their hashes are.
// FNV-1a over 32-bit words: Fowler, Noll & Vo, 1991.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace lockstep {

inline uint64_t hashFloats(const float* x, std::size_t count, uint64_t hash = 0xcbf29ce484222325ull) {
  for (std::size_t i = 0; i < count; ++i) hash = (hash ^ std::bit_cast<uint32_t>(x[i])) * 0x100000001b3ull;
  return hash;
}

}  // namespace lockstep
