// Instruments on what layers represent: information, similarity, dimension, and what can be read off
// linearly; and the linear algebra behind them.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "nn/init.h"
#include "probes/information.h"
#include "random_subject.h"
#include "slow_algebra.h"

using namespace lockstep;

namespace {

FeatureGram gramOf(const std::vector<float>& x, int p, int n) {
  FeatureGram gram = makeFeatureGram(n);
  for (int u = 0; u < p; ++u) addFeature(gram, x.data() + u * n);
  return gram;
}

// X·Q for an orthogonal Q of p × p, times 3, plus 5.
std::vector<float> rotated(const std::vector<float>& x, int p, int n) {
  Network q;
  q.layers.push_back({p, p});
  layOut(q);
  initialize(q, Init::orthogonal, 1, 77);
  std::vector<float> y(x.size());
  for (int o = 0; o < p; ++o)
    for (int b = 0; b < n; ++b) {
      double total = 0;
      for (int i = 0; i < p; ++i) total += static_cast<double>(q.parameters[o * p + i]) * x[i * n + b];
      y[o * n + b] = static_cast<float>(3 * total + 5);
    }
  return y;
}

// `pairs` units of x and of y, where the i-th of each have correlation rho; if `exactly`, in the sample too.
void correlated(int pairs, int n, double rho, bool exactly, uint64_t seed, std::vector<float>& x,
                std::vector<float>& y) {
  std::vector<float> noise = gaussian(2 * pairs, n, seed);
  std::vector<std::vector<double>> basis;
  for (int u = 0; u < 2 * pairs; ++u) {
    std::vector<double> v(noise.begin() + u * n, noise.begin() + (u + 1) * n);
    if (exactly) {  // mean 0, orthogonal to all before, length √n
      const double mean = std::accumulate(v.begin(), v.end(), 0.0) / n;
      for (double& e : v) e -= mean;
      for (const std::vector<double>& w : basis) {
        const double along = std::inner_product(v.begin(), v.end(), w.begin(), 0.0) / n;
        for (int b = 0; b < n; ++b) v[b] -= along * w[b];
      }
      const double size = std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0) / n);
      for (double& e : v) e /= size;
    }
    basis.push_back(v);
  }
  x.clear(), y.clear();
  for (int u = 0; u < pairs; ++u)
    for (int b = 0; b < n; ++b) {
      x.push_back(static_cast<float>(basis[u][b]));
      y.push_back(static_cast<float>(rho * basis[u][b] + std::sqrt(1 - rho * rho) * basis[pairs + u][b]));
    }
}

// I(X; Y) at once, which the instrument finds in stages.
double gaussianInformation(const FeatureGram& x, const FeatureGram& y, double noise = kFeatureNoise) {
  const double loss = correlationLoss(x, y, noise);
  std::vector<double> k = x.standardized;
  double result = halfLogDeterminant(k, x.n, loss);
  k = y.standardized;
  result += halfLogDeterminant(k, x.n, loss);
  k = x.standardized;
  for (std::size_t i = 0; i < k.size(); ++i) k[i] += y.standardized[i];
  return result - halfLogDeterminant(k, x.n, loss);
}

}  // namespace

TEST_CASE("CKA of features and their rotated, scaled, shifted copy is 1, of unrelated ones 0 on average") {
  for (int p : {1, 7, 32}) {
    const std::vector<float> x = gaussian(p, 200, 5);
    const double same = unbiasedCka(gramOf(x, p, 200), gramOf(rotated(x, p, 200), p, 200));
    CHECK(same == doctest::Approx(1).epsilon(1e-6));
  }
  double mean = 0, worst = 0;
  constexpr int kSeeds = 20;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    const double cka =
        unbiasedCka(gramOf(gaussian(10, 60, seed), 10, 60), gramOf(gaussian(20, 60, seed + 100), 20, 60));
    mean += cka / kSeeds, worst = std::max(worst, std::fabs(cka));
  }
  MESSAGE("unrelated features: " << mean << " on average, at most " << worst);
  // Biased CKA would have 0.2 here. One value has sd 0.023, so the mean 0.005.
  CHECK(std::fabs(mean) < 0.02);
}

