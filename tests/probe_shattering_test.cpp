// Shattered gradients: the reference table, the exact cases, and the same on a network of the viewer's.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "patience.h"
#include "probes/line_gradient.h"
#include "probes/shattering.h"
#include "random_subject.h"

using namespace lockstep;

namespace {

Shattering measured(GradientFamily family, int depth, int seeds, float beta = 1) {
  ShatteringOptions options;
  options.family = family, options.depth = depth, options.seeds = seeds, options.beta = beta;
  Shattering shattering(options);
  finish(shattering);
  return shattering;
}

struct Lag {
  double mean, sd;
};
Lag firstLag(const Shattering& s) {
  const Readings readings = s.readings();
  return {(*findColumn(readings, "autocorrelation", "mean"))[0],
          (*findColumn(readings, "autocorrelation", "sd"))[0]};
}

struct Reference {
  const char* name;
  GradientFamily family;
  int depth;
  float beta;
  double mean, sd;       // of single nets
  int seeds, slowSeeds;  // 0: not measured
};

// The trace of the first net in double, its weights drawn in the same order.
std::vector<double> slowTrace(const ShatteringOptions& o) {
  Rng rng(o.seed, Stream::probe, 0);
  const int N = o.width, n = kTracePoints;
  auto normals = [&](int count, double sd) {
    std::vector<double> x;
    for (int i = 0; i < count; i += 2) {
      const double radius = sd * std::sqrt(-2 * math::log(1 - rng.uniform()));
      const double angle = 2 * math::kPi * rng.uniform();
      x.push_back(static_cast<float>(radius * math::cos(angle)));
      x.push_back(static_cast<float>(radius * math::sin(angle)));
    }
    return x;
  };
  const std::vector<double> w = normals(N, std::sqrt(2.0)), b = normals(N, std::sqrt(2.0));
  std::vector<double> z(N * n), t(N * n);
  for (int u = 0; u < N; ++u)
    for (int i = 0; i < n; ++i) z[u * n + i] = w[u] * (4.0 * i / (n - 1) - 2) + b[u], t[u * n + i] = w[u];
  auto activate = [&](std::vector<double>& value, std::vector<double>& slope, bool normalize) {
    for (int u = 0; u < N; ++u) {
      double mean = 0, variance = 0;
      for (int i = 0; i < n; ++i) mean += value[u * n + i] / n;
      for (int i = 0; i < n; ++i) variance += (value[u * n + i] - mean) * (value[u * n + i] - mean) / n;
      const double scale = normalize ? 1 / std::sqrt(variance + kNormEpsilon) : 1;
      for (int i = 0; i < n; ++i) {
        const double v = normalize ? (value[u * n + i] - mean) * scale : value[u * n + i];
        value[u * n + i] = std::max(v, 0.0);
        slope[u * n + i] *= v > 0 ? scale : 0;
      }
    }
  };
  const bool residual = o.family == GradientFamily::residual, normalized = o.family != GradientFamily::plain;
  for (int l = 1; l < o.depth; ++l) {
    std::vector<double> a = z, slope = t;
    activate(a, slope, normalized);
    const std::vector<double> weights = normals(N * N, (residual ? o.beta : 1) * std::sqrt(2.0 / N));
    for (int u = 0; u < N; ++u)
      for (int i = 0; i < n; ++i) {
        double value = residual ? z[u * n + i] : 0, along = residual ? t[u * n + i] : 0;
        for (int k = 0; k < N; ++k)
          value += weights[u * N + k] * a[k * n + i], along += weights[u * N + k] * slope[k * n + i];
        z[u * n + i] = value, t[u * n + i] = along;
      }
  }
  activate(z, t, o.family == GradientFamily::batchNorm);
  const std::vector<double> v = normals(N, std::sqrt(1.0 / N));
  std::vector<double> g(n);
  for (int u = 0; u < N; ++u)
    for (int i = 0; i < n; ++i) g[i] += v[u] * t[u * n + i];
  return g;
}

double largest(const std::vector<double>& x) {
  double most = 0;
  for (double v : x) most = std::max(most, std::fabs(v));
  return most;
}

}  // namespace

