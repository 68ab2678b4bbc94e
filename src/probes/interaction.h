// Together or alone: what the layers' updates do to the loss one at a time, and what all of them do at once.
//
//   alone_l      L(θ + d_l) − L(θ), only layer l moves
//   joint        L(θ + d) − L(θ)
//   interaction  I = joint − Σ alone            I > 0: the layers are in each other's way; I < 0: synergy
//   share        s = |I| / (|I| + Σ|alone_l|)
//   blocks       M_lm = d_lᵀ H d_m              second order: I ≈ Σ_{l<m} M_lm
//
// Where every layer alone helps and I > 0, s = ½ is exactly where the joint step stops helping. For plain SGD
// M = η² g_lᵀ H g_m. Other rates are tried by scaling d.
//
// Cost (L + 1)/3 U in double for one rate, 4 U for each row of the blocks.
#pragma once

#include "probes/step_measurement.h"

namespace lockstep {

// The changes of the loss under `factor` times the step. NaN until measured.
struct InteractionAt {
  double factor, joint;
  std::vector<double> alone;  // L
  double sum() const;         // Σ alone
  double interaction() const { return joint - sum(); }
  double share() const;
};

constexpr int kInteractionRates = 15;      // factors 10^−2, 10^−1.75 … 10^1.5
constexpr int kInteractionToday = 8;       // the one that is 1
constexpr double kInteractionDecades = 4;  // factors in a decade

class Interaction final : public StepMeasurement {
 public:
  // Extent::step measures today's rate only, without the blocks.
  explicit Interaction(SubjectPtr subject, Extent extent = Extent::full);
  Readings readings() const override;

  double loss;                       // L(θ), NaN until measured
  std::vector<InteractionAt> rates;  // by factor
  std::vector<double> blocks;        // L × L: M, row by row; NaN until measured

  const InteractionAt& today() const { return rates[kInteractionToday]; }
  double secondOrder() const;  // Σ_{l<m} M_lm

 private:
  void begin(int evaluation) override;
  void end(int evaluation) override;
  struct Place {
    int rate, layer;  // rate −1: a row of the blocks; layer −1: all layers
  };
  Place place(int evaluation) const;
};

}  // namespace lockstep
