// Samples of a synthetic set from its row. Every sample has generators of its own, so a change of noise moves
// each point along a fixed line and leaves the others alone.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "data/dataset.h"
#include "nn/rng.h"

namespace lockstep {
namespace {

// Mirrors what noise has carried out of the plane back into it.
double fold(double v) {
  if (std::fabs(v) <= kPlane) return v;
  double t = (v + kPlane) / (4 * kPlane);
  t = 4 * kPlane * (t - std::floor(t));
  return (t <= 2 * kPlane ? t : 4 * kPlane - t) - kPlane;
}

// Sample i of n, before label noise.
RawSample makeSample(const DataInfo& info, const SyntheticOptions& options, double noise, int i, int n) {
  Rng rng(options.seed, Stream::data, static_cast<uint64_t>(i));
  Rng noiseRng(options.seed, Stream::noise, static_cast<uint64_t>(i));
  const int classes = std::max(info.classes, 1), label = i % classes;
  const int inClass = (n - label + classes - 1) / classes;
  const double along = (i / classes + 1.0) / inClass, reach = noise * info.noiseReach;
  const int degree = std::clamp(options.degree, 1, kMaxDegree);
  RawSample sample = info.make({i, n, label, along, noise, degree, rng, noiseRng});
  if (info.task == Task::regression) {
    sample.target += reach * noiseRng.uniform(-1, 1);
  } else {
    const double dx = noiseRng.uniform(-1, 1), dy = noiseRng.uniform(-1, 1);
    sample = {fold(sample.x + reach * dx), fold(sample.y + reach * dy), static_cast<double>(label)};
  }
  return sample;
}

}  // namespace

Dataset makeSynthetic(const SyntheticOptions& options) {
  return makeSynthetic(dataInfo(options.kind), options);
}

Dataset makeSynthetic(const DataInfo& info, const SyntheticOptions& options) {
  assert(info.source == DataSource::synthetic && options.samples >= 2);
  assert(info.dims >= 1 && info.dims <= 2 && (info.task == Task::regression || info.classes >= 2));
  const int n = std::max(options.samples, 2);
  const double noise = options.noise > 0 ? std::min(options.noise, 1.0f) : 0;

  Dataset data{.kind = info.kind, .task = info.task, .dims = info.dims, .classes = info.classes};
  data.columnNames = info.dims == 1 ? std::vector<std::string>{"x"} : std::vector<std::string>{"x", "y"};
  std::vector<float> x(static_cast<size_t>(n) * static_cast<size_t>(info.dims));
  data.y.resize(static_cast<size_t>(n));

  std::vector<int> place(static_cast<size_t>(n));
  std::iota(place.begin(), place.end(), 0);
  constexpr uint64_t kShuffle = 1ull << 32;  // an index no sample has
  Rng(options.seed, Stream::data, kShuffle).shuffle(place.data(), n);

  const auto dims = static_cast<size_t>(info.dims);
  for (int i = 0; i < n; ++i) {
    const RawSample sample = makeSample(info, options, noise, i, n);
    const auto row = static_cast<size_t>(place[static_cast<size_t>(i)]);
    x[row * dims] = static_cast<float>(sample.x);
    if (dims == 2) x[row * dims + 1] = static_cast<float>(sample.y);
    data.y[row] = static_cast<float>(sample.target);
  }
  data.x = std::move(x);
  addLabelNoise(data, options.labelNoise, options.seed);
  return data;
}

}  // namespace lockstep
