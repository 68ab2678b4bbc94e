#include "probes/features.h"

#include <cmath>

#include "probes/predictions.h"

namespace lockstep {

FeatureChange featureChange(const float* before, const float* after, int units, int B, int stride) {
  double size = 0, moved = 0, cosines = 0;
  for (int b = 0; b < B; ++b) {
    double own = 0, other = 0, together = 0, difference = 0;
    for (int u = 0; u < units; ++u) {
      const double x = before[u * stride + b], y = after[u * stride + b];
      own += x * x, other += y * y, together += x * y, difference += (y - x) * (y - x);
    }
    size += own, moved += difference;
    // Unmoved features have cosine 1, whatever a square root rounds to.
    cosines += difference == 0 ? 1 : own > 0 && other > 0 ? together / std::sqrt(own * other) : 0;
  }
  return {moved == 0 ? 0 : size > 0 ? std::sqrt(moved / size) : kUnknown, cosines / B};
}

double accuracyOf(const float* outputs, const float* targets, int O, int B, int stride) {
  int right = 0;
  for (int b = 0; b < B; ++b)
    right += likeliestClass(outputs + b, O, stride) == likeliestClass(targets + b, O, stride);
  return static_cast<double>(right) / B;
}

bool sameShape(const Network& a, const Network& b) {
  if (a.layers.size() != b.layers.size()) return false;
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    if (a.layers[l].inputs != b.layers[l].inputs || a.layers[l].outputs != b.layers[l].outputs) return false;
  return true;
}

}  // namespace lockstep
