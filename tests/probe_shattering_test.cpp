// Shattered gradients: the reference table, the exact cases, and the same on a network of the viewer's.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

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
  int depth, seeds;
  float beta;
  double mean, sd;  // of one net, from the literature's designs at width 200
};

}  // namespace

TEST_CASE("at width 200 the autocorrelation of each design is the reference's") {
  constexpr Reference kReferences[] = {
      {"white noise", GradientFamily::whiteNoise, 1, 32, 1, -0.004, 0.06},
      {"brown noise", GradientFamily::brownNoise, 1, 32, 1, 0.97, 0.02},
      {"plain, 4 layers", GradientFamily::plain, 4, 16, 1, 0.97, 0.03},
      {"plain, 50 layers", GradientFamily::plain, 50, 16, 1, 0.72, 0.13},
      {"batch norm, 4 layers", GradientFamily::batchNorm, 4, 16, 1, 0.91, 0.03},
      {"batch norm, 24 layers", GradientFamily::batchNorm, 24, 16, 1, 0, 0.08},
      {"residual, 50 layers", GradientFamily::residual, 50, 16, 1, 0.69, 0.05},
      {"residual with a tenth, 50 layers", GradientFamily::residual, 50, 16, 0.1f, 0.95, 0.03},
  };
  for (const Reference& r : kReferences) {
    const Lag lag = firstLag(measured(r.family, r.depth, r.seeds, r.beta));
    MESSAGE(r.name << ": " << lag.mean << " (sd " << lag.sd << "), reference " << r.mean << " (" << r.sd << ")");
    // Both means are of about 16 nets: three standard errors of their difference, and the reference's last
    // digit.
    const double error = 3 * r.sd * std::sqrt(1.0 / r.seeds + 1.0 / 16) + 0.005;
    CHECK(std::fabs(lag.mean - r.mean) < error);
    CHECK(lag.sd < 2 * r.sd);
  }
}
