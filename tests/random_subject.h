// Subjects for the tests of instruments: random networks, batches and optimisers in motion.
#pragma once

#include <algorithm>
#include <bit>

#include "nn/hash.h"
#include "nn/median.h"
#include "probes/measurement.h"
#include "probes/subject.h"
#include "random_network.h"

namespace lockstep {

inline Subject randomSubject(const Shape& shape, Loss loss, int B, uint64_t seed) {
  Subject s;
  s.network = randomNetwork(shape, seed);
  s.initial = s.network.parameters;
  s.loss = loss;
  s.batch = {B, padToLanes(B), randomColumns(shape.widths.front(), B, seed + 1),
             targetsFor(loss, shape.widths.back(), B, seed + 2)};
  s.many = s.batch;
  s.fullBatch = true;
  s.optimizer.kind = Optimizer::sgd;
  resetState(s.moments, s.network);
  s.rate = 0.1f;
  s.multipliers.assign(s.network.layers.size(), 1.0f);
  s.seed = seed;
  return s;
}

inline SubjectPtr share(Subject subject) { return std::make_shared<const Subject>(std::move(subject)); }

// Of all that a measurement could change.
inline uint64_t subjectHash(const Subject& s) {
  uint64_t hash = 0;
  for (const std::vector<float>* v :
       {&s.network.parameters, &s.network.statistics, &s.initial, &s.batch.x, &s.batch.targets, &s.test.x,
        &s.moments.first, &s.moments.second, &s.multipliers})
    hash = hashFloats(v->data(), v->size(), hash);
  return hash;
}

// Of names and bits of all readings; every NaN counts alike.
inline uint64_t readingsHash(const Readings& readings) {
  uint64_t hash = 0xcbf29ce484222325ull;
  auto add = [&](uint64_t word) { hash = (hash ^ word) * 0x100000001b3ull; };
  for (const Table& table : readings)
    for (const TableColumn& column : table.columns) {
      for (char c : table.name + column.name) add(static_cast<uint64_t>(c));
      for (double value : column.values) add(std::isnan(value) ? 1 : std::bit_cast<uint64_t>(value));
    }
  return hash;
}

}  // namespace lockstep
