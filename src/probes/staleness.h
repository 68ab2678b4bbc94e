// Gradient staleness: what a layer's gradient would have been, had the layers before it moved first. Internal
// covariate shift as Santurkar et al. define it ("How does batch normalization help optimization?", 2018):
//
//   G_l   ∇_{θ_l} L(θ)
//   G'_l  the same with layers 1 … l − 1 already moved by the proposed step, same batch
//   staleness ‖G_l − G'_l‖ / ‖G_l‖ and cosine of the two
//
// Layer 1 has G' = G. Cost L U, in double: a small step leaves differences that float would lose.
#pragma once

#include "probes/step_measurement.h"

namespace lockstep {

// NaN until measured, and where the gradient is 0.
struct LayerStaleness {
  double norm;  // ‖G_l‖
  double staleness, cosine;
};

class Staleness final : public StepMeasurement {
 public:
  explicit Staleness(SubjectPtr subject);
  Readings readings() const override;

  std::vector<LayerStaleness> layers;
  LayerStaleness whole;  // of all layers' gradients, one after the other

 private:
  void begin(int evaluation) override;
  void end(int evaluation) override;
  std::vector<double> gradient_, stale_;  // G, G'
};

}  // namespace lockstep
