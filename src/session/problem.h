// A data set as the network sees it: features mapped, targets encoded, samples dealt into train and test.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/standardize.h"
#include "session/config.h"

namespace lockstep {

// Data that only the application can bring in. Empty sets (count 0) are not there yet.
struct Sources {
  Dataset csv;
  std::array<Dataset, kDataKinds> assets;  // by DataKind; only those whose row names a file are ever filled

  Dataset& asset(DataKind kind) { return assets[static_cast<std::size_t>(kind)]; }
  const Dataset& asset(DataKind kind) const { return assets[static_cast<std::size_t>(kind)]; }
};

// A raw input along which the answer can be drawn.
struct InputAxis {
  std::string name;
  float low = 0, high = 0;
};

struct Problem {
  Dataset data;
  Split split;
  uint32_t features = 0;  // mask in use; 0 where the raw values go in
  Loss loss = Loss::mse;
  int inputs = 0, outputs = 0;
  SharedFloats x;                         // N × inputs, sample-major
  std::vector<float> targets;             // N × outputs, sample-major
  Standardization standardization;        // csv only; otherwise empty
  float targetMean = 0, targetScale = 1;  // csv regression: target = (y − mean)/scale
  std::vector<std::string> inputNames;    // one per input; empty for images
  std::vector<InputAxis> axes;            // two: a plane; one: a line; none: not to be drawn so
  std::vector<std::string> notes;         // what was decided on the viewer's behalf
};

// Whether the config's data set is at hand; if not, the application has to load it first.
bool available(DataKind kind, const Sources& sources);

// Cost O(N·inputs). The set must be available.
Problem makeProblem(const Config& config, const Sources& sources);

// Writes samples[begin .. begin + B) (indices into the data set) as (units × batch) matrices with row stride
// padToLanes(B) and zero padding; either destination may be null.
void gatherBatch(const Problem& problem, const int* samples, int B, float* x, float* targets);

// One raw sample as the network is shown it: data.dims values become problem.inputs.
void mapSample(const Problem& problem, const float* raw, float* inputs);

// The same for the middle of a cell of a grid over the axes: row 0 is at the top, and counts for two axes.
struct GridCell {
  int column, row, columns, rows;
};
void mapCell(const Problem& problem, GridCell cell, float* inputs);

// The class a network's outputs (outputs[o·stride]) stand for.
int predictedClass(const Problem& problem, const float* outputs, int stride);

}  // namespace lockstep
