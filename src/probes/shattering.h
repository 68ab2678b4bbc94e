// Shattered gradients: the slope f'(x) of a network from one number to one number, at its start, for nets of
// its own making. Whether it still says anything about its neighbourhood depends on depth and design, not on
// training. Reference: gradient_trace.h.
//
// With N = width, z_1 = w·x + b (w ~ N(0, 2), b ~ N(0, biasVariance)), deeper weights W ~ N(0, 2/N), ρ = ReLU
// and BN = normalisation of each unit over the 256 points (whose statistics count as constants in f'):
//   plain        z_{l+1} = W·ρ(z_l)                              f = v·ρ(z_L)
//   batchNorm    z_{l+1} = W·ρ(BN(z_l))                          f = v·ρ(BN(z_L))
//   residual     z_{l+1} = z_l + β·W·ρ(BN(z_l))                  f = v·ρ(z_L)
//   looksLinear  z_{l+1} = U·ρ(z_l) − U·ρ(−z_l), U orthogonal    f = v·z_L: linear, whatever its depth
// and for comparison gradients that are noise: white, and its running sum, brown.
// With b = 0 the two rays of a net without batch norm are straight at any depth: f' is a step,
// r_k = 1 − 3k/256.
#pragma once

#include <cstdint>
#include <vector>

#include "nn/rng.h"
#include "probes/gradient_trace.h"

namespace lockstep {

enum class GradientFamily : uint8_t { plain, batchNorm, residual, looksLinear, whiteNoise, brownNoise };

struct ShatteringOptions {
  GradientFamily family = GradientFamily::plain;
  int width = 200;  // N, even; looks-linear: of ρ(z) and ρ(−z) together
  int depth = 50;   // L >= 1
  int seeds = 16;   // nets, >= 1
  float beta = 1;
  float biasVariance = 2;
  uint64_t seed = 1;
};

// One unit: the rows of a layer that kWorkUnit pays for. Values and slopes are carried forward together; a
// net costs 4·L·N²·256 flop (2 Gflop at N = 200, L = 50), its cosines 2·N·256² more. Looks-linear layers also
// need an orthogonal matrix each, N³/2 flop in one unit.
class Shattering : public Measurement {
 public:
  explicit Shattering(const ShatteringOptions& options);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  const ShatteringOptions options;
  std::vector<double> x;                              // 256 points of [−2, 2]
  std::vector<double> gradient;                       // f'(x) of the first net; empty until it is there
  std::vector<std::vector<double>> autocorrelations;  // of each net measured: lags 1 … kTraceLags
  // cos(∂h/∂x at x_i, ∂h/∂x at x_j), row i, of the last hidden layer h, mean over the nets measured: what the
  // product of f' at two points is over all read-outs v. 256 × 256; empty until the first net is there.
  std::vector<float> cosines;

 private:
  struct Rows {  // values and slopes of some units at all points: units × 256 each
    std::vector<float> value, slope;
  };
  bool isNoise() const { return options.family >= GradientFamily::whiteNoise; }
  int units() const;  // of z
  void beginNet();
  void beginLayer();
  void layerRows();
  void readOut();
  void cosineRows();
  void activate(const Rows& z, Rows& result);
  void fillNormal(double deviation, float* out, int count);

  Rng rng_{1};
  int layer_ = 0, row_ = 0;       // where the present net stands
  int doneUnits_ = 0, allUnits_;  // of work
  int layerBlock_, cosineBlock_;  // rows of one unit of work
  Rows z_, activated_;
  std::vector<float> weights_, orthogonal_, statistics_, scratch_, netCosines_;
};

}  // namespace lockstep
