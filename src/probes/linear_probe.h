// How much of the answer can be read off each layer by a linear map alone: Alain & Bengio, "Understanding
// intermediate layers using linear classifier probes", 2017. The read-out is found in closed form:
//
//   min over W, c of Σ ‖W·h + c − t‖² + ρ‖W‖²     over the probe batch
//
// with t = 1 for the right class and 0 for others (±1 with one output; the target itself for numbers). Of the
// ridges ρ = kProbeRidges × (the mean eigenvalue of Σ (h − h̄)(h − h̄)ᵀ) the one with the smallest squared
// error is taken when every sample is predicted from all others, which has a closed form too (Allen 1974).
#pragma once

#include <limits>

#include "probes/features.h"

namespace lockstep {

constexpr double kProbeRidges[] = {1e-6, 1e-4, 1e-2, 1};

// In evaluation mode (batch norm's running statistics), so that training and held-out samples are seen
// through the same features. With n samples, p features and m = min(n, p) a layer costs m²·max(n, p) flop,
// and m³/3 + m²·n for each ridge; the dual form is used where p > n.
class LinearProbe : public Measurement {
 public:
  explicit LinearProbe(SubjectPtr subject);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  // Accuracy, or R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)² over all outputs, and the ridge taken, of kProbeRidges. NaN
  // until measured, `test` also without held-out samples.
  struct Readout {
    double train, test, ridge;
  };
  std::vector<Readout> readouts;  // from h_0 (the input), h_1 … h_L

 private:
  bool dual() const { return features_ > samples_; }
  bool run(const ProbeBatch& batch, FeaturePass& pass);
  void centre();
  void addProducts();
  void factor();
  void leaveOneOut();
  void takeBest();
  double score(const FeaturePass& pass, const ProbeBatch& batch) const;

  SubjectPtr subject_;
  const int samples_, outputs_;               // n, O
  std::vector<double> meanTarget_, targets_;  // O; n × O, less their means
  FeaturePass train_, test_;
  bool passing_ = false;

  enum class Stage : uint8_t {
    train,
    test,
    centre,
    products,
    factor,
    leaveOneOut,
    score
  } stage_ = Stage::train;
  int h_ = 0, features_ = 0, size_ = 0;    // of which layer; p, m
  int row_ = 0, ridge_ = 0;                // next row of products; index of the ridge
  double rho_ = 0;                         // that ridge in full
  std::vector<double> mean_, z_;           // p; features less their means, p × n
  std::vector<double> products_, factor_;  // m × m: Z·Zᵀ, or ZᵀZ where p > n; UᵀU = that + ρ·I
  std::vector<double> solution_, best_;    // m × O: W, or α with W = Z·α where p > n
  double bestError_ = 0;
  std::vector<double> weights_;  // p × O
};

}  // namespace lockstep
