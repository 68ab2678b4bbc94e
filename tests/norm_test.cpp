// Normalisations, forward and backward, against double.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "nn/rng.h"
#include "nn/simd.h"
#include "reference.h"

using namespace lockstep;
using reference::Matrix;

namespace {

constexpr int kUnits[] = {1, 2, 3, 4, 7, 16}, kBatches[] = {1, 2, 3, 4, 5, 8, 9, 16, 129};

// A random (O × B) matrix in rows of whole vectors; the padding holds something, too.
std::vector<float> randomRows(int O, int stride, double mean, double deviation, uint64_t seed) {
  Rng rng(seed, Stream::probe);
  std::vector<float> x(static_cast<std::size_t>(O) * stride);
  for (float& v : x) v = static_cast<float>(mean + deviation * rng.normal());
  return x;
}

double worstDifference(const std::vector<float>& ours, const Matrix& exact, int stride) {
  double worst = 0;
  for (int o = 0; o < exact.rows; ++o)
    for (int b = 0; b < exact.columns; ++b)
      worst = std::max(worst, std::fabs(ours[static_cast<std::size_t>(o) * stride + b] - exact.at(o, b)));
  return worst;
}

// ∂(Σ weights·f(x))/∂x by central differences.
Matrix differenceGradient(const Matrix& x, const Matrix& weights, const std::function<Matrix(Matrix)>& f) {
  const double h = 1e-5;
  auto value = [&](const Matrix& at) {
    const Matrix y = f(at);
    double total = 0;
    for (std::size_t i = 0; i < y.values.size(); ++i) total += weights.values[i] * y.values[i];
    return total;
  };
  Matrix gradient(x.rows, x.columns);
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    Matrix up = x, down = x;
    up.values[i] += h, down.values[i] -= h;
    gradient.values[i] = (value(up) - value(down)) / (2 * h);
  }
  return gradient;
}

Matrix normalizeRows(Matrix x) {
  for (int o = 0; o < x.rows; ++o) reference::normalize(&x.at(o, 0), x.columns, 1);
  return x;
}
Matrix normalizeColumns(Matrix x) {
  for (int b = 0; b < x.columns; ++b) reference::normalize(&x.at(0, b), x.rows, x.columns);
  return x;
}

}  // namespace

TEST_CASE("row sums and products count the first B values only") {
  for (int B : {0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 1000}) {
    std::vector<float> x = randomRows(1, padToLanes(B) + 4, 0, 1, 1),
                       y = randomRows(1, padToLanes(B) + 4, 0, 1, 2);
    double total = 0, dot = 0, size = 0;
    for (int b = 0; b < B; ++b) {
      total += x[b], dot += static_cast<double>(x[b]) * y[b];
      size += std::fabs(x[b]) * (1 + std::fabs(y[b]));
    }
    CHECK(std::fabs(rowSum(x.data(), B) - total) <= (B + 1) * 0x1p-24 * size);
    CHECK(std::fabs(rowDot(x.data(), y.data(), B) - dot) <= (B + 1) * 0x1p-24 * size);
  }
  // Four lanes in order, their sum as simd.h says, then the tail.
  const float x[6] = {1e8f, 1, -1e8f, 3, 0.5f, 0.25f};
  CHECK(rowSum(x, 6) == 4.75f);
}

TEST_CASE("batch normalisation brings every unit to mean 0 and variance 1 over the batch, and reports both") {
  double worst = 0, worstVariance = 0;
  for (int O : kUnits)
    for (int B : kBatches) {
      const int stride = padToLanes(B);
      const std::vector<float> x = randomRows(O, stride, 3, 2, static_cast<uint64_t>(O * 1000 + B));
      std::vector<float> y(x.size()), mean(O), variance(O), inverse(O);
      batchNormalize(x.data(), O, B, stride, y.data(), mean.data(), variance.data(), inverse.data());
      const Matrix wide = reference::widen(x.data(), O, B, stride);
      if (B > 2) worst = std::max(worst, worstDifference(y, normalizeRows(wide), stride));
      for (int o = 0; o < O; ++o) {
        double m = 0, v = 0;
        for (int b = 0; b < B; ++b) m += wide.at(o, b) / B;
        for (int b = 0; b < B; ++b) v += (wide.at(o, b) - m) * (wide.at(o, b) - m) / B;
        CHECK(mean[o] == doctest::Approx(m).epsilon(1e-5));
        worstVariance = std::max(worstVariance, std::fabs(variance[o] - v) / (v + 0.01));
        CHECK(inverse[o] == doctest::Approx(1 / std::sqrt(variance[o] + 1e-5)).epsilon(1e-6));
        for (int b = B; b < stride; ++b) CHECK(std::isfinite(y[o * stride + b]));
      }
    }
  MESSAGE("normalised values at most " << worst << " off, variances " << worstVariance << " relative");
  // x − mean cancels: x and mean carry roundings of |x| <= 10, which 1/deviation then multiplies.
  CHECK(worst <= 5e-6);
  CHECK(worstVariance <= 1e-5);
}

TEST_CASE("a batch of one sample normalises to exactly 0") {
  const std::vector<float> x = {5, -7, 1e6f, 3, 0.1f, 9, 9, 9};
  std::vector<float> y(8), mean(2), variance(2), inverse(2);
  batchNormalize(x.data(), 2, 1, 4, y.data(), mean.data(), variance.data(), inverse.data());
  CHECK(y[0] == 0);
  CHECK(y[4] == 0);
  CHECK(variance[0] == 0);
  CHECK(mean[1] == 0.1f);
}

