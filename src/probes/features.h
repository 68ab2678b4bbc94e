// What a network makes of a probe batch: features h_0 = x, h_1 … h_L, where layer l turns h_{l−1} into h_l.
#pragma once

#include "probes/measurement.h"
#include "probes/subject.h"

namespace lockstep {

// h_l of the workspace's last forward pass of `batch`, (units × batch.stride).
inline const float* featuresOf(const Workspace& workspace, const ProbeBatch& batch, int l) {
  return l ? workspace.layers[l - 1].output : batch.x.data();
}
inline int featureCount(const Network& network, int l) {
  return l ? network.layers[l - 1].outputs : network.inputs();
}

// A forward pass of a probe batch in chunks of about kWorkUnit flop. Where batch norm uses the statistics of
// the batch, all samples are one chunk.
class FeaturePass {
 public:
  // `network` and `batch` must outlive the pass; the batch must not be empty.
  void begin(const Network& network, const ProbeBatch& batch, const Pass& pass);
  // One chunk; false once h_1 … h_L are complete.
  bool work();
  // h_l, (units × batch.stride), columns batch.count.. without meaning.
  const float* features(int l) const;

 private:
  const Network* network_ = nullptr;
  const ProbeBatch* batch_ = nullptr;
  Pass pass_;
  int chunk_ = 0, done_ = 0;  // samples
  Workspace workspace_;
  std::vector<float> x_;
  std::vector<std::vector<float>> features_;  // h_1 … h_L
};

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
