// The synthetic sets. Circle, xor, gauss, spiral, plane and multiGauss follow TensorFlow Playground
// (src/dataset.ts). Every sample has generators of its own, so a change of noise moves each point along a
// fixed line and leaves the others alone.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "data/dataset.h"
#include "nn/rng.h"

namespace lockstep {
namespace {

using math::kPi;

struct Point {
  double x, y;
};

Point polar(double radius, double angle) { return {radius * math::sin(angle), radius * math::cos(angle)}; }

// Uniform over the area between two circles.
Point inRing(double inner, double outer, Rng& rng) {
  double radius = std::sqrt(rng.uniform(inner * inner, outer * outer));
  return polar(radius, rng.uniform(0, 2 * kPi));
}

Point xorPoint(int c, Rng& rng) {
  constexpr double kGap = 0.3;  // free strip on either side of the axes
  double x = rng.uniform(0, 5) + kGap, y = rng.uniform(0, 5) + kGap;
  bool left = rng.below(2) == 0, below = left == (c == 1);
  return {left ? -x : x, below ? -y : y};
}

// Class 1 lies between the two parts of class 0, which share its points by area.
Point ringsPoint(int c, Rng& rng) {
  if (c == 1) return inRing(2, 3.2, rng);
  constexpr double kDisc = 1.2 * 1.2, kOuter = 5.2 * 5.2 - 4 * 4;
  bool disc = rng.uniform() * (kDisc + kOuter) < kDisc;
  return disc ? inRing(0, 1.2, rng) : inRing(4, 5.2, rng);
}

Point checkerboardPoint(int c, Rng& rng) {
  constexpr double kSide = 2 * kPlane / 4, kGap = 0.2;  // free strip inside each square's border
  int row = static_cast<int>(rng.below(4)), pair = static_cast<int>(rng.below(2));
  int column = 2 * pair + ((row + c) & 1);
  double x = -kPlane + kSide * column + rng.uniform(kGap, kSide - kGap);
  double y = -kPlane + kSide * row + rng.uniform(kGap, kSide - kGap);
  return {x, y};
}

// The upper half circle and the lower one, radius 3.2, as scikit-learn's make_moons but centred.
Point moonsPoint(int c, double along) {
  constexpr double kRadius = 3.2;
  double x = math::cos(kPi * along), y = math::sin(kPi * along);
  if (c == 0) return {kRadius * (x - 0.5), kRadius * (y - 0.25)};
  return {kRadius * (0.5 - x), kRadius * (0.25 - y)};
}

Point spiralPoint(double along, double turns, double start) {
  return polar(5 * along, 2 * kPi * (turns * along + start));
}

// A point of class c before noise. `along` in (0, 1] says how far along its curve it lies, for sets
// that are curves.
Point cleanPoint(DataKind kind, int c, double along, Rng& rng) {
  switch (kind) {
    case DataKind::circle: {
      double radius = c == 1 ? rng.uniform(0, 2.5) : rng.uniform(3.5, 5);
      return polar(radius, rng.uniform(0, 2 * kPi));
    }
    case DataKind::xorQuadrants:
      return xorPoint(c, rng);
    case DataKind::gauss:
      return c == 1 ? Point{2, 2} : Point{-2, -2};
    case DataKind::spiral:
      return spiralPoint(along, 1.75, c == 1 ? 0 : 0.5);
    case DataKind::moons:
      return moonsPoint(c, along);
    case DataKind::rings:
      return ringsPoint(c, rng);
    case DataKind::checkerboard:
      return checkerboardPoint(c, rng);
    case DataKind::arms:
      return spiralPoint(along, 1.25, c / 3.0);
    default:
      assert(false);
      return {0, 0};
  }
}

// How far noise 1 moves a point along each axis, at most: about what it takes to mix the classes completely.
double noiseReach(DataKind kind) {
  switch (kind) {
    case DataKind::circle:
    case DataKind::xorQuadrants:
      return 5;
    case DataKind::moons:
      return 3.2;
    case DataKind::rings:
      return 2;
    case DataKind::checkerboard:
      return 3;
    default:
      return 1;
  }
}

Point displacement(DataKind kind, double noise, Rng& rng) {
  if (kind == DataKind::gauss) {
    double deviation = std::sqrt(0.5 + 7 * noise), x = rng.normal(), y = rng.normal();
    return {deviation * x, deviation * y};
  }
  double reach = noise * noiseReach(kind), x = rng.uniform(-1, 1), y = rng.uniform(-1, 1);
  return {reach * x, reach * y};
}

// Mirrors what noise has carried out of the plane back into it.
double fold(double v) {
  if (std::fabs(v) <= kPlane) return v;
  double t = (v + kPlane) / (4 * kPlane);
  t = 4 * kPlane * (t - std::floor(t));
  return (t <= 2 * kPlane ? t : 4 * kPlane - t) - kPlane;
}

double multiGaussTarget(Point p) {
  constexpr double kHills[6][3] = {{-4, 2.5, 1},   {0, 2.5, -1}, {4, 2.5, 1},
                                   {-4, -2.5, -1}, {0, -2.5, 1}, {4, -2.5, -1}};
  double target = 0;
  for (const auto& [x, y, sign] : kHills) {
    double dx = p.x - x, dy = p.y - y;
    double height = std::max(0.0, 1 - 0.5 * std::sqrt(dx * dx + dy * dy));
    if (height > std::fabs(target)) target = sign * height;
  }
  return target;
}

// T_k by its recurrence.
double chebyshevTarget(int k, double x) {
  double previous = 1, current = x;
  for (int i = 1; i < k; ++i) {
    double next = 2 * x * current - previous;
    previous = current;
    current = next;
  }
  return current;
}

double cleanTarget(const SyntheticOptions& options, Point p) {
  switch (options.kind) {
    case DataKind::plane:
      return (p.x + p.y) / (2 * kPlane);
    case DataKind::multiGauss:
      return multiGaussTarget(p);
    case DataKind::sine:
      return math::sin(p.x);
    case DataKind::chebyshev:
      return chebyshevTarget(std::clamp(options.degree, 1, 12), p.x);
    default:
      assert(false);
      return 0;
  }
}

// The i-th of n inputs of a regression set, rounded to the float that is stored: the target belongs
// to that one.
Point regressionInput(DataKind kind, int i, int n, Rng& rng) {
  if (kind == DataKind::chebyshev) return {static_cast<float>(2.0 * i / (n - 1) - 1), 0};
  double x = rng.uniform(-kPlane, kPlane), y = rng.uniform(-kPlane, kPlane);
  return {static_cast<float>(x), static_cast<float>(y)};
}

}  // namespace

Dataset makeSynthetic(const SyntheticOptions& options) {
  const DataInfo& info = dataInfo(options.kind);
  assert(options.kind <= DataKind::chebyshev && options.samples >= 2);
  const int n = std::max(options.samples, 2), classes = info.classes;
  const double noise = options.noise > 0 ? std::min(options.noise, 1.0f) : 0;

  Dataset data{.kind = options.kind, .task = info.task, .dims = info.dims, .classes = classes};
  data.columnNames = info.dims == 1 ? std::vector<std::string>{"x"} : std::vector<std::string>{"x", "y"};
  std::vector<float> x(static_cast<size_t>(n) * static_cast<size_t>(info.dims));
  data.y.resize(static_cast<size_t>(n));

  std::vector<int> place(static_cast<size_t>(n));
  std::iota(place.begin(), place.end(), 0);
  constexpr uint64_t kShuffle = 1ull << 32;  // an index no sample has
  Rng(options.seed, Stream::data, kShuffle).shuffle(place.data(), n);

  for (int i = 0; i < n; ++i) {
    Rng rng(options.seed, Stream::data, static_cast<uint64_t>(i));
    Rng noiseRng(options.seed, Stream::noise, static_cast<uint64_t>(i));
    Point p;
    double target;
    if (info.task == Task::classification) {
      int c = i % classes, inClass = (n - c + classes - 1) / classes;
      p = cleanPoint(options.kind, c, (i / classes + 1.0) / inClass, rng);
      Point d = displacement(options.kind, noise, noiseRng);
      p = {fold(p.x + d.x), fold(p.y + d.y)};
      target = c;
    } else {
      p = regressionInput(options.kind, i, n, rng);
      target = cleanTarget(options, p) + noise * noiseRng.uniform(-1, 1);
    }
    size_t row = static_cast<size_t>(place[static_cast<size_t>(i)]), dims = static_cast<size_t>(info.dims);
    x[row * dims] = static_cast<float>(p.x);
    if (dims == 2) x[row * dims + 1] = static_cast<float>(p.y);
    data.y[row] = static_cast<float>(target);
  }
  data.x = std::move(x);
  addLabelNoise(data, options.labelNoise, options.seed);
  return data;
}

}  // namespace lockstep
