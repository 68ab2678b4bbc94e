// Random numbers with the same bits on every machine. A generator is made from (seed, stream, index) and
// lives as long as one job (one epoch's order, one layer's initial weights, one step's dropout mask), so no
// generator state has to be saved: a run is replayed from its seed and step number alone. PCG32: M. E.
// O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms", 2014.
#pragma once

#include <cstdint>

#include "nn/math.h"

namespace lockstep {

// One stream per purpose, so that asking for more of one never shifts another.
enum class Stream : uint32_t { init, order, dropout, data, noise, labelNoise, split, probe, layout };

class Rng {
 public:
  explicit Rng(uint64_t seed, Stream stream = Stream::init, uint64_t index = 0) {
    uint64_t mixed = mix(mix(seed) ^ mix(static_cast<uint64_t>(stream) + 0x51ed27u) ^ mix(index * 2 + 1));
    increment_ = mix(mixed) | 1;
    state_ = mixed;
    next();
  }

  // Uniform in [0, 2^32).
  uint32_t next() {
    uint64_t old = state_;
    state_ = old * 6364136223846793005ull + increment_;
    uint32_t shifted = static_cast<uint32_t>(((old >> 18) ^ old) >> 27);
    uint32_t rotation = static_cast<uint32_t>(old >> 59);
    return (shifted >> rotation) | (shifted << ((32 - rotation) & 31));
  }

  // Uniform in [0, n), unbiased; n > 0.
  uint32_t below(uint32_t n) {
    for (;;) {
      uint32_t r = next();
      // The first 2^32 mod n values are one too many; that is less than n, so most r need no
      // division to know.
      if (r >= n || r >= (0u - n) % n) return r % n;
    }
  }

  // Uniform in [0, 1), 32 bits.
  double uniform() { return next() * 0x1p-32; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  // Standard normal (Box–Muller; the second value is thrown away to keep the generator stateless).
  double normal() {
    double radius = std::sqrt(-2.0 * math::log(1.0 - uniform()));
    return radius * math::cos(2.0 * math::kPi * uniform());
  }

  // Fisher–Yates.
  template <typename T>
  void shuffle(T* items, int count) {
    for (int i = count - 1; i > 0; --i) {
      uint32_t j = below(static_cast<uint32_t>(i) + 1);
      T t = items[i];
      items[i] = items[j];
      items[j] = t;
    }
  }

 private:
  // SplitMix64's finaliser.
  static uint64_t mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  uint64_t state_, increment_;
};

}  // namespace lockstep
