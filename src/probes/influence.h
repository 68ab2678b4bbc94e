// Who depends on whom: one layer is pushed by its own update while all others stay; every layer above feels
// it, none below.
//
//   change_ij   ‖h_j(θ + d_i) − h_j(θ)‖_F / ‖h_j(θ)‖_F
//   alone_i     L(θ + d_i) − L(θ)
//
// Cost, with L layers: the step (1 U), and L + 1 forward passes each in float for the features and in double
// for the losses; a pass is U/3.
#pragma once

#include "probes/features.h"
#include "probes/step_measurement.h"

namespace lockstep {

class Influence final : public StepMeasurement {
 public:
  explicit Influence(SubjectPtr subject);
  Readings readings() const override;

  std::vector<double> changes;  // L × L, row i, column j, NaN until measured; exactly 0 for j < i
  std::vector<double> alone;    // L, NaN until measured
  std::vector<int> parameters;  // of each layer
  double change(int pushed, int felt) const { return changes[pushed * layerCount() + felt]; }  // from 0

 private:
  void begin(int evaluation) override;
  void end(int evaluation) override;

  Network pushed_;
  Workspace before_, after_;
  double loss_ = 0;  // at θ
};

}  // namespace lockstep
