// What a network makes of a probe batch: features h_0 = x, h_1 … h_L, where layer l turns h_{l−1} into h_l.
#pragma once

#include <limits>

#include "probes/measurement.h"
#include "probes/subject.h"

namespace lockstep {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();  // not measured, or not defined

// h_l of the workspace's last forward pass of `batch`, (units × batch.stride).
inline const float* featuresOf(const Workspace& workspace, const ProbeBatch& batch, int l) {
  return l ? workspace.layers[l - 1].output : batch.x.data();
}
inline int featureCount(const Network& network, int l) {
  return l ? network.layers[l - 1].outputs : network.inputs();
}

// From `before` to `after`, both (units × stride) with B samples: ‖after − before‖_F / ‖before‖_F, and the
// mean over samples of the cosine between the two feature vectors, 1 where both are 0. Both are exact for
// equal matrices: 0 and 1. NaN where `before` is all 0 but `after` is not. In double; cost O(units·B).
struct FeatureChange {
  double relative = 0, cosine = 1;
};
FeatureChange featureChange(const float* before, const float* after, int units, int B, int stride);

// Loss, and share of samples classified rightly; NaN without classes.
struct Score {
  double loss = 0, accuracy = 0;
};
double accuracyOf(const float* outputs, const float* targets, int O, int B, int stride);

// Whether two networks' features can be compared: the same widths, layer by layer.
bool sameShape(const Network& a, const Network& b);

}  // namespace lockstep