TEST_CASE("the dimension of Gaussian noise is p / (1 + (p + 1)/n), of a line 1") {
  for (int p : {32, 400}) {
    double mean = 0;
    constexpr int kSeeds = 5;
    for (uint64_t seed = 0; seed < kSeeds; ++seed)
      mean += participationRatio(gramOf(gaussian(p, 200, seed), p, 200)) / kSeeds;
    const double expected = p / (1 + (p + 1) / 200.0);
    MESSAGE(p << " units, 200 samples: dimension " << mean << ", expected " << expected);
    // Over single sets of samples its sd is below 1 %.
    CHECK(mean == doctest::Approx(expected).epsilon(0.01));
  }
  std::vector<float> line = gaussian(1, 50, 1);
  for (int k = 1; k < 6; ++k)
    for (int b = 0; b < 50; ++b) line.push_back(static_cast<float>(k) * line[b]);
  CHECK(participationRatio(gramOf(line, 6, 50)) == doctest::Approx(1).epsilon(1e-6));
  CHECK(std::isnan(participationRatio(gramOf(std::vector<float>(100, 2.5f), 2, 50))));
}

TEST_CASE("Gaussian information of a correlation rho is -1/2 ln(1 - rho²) for each dimension") {
  std::vector<float> x, y;
  for (double rho : {0.1, 0.5, 0.8, 0.99}) {
    const double expected = -0.5 * std::log(1 - rho * rho);
    // With nothing lost, of a sample whose correlations are exactly these.
    correlated(4, 100, rho, true, 7, x, y);
    const FeatureGram gx = gramOf(x, 4, 100), gy = gramOf(y, 4, 100);
    std::vector<double> kx = gx.standardized, ky = gy.standardized, both = kx;
    for (std::size_t i = 0; i < both.size(); ++i) both[i] += ky[i];
    const double loss = 1e-9;
    const double exact = halfLogDeterminant(kx, 100, loss) + halfLogDeterminant(ky, 100, loss) -
                         halfLogDeterminant(both, 100, loss);
    CHECK(exact / 4 == doctest::Approx(expected).epsilon(1e-6).scale(1));
  }
}

TEST_CASE("on samples, shrinkage takes from it what it says it takes") {
  std::vector<float> x, y;
  for (int pairs : {1, 4}) {
    const double rho = 0.8;
    double plain = 0, noisy = 0, loss = 0;
    constexpr int kSeeds = 60, n = 100;
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
      correlated(pairs, n, rho, false, seed, x, y);
      const FeatureGram gx = gramOf(x, pairs, n), gy = gramOf(y, pairs, n);
      plain += gaussianInformation(gx, gy, 0) / (pairs * kSeeds);
      noisy += gaussianInformation(gx, gy) / (pairs * kSeeds);
      loss += correlationLoss(gx, gy, 0) / kSeeds;
    }
    auto nats = [](double r) { return -0.5 * std::log(1 - r * r); };
    const double kept = (1 - loss) * rho, keptNoisy = kept / (1 + kFeatureNoise * kFeatureNoise);
    MESSAGE(pairs << " pairs: " << plain << " nats each, " << noisy << " with noise; of " << nats(rho)
                  << ", shrinkage by " << loss << " leaves " << nats(kept) << ", and noise "
                  << nats(keptNoisy));
    // One dimension of one set has sd ρ/√n = 0.08, so the mean of 60 has 0.010; chance correlations of 4 × 4
    // units add up to pairs/(2n) = 0.02.
    CHECK(std::fabs(plain - nats(kept)) < 0.025);
    CHECK(std::fabs(noisy - nats(keptNoisy)) < 0.025);
    // λ = Σ Var / Σ r², where the product of two unit normals has variance 1 + ρ².
    const double links = pairs * (2 * pairs - 1);
    const double uncertain = (links + pairs * rho * rho) / n;
    CHECK(loss == doctest::Approx(uncertain / (uncertain + pairs * rho * rho)).epsilon(0.05));
  }
}

