// What every source of data delivers: a table of raw samples with a target each. Deterministic: the same
// options give the same bits on every machine (nn/rng.h, nn/math.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/shared_floats.h"

namespace lockstep {

// In the order of the screen. Links name a data set by its row's name, never by its number. To add one: its
// name here, before `drawn`, and its row at the same place in data_sets.cpp.
enum class DataKind : uint8_t {
  circle,
  xorQuadrants,
  gauss,
  spiral,
  moons,
  rings,
  checkerboard,
  arms,
  plane,
  multiGauss,
  sine,
  chebyshev,
  oneSeven,
  digits,
  csv,
  drawn,
};
constexpr int kDataKinds = static_cast<int>(DataKind::drawn) + 1;

enum class Task : uint8_t { classification, regression };

// What becomes of the rows of a table in which a cell is missing: they are left out, or the cell takes the
// mean of its column, of words the most frequent.
enum class MissingCells : uint8_t { skip, fill };

// The plane that 2-D sets live on is [−kPlane, kPlane]²; 1-D sets live on [−extent, extent] of their row.
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
  std::string fileName, fileText;        // csv: what it was read from, for another choice of its columns
  std::string readBy;                    // csv: the choice that made it (table.h, wordsOf)
  int count() const { return static_cast<int>(y.size()); }
};

// Which samples train and which test: indices into the dataset, each in the order they were dealt.
struct Split {
  std::vector<int> train, test;
};

// Where the samples of a data set come from.
enum class DataSource : uint8_t {
  synthetic,  // made from the settings: makeSynthetic
  asset,      // a file of images built with the application: decodeDigits
  table,      // a file of the viewer's: parseCsv
  drawn,      // points in the settings: decodeDrawn
};

class Rng;

// What the maker of a synthetic set is told of the sample it makes.
struct SampleRequest {
  int index, count;  // sample index of count
  int label;         // its class; 0 for regression
  double along;      // in (0, 1]: how far along its class it lies, for sets whose classes are curves
  double noise;      // 0..1, for sets that spread their points themselves
  int degree;        // 1..kMaxDegree
  Rng& rng;          // of this sample, whatever the noise
  Rng& noiseRng;
};
// A raw sample before noise: y counts for 2-D sets only, target for regression only.
struct RawSample {
  double x, y = 0, target = 0;
};

constexpr int kMaxDegree = 12;

// A data set's row: all that is said of it anywhere.
struct DataInfo {
  DataKind kind;
  const char* name;   // as in the config line: "spiral"
  const char* label;  // as shown: "Two spirals"
  const char* help;   // one sentence
  DataSource source = DataSource::synthetic;
  Task task = Task::classification;
  int dims = 2;             // 0: known only once loaded
  int classes = 0;          // 0: regression, or known only once loaded
  float extent = kPlane;    // 1-D sets: inputs lie in [−extent, extent]
  bool usesDegree = false;  // whether it depends on SyntheticOptions::degree

  // Synthetic sets.
  RawSample (*make)(const SampleRequest&) = nullptr;
  // How far noise 1 moves a point along each axis (classification) or the target (regression), at most; 0:
  // the maker spreads the points itself.
  double noiseReach = 1;

  // Assets: the file's name, and the digits in it in the order of their classes.
  const char* asset = nullptr;
  const char* digits = nullptr;
};
const DataInfo& dataInfo(DataKind kind);
inline DataSource sourceOf(DataKind kind) { return dataInfo(kind).source; }

struct SyntheticOptions {
  DataKind kind = DataKind::spiral;
  int samples = 500;     // >= 2
  float noise = 0;       // 0..1, see makeSynthetic
  float labelNoise = 0;  // 0..1: share of labels replaced by a uniformly drawn other label (classification)
  int degree = 4;        // chebyshev only: k of T_k, 1..kMaxDegree
  uint64_t seed = 1;
};

// Makes one of the synthetic sets, in shuffled order; before label noise, classes are balanced to within one.
// Noise moves the points of a classification set by at most noise · noiseReach along each axis (uniformly;
// for gauss it is the clouds' spread, never zero; what would leave the plane is mirrored back) and the
// targets of a regression set, which lie in [−1, 1], by as much. A regression set's inputs are uniform on the
// plane, except chebyshev's: equally spaced on [−1, 1], both ends included. The same seed with another noise
// moves the same points. Cost O(samples).
Dataset makeSynthetic(const SyntheticOptions& options);
// The same for a row that may stand in no table; options.kind is not read.
Dataset makeSynthetic(const DataInfo& info, const SyntheticOptions& options);

// Replaces a share of the class labels, rounded to whole samples, by another one, drawn uniformly; the labels
// changed by a smaller share are among those of a larger one. Regression is left alone. For loaded sets;
// makeSynthetic does its own.
void addLabelNoise(Dataset& data, float share, uint64_t seed);

// Deals the samples: a share of them (rounded; at least one, at most count − 1 where count > 1) trains,
// stratified by class for classification: every class has its share to within one. trainShare = 1 trains on
// everything and tests on nothing. Cost O(n log n).
Split splitSamples(const Dataset& data, float trainShare, uint64_t seed);

}  // namespace lockstep
