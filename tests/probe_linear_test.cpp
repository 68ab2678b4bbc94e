// What can be read off a layer linearly, and the linear algebra behind it.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "probes/linalg.h"
#include "probes/linear_probe.h"
#include "random_subject.h"
#include "slow_algebra.h"

using namespace lockstep;

namespace {

// Positive definite: A·Aᵀ + I.
std::vector<double> randomSpd(int n, uint64_t seed) {
  const std::vector<float> a = gaussian(n, n, seed);
  std::vector<double> m(static_cast<std::size_t>(n) * n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      m[i * n + j] = i == j;
      for (int k = 0; k < n; ++k) m[i * n + j] += static_cast<double>(a[i * n + k]) * a[j * n + k];
    }
  return m;
}

double worstDifference(const std::vector<double>& a, const std::vector<double>& b) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::fabs(a[i] - b[i]));
  return worst;
}

// The read-out by brute force: for each ridge the normal equations, and n fits that each leave a sample out.
struct SlowProbe {
  double train, ridge;
};
SlowProbe slowProbe(const float* h, int p, const float* t, int n, int stride) {
  double trace = 0;
  std::vector<double> mean(p);
  for (int u = 0; u < p; ++u) {
    for (int b = 0; b < n; ++b) mean[u] += h[u * stride + b] / static_cast<double>(n);
    for (int b = 0; b < n; ++b) trace += (h[u * stride + b] - mean[u]) * (h[u * stride + b] - mean[u]);
  }
  // Centred columns and a column of ones, which has no penalty; `out` is left out (−1: none).
  auto at = [&](int u, int b) { return u < p ? h[u * stride + b] - mean[u] : 1.0; };
  auto fit = [&](double rho, int out) {
    std::vector<double> a(static_cast<std::size_t>(p + 1) * (p + 1)), y(p + 1);
    for (int i = 0; i <= p; ++i) {
      for (int j = 0; j <= p; ++j)
        for (int b = 0; b < n; ++b)
          if (b != out) a[i * (p + 1) + j] += at(i, b) * at(j, b);
      for (int b = 0; b < n; ++b)
        if (b != out) y[i] += at(i, b) * t[b];
      if (i < p) a[i * (p + 1) + i] += rho;
    }
    return solveSlowly(a, y, 1);
  };
  auto errorAt = [&](const std::vector<double>& w, int b) {
    double off = t[b];
    for (int i = 0; i <= p; ++i) off -= w[i] * at(i, b);
    return off * off;
  };
  double best = INFINITY, left = 0, all = 0, meanTarget = 0;
  SlowProbe result = {};
  for (double ridge : kProbeRidges) {
    const double rho = ridge * trace / std::min(p, n);
    double error = 0;
    for (int b = 0; b < n; ++b) error += errorAt(fit(rho, b), b);
    if (error >= best) continue;
    best = error, result.ridge = ridge, left = 0;
    const std::vector<double> w = fit(rho, -1);
    for (int b = 0; b < n; ++b) left += errorAt(w, b);
  }
  for (int b = 0; b < n; ++b) meanTarget += t[b] / static_cast<double>(n);
  for (int b = 0; b < n; ++b) all += (t[b] - meanTarget) * (t[b] - meanTarget);
  result.train = 1 - left / all;
  return result;
}

}  // namespace

