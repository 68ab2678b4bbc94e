// What the tests of src/session share: short ways to make, advance and compare runs.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "nn/hash.h"
#include "nn/rng.h"
#include "session/session.h"

namespace lockstep {

// A config line on top of defaults of the tests' own: the product's may change, the runs here stay
// what they are.
inline Config configOf(std::string_view line) {
  const Config base =
      parseConfig(
          "dataset=spiral&samples=500&noise=0&trainShare=0.5&features=x,y&layers=8,8&activation=tanh"
          "&init=glorot&loss=auto&batch=16&lr=0.01&optimizer=adam&seed=1")
          .config;
  return parseConfig(line, base).config;
}

inline Session sessionOf(std::string_view line, const Sources& sources = {}) {
  return makeSession(configOf(line), sources);
}

inline bool advanceBy(Session& session, int steps) {
  for (int i = 0; i < steps; ++i)
    if (!advance(session)) return false;
  return true;
}

// A run of 40 steps, so that moments, statistics and the cursor are all in motion.
inline Session runningSession(std::string_view line) {
  Session s = sessionOf(line);
  advanceBy(s, 40);
  return s;
}

// The session's config with some fields changed.
inline Config with(const Session& s, std::string_view line) { return parseConfig(line, s.config).config; }

// All parameters of layer l, and the weight in it from unit i to unit o.
inline std::vector<float> weightsOf(const Session& s, int l) {
  const Layer& layer = s.state.network.layers[l];
  const auto p = s.state.network.parameters.begin();
  return {p + layer.weight, p + layer.end};
}
inline float weightAt(const Session& s, int l, int o, int i) {
  const Layer& layer = s.state.network.layers[l];
  return s.state.network.parameters[layer.weight + o * layer.inputs + i];
}

// Of everything a run carries from one step to the next.
inline uint64_t stateHash(const TrainingState& s) {
  auto add = [](uint64_t hash, const auto& v) { return hashFloats(v.data(), v.size(), hash); };
  uint64_t hash = add(add(0, s.network.parameters), s.network.statistics);
  hash = add(add(hash, s.optimizer.first), s.optimizer.second);
  std::vector<uint64_t> words = {static_cast<uint64_t>(s.step), static_cast<uint64_t>(s.epoch),
                                 static_cast<uint64_t>(s.cursor)};
  for (double power : s.optimizer.beta1Powers) words.push_back(std::bit_cast<uint64_t>(power));
  for (double power : s.optimizer.beta2Powers) words.push_back(std::bit_cast<uint64_t>(power));
  for (uint64_t word : words) hash = (hash ^ word) * 0x100000001b3ull;
  return hash;
}

inline bool finiteState(const TrainingState& s) {
  auto fine = [](const auto& v) { return allFinite(v.data(), v.size()); };
  return fine(s.network.parameters) && fine(s.network.statistics) && fine(s.optimizer.first) &&
         fine(s.optimizer.second);
}

// A made-up table of two classes of D-pixel pictures, as if it had been dropped on the page: each class has
// its own pattern, under noise.
inline Sources pictures(int samples, int D, uint64_t seed = 1) {
  Sources sources;
  Dataset& data = sources.csv;
  data.kind = DataKind::csv, data.task = Task::classification, data.dims = D, data.classes = 2;
  Rng rng(seed, Stream::probe);
  for (int n = 0; n < samples; ++n) {
    data.y.push_back(static_cast<float>(n % 2));
    for (int d = 0; d < D; ++d) {
      const bool on = (d * (n % 2 ? 7 : 11)) % 13 < 3;
      data.x.edit().push_back(static_cast<float>((on ? 0.8 : 0.0) + 0.3 * rng.uniform()));
    }
  }
  return sources;
}

}  // namespace lockstep
