// The middle of values: where there is an even number of them, the mean of the two in the middle.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

namespace lockstep {

// Of at least one sorted value.
template <typename T>
double middle(const std::vector<T>& sorted) {
  return 0.5 * (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]);
}

// NaN without values.
inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? std::numeric_limits<double>::quiet_NaN() : middle(values);
}

}  // namespace lockstep