TEST_CASE("Cholesky's factor, its determinant, solutions and inverse agree with elimination") {
  for (int n : {1, 2, 3, 8, 33}) {
    const std::vector<double> a = randomSpd(n, static_cast<uint64_t>(n));
    std::vector<double> u = a;
    REQUIRE(cholesky(u.data(), n));
    for (int i = 0; i < n; ++i)
      for (int j = i; j < n; ++j) {
        double product = 0;
        for (int k = 0; k <= i; ++k) product += u[k * n + i] * u[k * n + j];
        CHECK(product == doctest::Approx(a[i * n + j]).epsilon(1e-12).scale(n));
      }
    std::vector<double> identity(static_cast<std::size_t>(n) * n), b(static_cast<std::size_t>(n) * 3);
    for (int i = 0; i < n; ++i) identity[i * n + i] = 1;
    for (std::size_t i = 0; i < b.size(); ++i) b[i] = math::sin(static_cast<double>(i));
    double determinant = 0;
    const std::vector<double> inverse = solveSlowly(a, identity, n, &determinant);
    CHECK(logDeterminant(u.data(), n) == doctest::Approx(std::log(determinant)).epsilon(1e-12));
    std::vector<double> x = b;
    choleskySolve(u.data(), n, x.data(), 3);
    CHECK(worstDifference(x, solveSlowly(a, b, 3)) < 1e-12);
    const std::vector<double> diagonal = inverseDiagonal(u.data(), n);
    for (int i = 0; i < n; ++i) CHECK(diagonal[i] == doctest::Approx(inverse[i * n + i]).epsilon(1e-12));
  }
  double indefinite[] = {1, 2, 2, 1}, notANumber[] = {NAN};
  CHECK(!cholesky(indefinite, 2));
  CHECK(!cholesky(notANumber, 1));
}

TEST_CASE("a linear probe finds the ridge and the fit that brute force finds, on narrow and wide layers") {
  Shape shape;
  shape.widths = {3, 20, 6, 1};
  Subject subject = randomSubject(shape, Loss::mse, 14, 41);
  for (int b = 0; b < 14; ++b)  // something to be read off the input, and noise
    subject.batch.targets[b] = subject.batch.x[b] + 0.3f * subject.batch.targets[b];
  subject.many = subject.test = subject.batch;
  const SubjectPtr s = share(subject);
  LinearProbe probe(s);
  finish(probe);
  Workspace ws;
  prepare(ws, s->network, 14);
  forward(s->network, s->batch.x.data(), 14, evaluation(), ws);
  bool several = false;
  for (int l = 0; l <= 3; ++l) {
    const float* h = l ? ws.layers[l - 1].output : s->batch.x.data();
    const SlowProbe slow = slowProbe(h, shape.widths[l], s->batch.targets.data(), 14, s->batch.stride);
    CHECK(probe.readouts[l].ridge == slow.ridge);
    CHECK(probe.readouts[l].train == doctest::Approx(slow.train).epsilon(1e-8));
    CHECK(probe.readouts[l].test == probe.readouts[l].train);
    several |= slow.ridge != probe.readouts[0].ridge;
  }
  CHECK(several);
}

TEST_CASE("a linear probe tells apart what a line can, classes by one output or by several") {
  for (int outputs : {1, 3}) {
    Shape shape;
    shape.widths = {2, 5, outputs};
    Subject subject = randomSubject(shape, outputs == 1 ? Loss::bce : Loss::softmax, 60, 51);
    subject.classification = true;
    const int stride = subject.batch.stride;
    for (int b = 0; b < 60; ++b) {
      const int label = b % std::max(2, outputs);
      for (int i = 0; i < 2; ++i)  // corners of a triangle, blurred
        subject.batch.x[i * stride + b] =
            (label == i + 1 ? 3.0f : 0) + 0.2f * subject.batch.x[i * stride + b];
      for (int o = 0; o < outputs; ++o)
        subject.batch.targets[o * stride + b] = outputs == 1 ? label : o == label;
    }
    subject.many = subject.test = subject.batch;
    std::fill_n(subject.test.x.begin(), 30, 100.0f);  // half of them moved far to class 1's side
    LinearProbe probe(share(subject));
    finish(probe);
    CHECK(probe.readouts[0].train == 1);
    CHECK(probe.readouts[0].test == doctest::Approx(outputs == 1 ? 45 / 60.0 : 40 / 60.0));
  }
}

TEST_CASE("features that do not vary leave the mean to a linear probe") {
  Shape shape;
  shape.widths = {2, 3, 1};
  Subject subject = randomSubject(shape, Loss::mse, 20, 61);
  std::fill(subject.network.parameters.begin(), subject.network.parameters.end(), 0.0f);
  LinearProbe probe(share(subject));
  finish(probe);
  CHECK(probe.readouts[1].train == doctest::Approx(0).epsilon(1e-9));
  CHECK(std::isnan(probe.readouts[1].test));
}
