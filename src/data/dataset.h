// What every source of data delivers: a table of raw samples with a target each. Deterministic: the same
// options give the same bits on every machine (nn/rng.h, nn/math.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/shared_floats.h"

namespace lockstep {

// The order is that of the choices of the config field `dataset`; append, never insert: links keep their
// meaning by name, tables here by position.
enum class DataKind : uint8_t {
  circle,
  xorQuadrants,
  gauss,
  spiral,
  moons,
  rings,
  checkerboard,
  arms,  // 2-D classification
  plane,
  multiGauss,  // 2-D regression
  sine,
  chebyshev,  // 1-D regression
  oneSeven,
  digits,  // 28 × 28 images
  csv,
  drawn,  // the viewer's own
};
constexpr int kDataKinds = 16;

enum class Task : uint8_t { classification, regression };

// The plane that 2-D sets live on is [−kPlane, kPlane]²; 1-D sets live on [−1, 1] (chebyshev)
// or [−kPlane, kPlane].
constexpr float kPlane = 6;

// N samples of D raw values, sample-major: sample n is x[n·D .. n·D + D).
// y[n] is the class index (classification) or the target value (regression).
struct Dataset {
  DataKind kind = DataKind::circle;
  Task task = Task::classification;
  int dims = 2;       // D
  int classes = 2;    // 0 for regression
  int imageSide = 0;  // 28 for digits: D = imageSide², row-major from the top left, values in [0, 1]
  SharedFloats x;
  std::vector<float> y;
  std::vector<std::string> columnNames;  // D names; empty where they would say nothing (pixels)
  std::vector<std::string> classNames;   // as shown; empty means "0", "1", …
  std::string targetName;                // csv: the header of the target column
  std::string fileName, fileText;        // csv: what it was read from, for choosing another target column
  int count() const { return static_cast<int>(y.size()); }
};

// Which samples train and which test: indices into the dataset, each in the order they were dealt.
struct Split {
  std::vector<int> train, test;
};

struct DataInfo {
  const char* name;   // as in the config line: "spiral"
  const char* label;  // as shown: "Two spirals"
  const char* help;   // one sentence
  Task task;
  int dims;     // 0: known only once loaded (csv)
  int classes;  // 0: regression or not known
};
const DataInfo& dataInfo(DataKind kind);

struct SyntheticOptions {
  DataKind kind = DataKind::spiral;
  int samples = 500;     // >= 2
  float noise = 0;       // 0..1, see makeSynthetic
  float labelNoise = 0;  // 0..1: share of labels replaced by a uniformly drawn other label (classification)
  int degree = 4;        // chebyshev only: k of T_k, 1..12
  uint64_t seed = 1;
};

// Makes one of the synthetic sets (every kind up to and including chebyshev), in shuffled order; before label
// noise, classes are balanced to within one. Noise moves the points of a classification set (uniformly; for
// gauss it is the clouds' spread, never zero; what would leave the plane is mirrored back) and adds ±noise,
// uniform, to the targets of a regression set, which lie in [−1, 1]. A regression set's inputs are uniform on
// the plane, except chebyshev's: equally spaced on [−1, 1], both ends included. The same seed with another
// noise moves the same points. Cost O(samples).
Dataset makeSynthetic(const SyntheticOptions& options);

// Replaces a share of the class labels, rounded to whole samples, by another one, drawn uniformly; the labels
// changed by a smaller share are among those of a larger one. Regression is left alone. For loaded sets;
// makeSynthetic does its own.
void addLabelNoise(Dataset& data, float share, uint64_t seed);

// Deals the samples: a share of them (rounded; at least one, at most count − 1 where count > 1) trains,
// stratified by class for classification: every class has its share to within one. trainShare = 1 trains on
// everything and tests on nothing. Cost O(n log n).
Split splitSamples(const Dataset& data, float trainShare, uint64_t seed);

}  // namespace lockstep
