// Linear algebra that is plainly right, for tests to compare with.
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "nn/rng.h"

namespace lockstep {

// n samples of p units, unit after unit.
inline std::vector<float> gaussian(int p, int n, uint64_t seed) {
  Rng rng(seed, Stream::probe, 3);
  std::vector<float> x(static_cast<std::size_t>(p) * n);
  for (float& v : x) v = static_cast<float>(rng.normal());
  return x;
}

// x = A⁻¹·b by Gauss and Jordan with row exchanges; the determinant beside it.
inline std::vector<double> solveSlowly(std::vector<double> a, std::vector<double> b, int columns,
                                       double* determinant = nullptr) {
  const int n = static_cast<int>(std::sqrt(static_cast<double>(a.size())) + 0.5);
  double product = 1;
  for (int k = 0; k < n; ++k) {
    int pivot = k;
    for (int i = k; i < n; ++i)
      if (std::fabs(a[i * n + k]) > std::fabs(a[pivot * n + k])) pivot = i;
    if (pivot != k) product = -product;
    for (int j = 0; j < n; ++j) std::swap(a[k * n + j], a[pivot * n + j]);
    for (int c = 0; c < columns; ++c) std::swap(b[k * columns + c], b[pivot * columns + c]);
    product *= a[k * n + k];
    for (int i = 0; i < n; ++i) {
      if (i == k) continue;
      const double f = a[i * n + k] / a[k * n + k];
      for (int j = 0; j < n; ++j) a[i * n + j] -= f * a[k * n + j];
      for (int c = 0; c < columns; ++c) b[i * columns + c] -= f * b[k * columns + c];
    }
  }
  for (int k = 0; k < n; ++k)
    for (int c = 0; c < columns; ++c) b[k * columns + c] /= a[k * n + k];
  if (determinant) *determinant = product;
  return b;
}

}  // namespace lockstep
