// What becomes of the network when one layer is taken out of it: put back to where it started, or replaced by
// weights as random as those. Zhang, Bengio & Singer, "Are all layers created equal?", 2019
// ("re-initialisation" and "re-randomisation" robustness).
#pragma once

#include "nn/rng.h"
#include "probes/features.h"

namespace lockstep {

constexpr int kRedraws = 3;

// On the held-out samples, or on the probe batch where none are held out. Batch norm uses the statistics of
// the samples measured: the running ones belong to the weights that were taken out. Random: the layer's
// initial weights in a random order (of the same law by construction; biases, scales and shifts as they
// started), mean over kRedraws orders. Cost (1 + kRedraws)·L + 1 forward passes.
class Criticality : public Measurement {
 public:
  explicit Criticality(SubjectPtr subject);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  const bool heldOut;                  // measured on held-out samples
  Score trained;                       // all layers as they are
  std::vector<Score> initial, random;  // with layer l put back, replaced; L each, NaN until measured

 private:
  void begin();
  void end();
  Score score() const;

  SubjectPtr subject_;
  const ProbeBatch& batch_;
  Network changed_;
  FeaturePass pass_;
  bool passing_ = false;
  int done_ = 0;  // evaluations
};

}  // namespace lockstep
