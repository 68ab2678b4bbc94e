#include "probes/features.h"

#include <algorithm>
#include <cmath>

#include "nn/simd.h"
#include "probes/predictions.h"

namespace lockstep {

void FeaturePass::begin(const Network& network, const ProbeBatch& batch, const Pass& pass) {
  network_ = &network, batch_ = &batch, pass_ = pass;
  done_ = 0;
  const bool whole =
      pass.batchStatistics && std::any_of(network.layers.begin(), network.layers.end(),
                                          [](const Layer& l) { return l.norm == Norm::batch; });
  const int affordable = static_cast<int>(kWorkUnit / (2.0 * network.parameterCount()));
  chunk_ = whole ? batch.count : std::min(batch.count, padToLanes(std::max(1, affordable)));
  prepare(workspace_, network, chunk_);
  x_.resize(static_cast<std::size_t>(network.inputs()) * padToLanes(chunk_));
  features_.resize(network.layers.size());
  for (std::size_t l = 0; l < features_.size(); ++l)
    features_[l].resize(static_cast<std::size_t>(network.layers[l].outputs) * batch.stride);
}

bool FeaturePass::work() {
  const int count = std::min(chunk_, batch_->count - done_), stride = padToLanes(count);
  for (int i = 0; i < network_->inputs(); ++i)
    std::copy_n(batch_->x.data() + i * batch_->stride + done_, stride, x_.data() + i * stride);
  forward(*network_, x_.data(), count, pass_, workspace_);
  for (std::size_t l = 0; l < features_.size(); ++l)
    for (int u = 0; u < network_->layers[l].outputs; ++u)
      std::copy_n(workspace_.layers[l].output + u * stride, count,
                  features_[l].data() + u * batch_->stride + done_);
  done_ += count;
  return done_ < batch_->count;
}

const float* FeaturePass::features(int l) const { return l ? features_[l - 1].data() : batch_->x.data(); }

FeatureChange featureChange(const float* before, const float* after, int units, int B, int stride) {
  double size = 0, moved = 0, cosines = 0;
  for (int b = 0; b < B; ++b) {
    double own = 0, other = 0, together = 0, difference = 0;
    for (int u = 0; u < units; ++u) {
      const double x = before[u * stride + b], y = after[u * stride + b];
      own += x * x, other += y * y, together += x * y, difference += (y - x) * (y - x);
    }
    size += own, moved += difference;
    // Unmoved features have cosine 1, whatever a square root rounds to.
    cosines += difference == 0 ? 1 : own > 0 && other > 0 ? together / std::sqrt(own * other) : 0;
  }
  return {moved == 0 ? 0 : size > 0 ? std::sqrt(moved / size) : kUnknown, cosines / B};
}

double accuracyOf(const float* outputs, const float* targets, int O, int B, int stride) {
  int right = 0;
  for (int b = 0; b < B; ++b)
    right += likeliestClass(outputs + b, O, stride) == likeliestClass(targets + b, O, stride);
  return static_cast<double>(right) / B;
}

bool sameShape(const Network& a, const Network& b) {
  if (a.layers.size() != b.layers.size()) return false;
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    if (a.layers[l].inputs != b.layers[l].inputs || a.layers[l].outputs != b.layers[l].outputs) return false;
  return true;
}

}  // namespace lockstep
