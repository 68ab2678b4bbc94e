// Every data set: how the synthetic ones are made, and the table of all rows. Circle, xor, gauss, spiral,
// plane and multiGauss follow TensorFlow Playground (src/dataset.ts).
#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

#include "data/dataset.h"
#include "nn/rng.h"

namespace lockstep {
namespace {

using math::kPi;

RawSample polar(double radius, double angle) {
  return {radius * math::sin(angle), radius * math::cos(angle)};
}

// Uniform over the area between two circles.
RawSample inRing(double inner, double outer, Rng& rng) {
  double radius = std::sqrt(rng.uniform(inner * inner, outer * outer));
  return polar(radius, rng.uniform(0, 2 * kPi));
}

RawSample circleSample(const SampleRequest& of) {
  double radius = of.label == 1 ? of.rng.uniform(0, 2.5) : of.rng.uniform(3.5, 5);
  return polar(radius, of.rng.uniform(0, 2 * kPi));
}

RawSample xorSample(const SampleRequest& of) {
  constexpr double kGap = 0.3;  // free strip on either side of the axes
  double x = of.rng.uniform(0, 5) + kGap, y = of.rng.uniform(0, 5) + kGap;
  bool left = of.rng.below(2) == 0, below = left == (of.label == 1);
  return {left ? -x : x, below ? -y : y};
}

// Its noise is the clouds' spread, which is never zero.
RawSample gaussSample(const SampleRequest& of) {
  double centre = of.label == 1 ? 2 : -2, deviation = std::sqrt(0.5 + 7 * of.noise);
  double x = of.noiseRng.normal(), y = of.noiseRng.normal();
  return {centre + deviation * x, centre + deviation * y};
}

// Class 1 lies between the two parts of class 0, which share its points by area.
RawSample ringsSample(const SampleRequest& of) {
  if (of.label == 1) return inRing(2, 3.2, of.rng);
  constexpr double kDisc = 1.2 * 1.2, kOuter = 5.2 * 5.2 - 4 * 4;
  bool disc = of.rng.uniform() * (kDisc + kOuter) < kDisc;
  return disc ? inRing(0, 1.2, of.rng) : inRing(4, 5.2, of.rng);
}

RawSample checkerboardSample(const SampleRequest& of) {
  constexpr double kSide = 2 * kPlane / 4, kGap = 0.2;  // free strip inside each square's border
  int row = static_cast<int>(of.rng.below(4)), pair = static_cast<int>(of.rng.below(2));
  int column = 2 * pair + ((row + of.label) & 1);
  double x = -kPlane + kSide * column + of.rng.uniform(kGap, kSide - kGap);
  double y = -kPlane + kSide * row + of.rng.uniform(kGap, kSide - kGap);
  return {x, y};
}

// The upper half circle and the lower one, radius 3.2, as scikit-learn's make_moons but centred.
RawSample moonsSample(const SampleRequest& of) {
  constexpr double kRadius = 3.2;
  double x = math::cos(kPi * of.along), y = math::sin(kPi * of.along);
  if (of.label == 0) return {kRadius * (x - 0.5), kRadius * (y - 0.25)};
  return {kRadius * (0.5 - x), kRadius * (0.25 - y)};
}

RawSample spiralPoint(double along, double turns, double start) {
  return polar(5 * along, 2 * kPi * (turns * along + start));
}

RawSample spiralSample(const SampleRequest& of) {
  return spiralPoint(of.along, 1.75, of.label == 1 ? 0 : 0.5);
}
RawSample armsSample(const SampleRequest& of) { return spiralPoint(of.along, 1.25, of.label / 3.0); }

// Inputs of regression sets are rounded to the float that is stored: the target belongs to that one.
RawSample onPlane(Rng& rng) {
  double x = rng.uniform(-kPlane, kPlane), y = rng.uniform(-kPlane, kPlane);
  return {static_cast<float>(x), static_cast<float>(y)};
}

RawSample planeSample(const SampleRequest& of) {
  RawSample p = onPlane(of.rng);
  p.target = (p.x + p.y) / (2 * kPlane);
  return p;
}

RawSample multiGaussSample(const SampleRequest& of) {
  constexpr double kHills[6][3] = {{-4, 2.5, 1},   {0, 2.5, -1}, {4, 2.5, 1},
                                   {-4, -2.5, -1}, {0, -2.5, 1}, {4, -2.5, -1}};
  RawSample p = onPlane(of.rng);
  for (const auto& [x, y, sign] : kHills) {
    double dx = p.x - x, dy = p.y - y;
    double height = std::max(0.0, 1 - 0.5 * std::sqrt(dx * dx + dy * dy));
    if (height > std::fabs(p.target)) p.target = sign * height;
  }
  return p;
}

RawSample sineSample(const SampleRequest& of) {
  RawSample p = onPlane(of.rng);
  p.target = math::sin(p.x);
  return p;
}

// T_k by its recurrence.
RawSample chebyshevSample(const SampleRequest& of) {
  double x = static_cast<float>(2.0 * of.index / (of.count - 1) - 1);
  double previous = 1, current = x;
  for (int k = 1; k < of.degree; ++k) {
    double next = 2 * x * current - previous;
    previous = current;
    current = next;
  }
  return {.x = x, .target = current};
}

// A reach of noise is about what it takes to mix the classes completely.
constexpr DataInfo kDataSets[] = {
    {.kind = DataKind::circle,
     .name = "circle",
     .label = "Circle",
     .help = "A disc inside a ring.",
     .classes = 2,
     .make = circleSample,
     .noiseReach = 5},
    {.kind = DataKind::xorQuadrants,
     .name = "xor",
     .label = "Exclusive or",
     .help = "Four squares; opposite corners share a class.",
     .classes = 2,
     .make = xorSample,
     .noiseReach = 5},
    {.kind = DataKind::gauss,
     .name = "gauss",
     .label = "Two clouds",
     .help = "Two Gaussian clouds that a straight line separates.",
     .classes = 2,
     .make = gaussSample,
     .noiseReach = 0},
    {.kind = DataKind::spiral,
     .name = "spiral",
     .label = "Two spirals",
     .help = "Two arms wound around each other.",
     .classes = 2,
     .make = spiralSample},
    {.kind = DataKind::moons,
     .name = "moons",
     .label = "Two moons",
     .help = "Two half circles, each reaching into the other.",
     .classes = 2,
     .make = moonsSample,
     .noiseReach = 3.2},
    {.kind = DataKind::rings,
     .name = "rings",
     .label = "Rings",
     .help = "A ring of one class between a disc and a ring of the other.",
     .classes = 2,
     .make = ringsSample,
     .noiseReach = 2},
    {.kind = DataKind::checkerboard,
     .name = "checkerboard",
     .label = "Checkerboard",
     .help = "Four by four squares of alternating class.",
     .classes = 2,
     .make = checkerboardSample,
     .noiseReach = 3},
    {.kind = DataKind::arms,
     .name = "arms",
     .label = "Three arms",
     .help = "A spiral with three arms, one class each.",
     .classes = 3,
     .make = armsSample},
    {.kind = DataKind::plane,
     .name = "plane",
     .label = "Plane",
     .help = "A number that grows along the diagonal.",
     .task = Task::regression,
     .make = planeSample},
    {.kind = DataKind::multiGauss,
     .name = "multigauss",
     .label = "Hills and pits",
     .help = "Three hills and three pits on a flat ground.",
     .task = Task::regression,
     .make = multiGaussSample},
    {.kind = DataKind::sine,
     .name = "sine",
     .label = "Sine",
     .help = "One input: the sine of x.",
     .task = Task::regression,
     .dims = 1,
     .make = sineSample},
    {.kind = DataKind::chebyshev,
     .name = "chebyshev",
     .label = "Chebyshev",
     .help = "One input: a Chebyshev polynomial on equally spaced points.",
     .task = Task::regression,
     .dims = 1,
     .extent = 1,
     .usesDegree = true,
     .make = chebyshevSample},
    {.kind = DataKind::oneSeven,
     .name = "1v7",
     .label = "1 versus 7",
     .help = "Handwritten ones and sevens, 28 by 28 pixels.",
     .source = DataSource::asset,
     .dims = 784,
     .classes = 2,
     .asset = "digits-1v7.bin",
     .digits = "17"},
    {.kind = DataKind::digits,
     .name = "digits",
     .label = "Digits",
     .help = "All ten handwritten digits, 28 by 28 pixels.",
     .source = DataSource::asset,
     .dims = 784,
     .classes = 10,
     .asset = "digits.bin",
     .digits = "0123456789"},
    {.kind = DataKind::csv,
     .name = "csv",
     .label = "Your table",
     .help = "A file of your own, one row per sample.",
     .source = DataSource::table,
     .dims = 0},
    {.kind = DataKind::drawn,
     .name = "drawn",
     .label = "Your drawing",
     .help = "Points drawn with the pointer.",
     .source = DataSource::drawn},
};

constexpr bool inOrder() {
  for (int i = 0; i < kDataKinds; ++i)
    if (kDataSets[i].kind != static_cast<DataKind>(i)) return false;
  return true;
}
static_assert(std::size(kDataSets) == kDataKinds && inOrder(), "one row per DataKind, in its order");

}  // namespace

const DataInfo& dataInfo(DataKind kind) {
  assert(static_cast<int>(kind) < kDataKinds);
  return kDataSets[static_cast<int>(kind)];
}

}  // namespace lockstep
