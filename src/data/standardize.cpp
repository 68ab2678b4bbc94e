#include "data/standardize.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lockstep {
namespace {

Standardization standardizeColumns(const std::vector<float>& table, size_t columns,
                                   const std::vector<int>& rows) {
  Standardization s{std::vector<float>(columns, 0), std::vector<float>(columns, 1)};
  for (size_t c = 0; c < columns && !rows.empty(); ++c) {
    auto cell = [&](int row) {
      size_t i = static_cast<size_t>(row) * columns + c;
      assert(i < table.size());
      return table[i];
    };
    double count = static_cast<double>(rows.size()), total = 0, squares = 0;
    float low = cell(rows[0]), high = low;
    for (int row : rows) {
      total += cell(row);
      low = std::min(low, cell(row));
      high = std::max(high, cell(row));
    }
    double mean = total / count;
    for (int row : rows) squares += (cell(row) - mean) * (cell(row) - mean);
    // Asking the range, not the deviation: the mean of equal values can differ from them by a rounding error.
    float deviation = low == high ? 0 : static_cast<float>(std::sqrt(squares / count));
    s.mean[c] = low == high ? low : static_cast<float>(mean);
    if (deviation > 0) s.scale[c] = deviation;
  }
  return s;
}

}  // namespace

Standardization standardize(const Dataset& data, const std::vector<int>& rows) {
  return standardizeColumns(data.x, static_cast<size_t>(data.dims), rows);
}

Standardization standardizeTarget(const Dataset& data, const std::vector<int>& rows) {
  return standardizeColumns(data.y, 1, rows);
}

void applyStandardization(const Standardization& s, const float* in, int count, float* out) {
  // In double: the difference of two large floats of opposite sign has to stay finite.
  for (int i = 0; i < count; ++i)
    for (size_t c = 0; c < s.mean.size(); ++c)
      *out++ = static_cast<float>((static_cast<double>(*in++) - s.mean[c]) / s.scale[c]);
}

}  // namespace lockstep