TEST_CASE("at width 200 the autocorrelation of each design is the reference's") {
  constexpr Reference kReferences[] = {
      {"white noise", GradientFamily::whiteNoise, 1, 1, -0.004, 0.06, 32, 16},
      {"brown noise", GradientFamily::brownNoise, 1, 1, 0.97, 0.02, 32, 16},
      {"plain, 4 layers", GradientFamily::plain, 4, 1, 0.97, 0.03, 16, 6},
      {"plain, 50 layers", GradientFamily::plain, 50, 1, 0.72, 0.13, 16, 0},
      {"batch norm, 4 layers", GradientFamily::batchNorm, 4, 1, 0.91, 0.03, 16, 6},
      {"batch norm, 24 layers", GradientFamily::batchNorm, 24, 1, 0, 0.08, 16, 2},
      {"residual, 50 layers", GradientFamily::residual, 50, 1, 0.69, 0.05, 16, 2},
      {"residual with a tenth, 50 layers", GradientFamily::residual, 50, 0.1f, 0.95, 0.03, 16, 0},
  };
  for (const Reference& r : kReferences) {
    const int seeds = kSlow ? r.slowSeeds : r.seeds;
    if (seeds == 0) continue;
    const Lag lag = firstLag(measured(r.family, r.depth, seeds, r.beta));
    MESSAGE(std::string(r.name) << ", " << seeds << " nets: " << lag.mean << " (sd " << lag.sd
                                << "), reference " << r.mean << " (" << r.sd << ")");
    // Three standard errors of the difference to a mean of 16 nets, and the reference's last digit.
    CHECK(std::fabs(lag.mean - r.mean) < 3 * r.sd * std::sqrt(1.0 / seeds + 1.0 / 16) + 0.005);
    if (seeds > 2) CHECK(lag.sd < 2 * r.sd);
  }
}

TEST_CASE("slopes are those of the same net in double") {
  for (GradientFamily family : {GradientFamily::plain, GradientFamily::batchNorm, GradientFamily::residual})
    for (int width : {2, 6, 24}) {
      ShatteringOptions options;
      options.family = family, options.width = width, options.depth = 5, options.beta = 0.7f;
      options.seeds = 1, options.seed = 3;
      Shattering shattering(options);
      finish(shattering);
      const std::vector<double> exact = slowTrace(options);
      double error = 0;
      for (int i = 0; i < kTracePoints; ++i)
        error = std::max(error, std::fabs(shattering.gradient[i] - exact[i]));
      INFO("family " << static_cast<int>(family) << ", width " << width);
      // A few roundings of 6e-8 for each layer.
      CHECK(largest(exact) > 0.01);
      CHECK(error < 5e-6 * largest(exact));
    }
}

TEST_CASE("without biases a ReLU net has one kink at any depth: the autocorrelation is 1 - 3k/256") {
  std::vector<double> step(kTracePoints, -2.0);
  std::fill_n(step.begin(), kTracePoints / 2, 5.0);
  const std::vector<double> exact = autocorrelation(step, kTraceLags);
  for (int k = 1; k <= kTraceLags; ++k)
    CHECK(exact[k - 1] == doctest::Approx(1 - 3 * k / 256.0).epsilon(1e-13));
  for (int depth : {1, 2, 10}) {
    ShatteringOptions options;
    options.depth = depth, options.width = 40, options.seeds = 2, options.biasVariance = 0;
    Shattering shattering(options);
    finish(shattering);
    for (const std::vector<double>& r : shattering.autocorrelations)
      for (int k = 1; k <= kTraceLags; ++k)
        CHECK(r[k - 1] == doctest::Approx(1 - 3 * k / 256.0).epsilon(1e-6));
  }
}

