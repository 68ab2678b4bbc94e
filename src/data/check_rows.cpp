#include "data/check_rows.h"

#include <cmath>

#include "data/number.h"

namespace lockstep {

std::string rowsError(const Dataset& data) {
  for (int n = 0; n < data.count(); ++n) {
    const float y = data.y[n];
    for (int d = 0; d < data.dims; ++d)
      if (!std::isfinite(data.x[static_cast<std::size_t>(n) * data.dims + d]))
        return "row " + std::to_string(n) + ", column " + std::to_string(d) + " is not a finite number";
    if (!std::isfinite(y)) return "the target of row " + std::to_string(n) + " is not a finite number";
    if (data.classes > 0 && (y < 0 || y >= static_cast<float>(data.classes) || y != std::floor(y)))
      return "the target of row " + std::to_string(n) + " is " + printFloat(y) + ", not a class from 0 to " +
             std::to_string(data.classes - 1);
  }
  return "";
}

}  // namespace lockstep