TEST_CASE("a large common offset does not spoil the variance") {
  // E[x²] − E[x]² would have nothing left of it at 10,000 ± 1.
  const std::vector<float> x = randomRows(1, 128, 1e4, 1, 3);
  std::vector<float> y(128), mean(1), variance(1), inverse(1);
  batchNormalize(x.data(), 1, 128, 128, y.data(), mean.data(), variance.data(), inverse.data());
  const Matrix exact = normalizeRows(reference::widen(x.data(), 1, 128, 128));
  const double off = worstDifference(y, exact, 128);
  MESSAGE("normalised values at most " << off << " off");
  // The mean is a float near 10,000, up to 1e-3 apart from the next one: a common shift, the shape is exact.
  CHECK(off <= 2e-3);
  CHECK(variance[0] == doctest::Approx(1).epsilon(0.3));
}

TEST_CASE("layer normalisation brings every sample to mean 0 and variance 1 over the units") {
  double worst = 0;
  for (int O : kUnits)
    for (int B : kBatches) {
      const int stride = padToLanes(B);
      const std::vector<float> x = randomRows(O, stride, 1, 2, static_cast<uint64_t>(O * 1000 + B));
      std::vector<float> y(x.size()), inverse(stride);
      layerNormalize(x.data(), O, stride, y.data(), inverse.data());
      if (O > 2)
        worst = std::max(
            worst, worstDifference(y, normalizeColumns(reference::widen(x.data(), O, B, stride)), stride));
      for (int i = 0; i < stride && O == 1; ++i) CHECK(y[i] == 0);
    }
  MESSAGE("normalised values at most " << worst << " off");
  CHECK(worst <= 5e-6);
}

TEST_CASE("evaluation normalises with the statistics it is given") {
  const std::vector<float> x = randomRows(3, 8, 0, 2, 4), mean = {0.5f, -1, 0}, variance = {4, 0.25f, 0};
  std::vector<float> y(24), inverse(3);
  fixedNormalize(x.data(), 3, 8, mean.data(), variance.data(), y.data(), inverse.data());
  for (int o = 0; o < 3; ++o)
    for (int b = 0; b < 8; ++b) {
      const double exact = (static_cast<double>(x[o * 8 + b]) - mean[o]) / std::sqrt(variance[o] + 1e-5);
      CHECK(y[o * 8 + b] == doctest::Approx(exact).epsilon(1e-6));
    }
  std::vector<float> gradient(24, 2.0f);
  fixedNormalizeBackward(inverse.data(), 3, 8, gradient.data());
  for (int i = 0; i < 24; ++i) CHECK(gradient[i] == 2 * inverse[i / 8]);
}

TEST_CASE("scale and shift, and their gradients, are per unit and over the batch only") {
  constexpr int O = 3, B = 6, kStride = 8;
  const std::vector<float> x = randomRows(O, kStride, 0, 1, 5), scale = {2, -0.5f, 0}, shift = {1, 0, -3};
  std::vector<float> y(O * kStride), g = randomRows(O, kStride, 0, 1, 6), dScale(O), dShift(O);
  const std::vector<float> incoming = g;
  scaleShift(x.data(), scale.data(), shift.data(), O, kStride, y.data());
  scaleShiftBackward(x.data(), scale.data(), O, B, kStride, g.data(), dScale.data(), dShift.data());
  for (int o = 0; o < O; ++o) {
    double exactScale = 0, exactShift = 0;
    for (int b = 0; b < kStride; ++b) {
      const int i = o * kStride + b;
      CHECK(y[i] == x[i] * scale[o] + shift[o]);
      CHECK(g[i] == incoming[i] * scale[o]);
      if (b < B) exactScale += static_cast<double>(incoming[i]) * x[i], exactShift += incoming[i];
    }
    CHECK(dScale[o] == doctest::Approx(exactScale).epsilon(1e-5));
    CHECK(dShift[o] == doctest::Approx(exactShift).epsilon(1e-5));
  }
}

TEST_CASE("the backward passes agree with difference quotients in double") {
  double worstBatch = 0, worstLayer = 0;
  for (int O : {1, 2, 3, 5, 8})
    for (int B : {1, 2, 3, 5, 8, 17}) {
      const int stride = padToLanes(B);
      const std::vector<float> x = randomRows(O, stride, 0.5, 1, static_cast<uint64_t>(O * 100 + B));
      const std::vector<float> weights = randomRows(O, stride, 0, 1, static_cast<uint64_t>(O * 100 + B + 50));
      const Matrix wide = reference::widen(x.data(), O, B, stride),
                   w = reference::widen(weights.data(), O, B, stride);
      std::vector<float> y(x.size()), mean(O), variance(O), inverse(std::max(O, stride)), g = weights;
      batchNormalize(x.data(), O, B, stride, y.data(), mean.data(), variance.data(), inverse.data());
      batchNormalizeBackward(y.data(), inverse.data(), O, B, stride, g.data());
      worstBatch =
          std::max(worstBatch, worstDifference(g, differenceGradient(wide, w, normalizeRows), stride));
      for (int o = 0; o < O; ++o)
        for (int b = B; b < stride; ++b) CHECK(g[o * stride + b] == 0);

      g = weights;
      layerNormalize(x.data(), O, stride, y.data(), inverse.data());
      layerNormalizeBackward(y.data(), inverse.data(), O, stride, g.data());
      worstLayer =
          std::max(worstLayer, worstDifference(g, differenceGradient(wide, w, normalizeColumns), stride));
    }
  MESSAGE("batch: at most " << worstBatch << " off; layer: " << worstLayer);
  // Gradients of order 1/deviation, up to 316 where a deviation vanishes; roundings of 6e-8 each and
  // difference quotients to 1e-6 at best there.
  CHECK(worstBatch <= 1e-4);
  CHECK(worstLayer <= 1e-4);
}
