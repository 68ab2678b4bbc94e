// Columns brought to mean 0 and standard deviation 1, by what the training samples alone know.
#pragma once

#include <vector>

#include "data/dataset.h"

namespace lockstep {

// Column d of a table becomes (x − mean[d]) / scale[d]; x = z·scale[d] + mean[d] undoes it. scale is never 0.
struct Standardization {
  std::vector<float> mean, scale;
};

// Mean and standard deviation (divided by the count) of every input column over `rows`, the training samples
// of a split. A constant column gets scale 1, no rows mean 0 and scale 1. Cost O(rows · D).
Standardization standardize(const Dataset& data, const std::vector<int>& rows);

// The same of the target (one column), for regression.
Standardization standardizeTarget(const Dataset& data, const std::vector<int>& rows);

// Writes `count` samples, each as many values as there are columns, sample-major; `in` and `out` may
// be the same.
void applyStandardization(const Standardization& s, const float* in, int count, float* out);

}  // namespace lockstep
