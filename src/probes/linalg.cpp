#include "probes/linalg.h"

#include <cmath>
#include <cstddef>

#include "nn/math.h"

namespace lockstep {
namespace {

// y += factor·x
void addScaledRow(double* y, double factor, const double* x, int count) {
  for (int j = 0; j < count; ++j) y[j] += factor * x[j];
}

}  // namespace

void addOuter(const double* x, int n, double* a) {
  for (int i = 0; i < n; ++i) addScaledRow(a + static_cast<std::size_t>(i) * n + i, x[i], x + i, n - i);
}

bool cholesky(double* a, int n) {
  for (int k = 0; k < n; ++k) {
    double* row = a + static_cast<std::size_t>(k) * n;
    if (!(row[k] > 0) || !std::isfinite(row[k])) return false;
    const double pivot = std::sqrt(row[k]);
    row[k] = pivot;
    for (int j = k + 1; j < n; ++j) row[j] /= pivot;
    for (int i = k + 1; i < n; ++i)
      addScaledRow(a + static_cast<std::size_t>(i) * n + i, -row[i], row + i, n - i);
  }
  return true;
}

double logDeterminant(const double* u, int n) {
  double total = 0;
  for (int i = 0; i < n; ++i) total += math::log(u[static_cast<std::size_t>(i) * n + i]);
  return 2 * total;
}

void forwardSolve(const double* u, int n, double* b, int columns) {
  for (int k = 0; k < n; ++k) {
    const double* row = u + static_cast<std::size_t>(k) * n;
    double* x = b + static_cast<std::size_t>(k) * columns;
    for (int c = 0; c < columns; ++c) x[c] /= row[k];
    for (int i = k + 1; i < n; ++i)
      addScaledRow(b + static_cast<std::size_t>(i) * columns, -row[i], x, columns);
  }
}

void choleskySolve(const double* u, int n, double* b, int columns) {
  forwardSolve(u, n, b, columns);
  for (int k = n - 1; k >= 0; --k) {
    const double* row = u + static_cast<std::size_t>(k) * n;
    double* x = b + static_cast<std::size_t>(k) * columns;
    for (int i = k + 1; i < n; ++i)
      addScaledRow(x, -row[i], b + static_cast<std::size_t>(i) * columns, columns);
    for (int c = 0; c < columns; ++c) x[c] /= row[k];
  }
}

std::vector<double> inverseDiagonal(const double* u, int n) {
  // The columns y of U⁻ᵀ, whose squared lengths these are; row k of them has only the first k + 1.
  std::vector<double> y(static_cast<std::size_t>(n) * n), result(n);
  for (int k = 0; k < n; ++k) {
    const double* row = u + static_cast<std::size_t>(k) * n;
    double* x = y.data() + static_cast<std::size_t>(k) * n;
    x[k] = 1;
    for (int c = 0; c <= k; ++c) {
      x[c] /= row[k];
      result[c] += x[c] * x[c];
    }
    for (int i = k + 1; i < n; ++i)
      addScaledRow(y.data() + static_cast<std::size_t>(i) * n, -row[i], x, k + 1);
  }
  return result;
}

}  // namespace lockstep