TEST_CASE("looks-linear nets have one slope everywhere, however deep") {
  ShatteringOptions options;
  options.family = GradientFamily::looksLinear;
  options.depth = 40, options.width = 20, options.seeds = 40;
  Shattering shattering(options);
  finish(shattering);
  const auto [low, high] = std::minmax_element(shattering.gradient.begin(), shattering.gradient.end());
  MESSAGE("40 layers: slopes from " << *low << " to " << *high);
  CHECK(std::fabs(*low) > 0.01);
  CHECK(*high - *low < 2e-5);  // roundings of 40 layers, of terms of about 1
  // Also for those few of the 40 nets whose slope happens to be near 0.
  for (const std::vector<double>& r : shattering.autocorrelations)
    for (double value : r) CHECK(value == 1);
  for (float c : shattering.cosines) CHECK(c == doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE(
    "cosines of the traces: 1 on the diagonal, those of brown noise fall with the distance, of "
    "white at once") {
  const Shattering white = measured(GradientFamily::whiteNoise, 1, 8),
                   brown = measured(GradientFamily::brownNoise, 1, 8);
  auto at = [](const Shattering& s, int i, int j) { return s.cosines[i * kTracePoints + j]; };
  for (int i : {0, 100, 255}) CHECK(at(white, i, i) == doctest::Approx(1).epsilon(1e-5));
  // Means of 8 × 200 products of unit normals: sd 0.025.
  for (int j : {81, 120, 255}) CHECK(std::fabs(at(white, 80, j)) < 0.1);
  // A random walk's values after i and j steps correlate by √(i/j).
  for (int j : {101, 150, 200})
    CHECK(at(brown, 99, j - 1) == doctest::Approx(std::sqrt(100.0 / j)).epsilon(0.03));
  CHECK(at(brown, 20, 200) == at(brown, 200, 20));
}

TEST_CASE("the viewer's network along a line has the statistics of the probe batch, as a step on it") {
  Shape shape;
  shape.widths = {4, 12, 12, 2};
  shape.norm = Norm::batch;
  const SubjectPtr s = share(randomSubject(shape, Loss::softmax, 64, 73));
  LineGradient line(s, 1, 3, 40);
  finish(line);
  Workspace workspace;
  prepare(workspace, s->network, s->batch.count);
  forward(s->network, s->batch.x.data(), s->batch.count, kProbePass, workspace);
  const float* outputs = workspace.output() + s->batch.stride;
  // The running variance is the unbiased one: 64/63 of the batch's.
  const double start = std::fabs(line.value.front() - static_cast<double>(outputs[3])),
               end = std::fabs(line.value.back() - static_cast<double>(outputs[40]));
  MESSAGE("ends " << start << " and " << end << " off");
  CHECK(start < 0.03 * largest(line.value));
  CHECK(end < 0.03 * largest(line.value));
}

TEST_CASE("the viewer's network along a line: slopes are differences of its values") {
  Shape shape;
  shape.widths = {6, 20, 20, 3};
  shape.norm = Norm::batch, shape.skip = 0.5f;
  const SubjectPtr s = share(randomSubject(shape, Loss::softmax, 21, 71));
  LineGradient line(s, 2);
  finish(line);
  const double spacing = line.position[1] - line.position[0];
  double error = 0;
  for (int i = 1; i + 1 < kTracePoints; ++i)
    error = std::max(error,
                     std::fabs((line.value[i + 1] - line.value[i - 1]) / (2 * spacing) - line.gradient[i]));
  MESSAGE("slopes " << error / largest(line.gradient) << " off");
  // Central differences at 1/256 of the line: its third derivative, and 1e-6 of rounding over the spacing.
  CHECK(error < 5e-3 * largest(line.gradient));
  CHECK(line.autocorrelations == autocorrelation(line.gradient, kTraceLags));

  double farthest = 0;
  for (int a = 0; a < 21; ++a)
    for (int b = 0; b < 21; ++b) {
      double squared = 0;
      for (int i = 0; i < 6; ++i) {
        const double d = s->batch.x[i * s->batch.stride + a] - s->batch.x[i * s->batch.stride + b];
        squared += d * d;
      }
      farthest = std::max(farthest, std::sqrt(squared));
    }
  CHECK(line.position.back() == doctest::Approx(farthest).epsilon(1e-6));
  LineGradient chosen(s, 0, 4, 9);
  finish(chosen);
  CHECK(chosen.from == 4);
  CHECK(chosen.to == 9);
  CHECK(chosen.position.back() < farthest);
}

TEST_CASE("a linear network has one gradient all along the line; a single sample is a line of length 0") {
  Shape shape;
  shape.widths = {4, 5, 2};
  shape.hidden = Activation::linear;
  LineGradient line(share(randomSubject(shape, Loss::mse, 8, 81)));
  finish(line);
  for (double r : line.autocorrelations) CHECK(r == 1);
  for (float c : line.cosines) CHECK(c == doctest::Approx(1).epsilon(1e-5));
  LineGradient point(share(randomSubject(shape, Loss::mse, 1, 81)));
  finish(point);
  CHECK(point.position.back() == 0);
  CHECK(largest(point.gradient) == 0);
  CHECK(point.autocorrelations[0] == 1);
}
