// The moving target: how far the features that a layer reads move while the layer learns to read them, and
// how the distribution of one unit's pre-activation moves (Ioffe & Szegedy 2015, figure 1).
#pragma once

#include "probes/features.h"

namespace lockstep {

// Percentiles 15, 50, 85 and the interquartile range of a unit's pre-activation (what its activation function
// is given) over the probe batch, interpolated between samples.
struct UnitSpread {
  double low = 0, middle = 0, high = 0, quartiles = 0;
};
// Σ over the three percentiles of |after − before|, in interquartile ranges of `before`; NaN where that is 0.
double spreadShift(const UnitSpread& before, const UnitSpread& after);

// All on the subject's probe batch. Cost 2 U, and a forward pass (U/3) for `earlier`; 3 or 4 units of work.
class Drift : public Measurement {
 public:
  // `earlier`: the same run some steps before, or null; not looked at where its layers have other widths. In
  // a layer with fewer units than `unit` its last is watched.
  explicit Drift(SubjectPtr subject, SubjectPtr earlier = nullptr, int unit = 0);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  struct LayerDrift {
    // Of the layer's input h_{l−1}; of layer 1 this is the data: exactly 0.
    FeatureChange overStep;  // from θ to θ + d
    FeatureChange since;     // from the earlier moment to θ; NaN without one
    // Of the unit watched in this layer.
    UnitSpread earlier, now, next;  // at the earlier moment, at θ, at θ + d
    double shiftOverStep = 0, shiftSince = 0;
  };
  std::vector<LayerDrift> layers;  // L; complete once work() has returned false
  int64_t steps = 0;               // from the earlier moment to now

 private:
  void run(const Network& network, Workspace& workspace) const;
  UnitSpread spread(const Workspace& workspace, int layer) const;

  SubjectPtr subject_, earlier_;
  int unit_, done_ = 0;
  Network moved_;  // θ + d
  Workspace now_, other_;
};

}  // namespace lockstep