TEST_CASE("information over samples is the one over units, and the shrinkage is Schäfer and Strimmer's") {
  constexpr int p = 5, q = 3, n = 40;
  std::vector<float> all = gaussian(p + q, n, 9);
  for (int b = 0; b < n; ++b) all[p * n + b] += all[b], all[(p + 1) * n + b] -= 0.5f * all[2 * n + b];
  const FeatureGram gx = gramOf({all.begin(), all.begin() + p * n}, p, n);
  const FeatureGram gy = gramOf({all.begin() + p * n, all.end()}, q, n);

  std::vector<std::vector<double>> z;
  for (int u = 0; u < p + q; ++u) {
    std::vector<double> v(all.begin() + u * n, all.begin() + (u + 1) * n);
    const double mean = std::accumulate(v.begin(), v.end(), 0.0) / n;
    double variance = 0;
    for (double& e : v) e -= mean, variance += e * e / n;
    for (double& e : v) e /= std::sqrt(variance);
    z.push_back(v);
  }
  double uncertain = 0, size = 0;
  std::vector<double> r((p + q) * (p + q));
  for (int i = 0; i < p + q; ++i)
    for (int j = 0; j < p + q; ++j) {
      double mean = 0, squares = 0;
      for (int b = 0; b < n; ++b) mean += z[i][b] * z[j][b] / n;
      for (int b = 0; b < n; ++b) squares += (z[i][b] * z[j][b] - mean) * (z[i][b] * z[j][b] - mean);
      r[i * (p + q) + j] = mean;
      if (i != j) uncertain += squares / (n * (n - 1.0)), size += mean * mean;
    }
  const double lambda = uncertain / size;
  REQUIRE(lambda > 0.05);
  REQUIRE(lambda < 0.9);
  CHECK(correlationLoss(gx, gy, 0) == doctest::Approx(lambda).epsilon(1e-10));
  CHECK(correlationLoss(gx, gy, 0.1) == doctest::Approx(1 - (1 - lambda) / 1.01).epsilon(1e-10));

  auto half = [&](int from, int to) {
    const int m = to - from;
    std::vector<double> part(static_cast<std::size_t>(m) * m);
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < m; ++j)
        part[i * m + j] = i == j ? 1 : (1 - lambda) * r[(from + i) * (p + q) + from + j];
    double determinant = 0;
    solveSlowly(part, std::vector<double>(m), 1, &determinant);
    return std::log(determinant) / 2;
  };
  CHECK(gaussianInformation(gx, gy, 0) ==
        doctest::Approx(half(0, p) + half(p, p + q) - half(0, p + q)).epsilon(1e-10));
}

TEST_CASE("the instrument reports those numbers of a network's layers, wide ones too") {
  Shape shape;
  shape.widths = {3, 40, 6, 6, 2};
  shape.hidden = Activation::relu;
  Subject subject = randomSubject(shape, Loss::mse, 30, 31);
  subject.network.layers[2].activation = Activation::linear;
  const Layer& copy = subject.network.layers[2];  // hands its input on, doubled
  std::fill_n(subject.network.parameters.begin() + copy.weight, copy.end - copy.weight, 0.0f);
  for (int o = 0; o < 6; ++o) subject.network.parameters[copy.weight + o * 6 + o] = 2;
  const SubjectPtr s = share(subject);
  Information information(s), dimensions(s, false);
  finish(information), finish(dimensions);

  Workspace ws;
  prepare(ws, s->network, 30);
  forward(s->network, s->batch.x.data(), 30, kProbePass, ws);
  std::vector<FeatureGram> grams;
  for (int l = 0; l <= 4; ++l) {
    grams.push_back(makeFeatureGram(30));
    const float* h = l ? ws.layers[l - 1].output : s->batch.x.data();
    for (int u = 0; u < shape.widths[l]; ++u) addFeature(grams[l], h + u * s->batch.stride);
    CHECK(information.dimension[l] == participationRatio(grams[l]));
    CHECK(dimensions.dimension[l] == information.dimension[l]);
  }
  for (int l = 1; l <= 4; ++l) {
    const Information::Link& link = information.links[l - 1];
    CHECK(link.information == doctest::Approx(gaussianInformation(grams[l - 1], grams[l])).epsilon(1e-12));
    CHECK(link.similarity == unbiasedCka(grams[l - 1], grams[l]));
    CHECK(link.chance < link.information);
    CHECK(link.chance > 0);
  }
  CHECK(information.links[2].similarity == doctest::Approx(1).epsilon(1e-9));
  CHECK(dimensions.links.empty());
}
