#include "probes/drift.h"

#include <algorithm>
#include <cmath>

#include "probes/step.h"

namespace lockstep {
namespace {

// Of sorted values, q in [0, 1].
double percentile(const std::vector<float>& sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const std::size_t i = static_cast<std::size_t>(at), next = std::min(i + 1, sorted.size() - 1);
  return sorted[i] + (at - static_cast<double>(i)) * (static_cast<double>(sorted[next]) - sorted[i]);
}

}  // namespace

double spreadShift(const UnitSpread& before, const UnitSpread& after) {
  if (!(before.quartiles > 0)) return kUnknown;
  return (std::fabs(after.low - before.low) + std::fabs(after.middle - before.middle) +
          std::fabs(after.high - before.high)) /
         before.quartiles;
}

Drift::Drift(SubjectPtr subject, SubjectPtr earlier, int unit)
    : subject_(std::move(subject)), earlier_(std::move(earlier)), unit_(unit) {
  if (earlier_ && !sameShape(subject_->network, earlier_->network)) earlier_ = nullptr;
  if (earlier_) steps = subject_->step - earlier_->step;
  const FeatureChange unknown{kUnknown, kUnknown};
  layers.assign(subject_->network.layers.size(), {unknown, unknown, {}, {}, {}, kUnknown, kUnknown});
}

double Drift::progress() const { return done_ / (earlier_ ? 4.0 : 3.0); }

void Drift::run(const Network& network, Workspace& workspace) const {
  prepare(workspace, network, subject_->batch.count);
  forward(network, subject_->batch.x.data(), subject_->batch.count, kProbePass, workspace);
}

UnitSpread Drift::spread(const Workspace& workspace, int layer) const {
  const ProbeBatch& batch = subject_->batch;
  const int unit = std::clamp(unit_, 0, subject_->network.layers[layer].outputs - 1);
  const float* z = workspace.layers[layer].preActivation + unit * batch.stride;
  std::vector<float> sorted(z, z + batch.count);
  // NaN has no place in an order: after an overflow there is no distribution.
  if (!allFinite(sorted.data(), sorted.size())) return {kUnknown, kUnknown, kUnknown, kUnknown};
  std::sort(sorted.begin(), sorted.end());
  return {percentile(sorted, 0.15), percentile(sorted, 0.5), percentile(sorted, 0.85),
          percentile(sorted, 0.75) - percentile(sorted, 0.25)};
}

bool Drift::work() {
  const ProbeBatch& batch = subject_->batch;
  const Network& network = subject_->network;
  const int L = static_cast<int>(layers.size()), last = earlier_ ? 4 : 3;
  if (done_ == last || batch.count == 0) return false;
  switch (done_++) {
    case 0:
      run(network, now_);
      for (int l = 0; l < L; ++l) layers[l].now = spread(now_, l);
      break;
    case 1:
      moved_ = network;
      moved_.parameters = proposedStep(*subject_).parameters;
      break;
    case 2:
      run(moved_, other_);
      for (int l = 0; l < L; ++l) {
        layers[l].overStep = featureChange(featuresOf(now_, batch, l), featuresOf(other_, batch, l),
                                           featureCount(network, l), batch.count, batch.stride);
        layers[l].next = spread(other_, l);
        layers[l].shiftOverStep = spreadShift(layers[l].now, layers[l].next);
      }
      break;
    case 3:
      run(earlier_->network, other_);
      for (int l = 0; l < L; ++l) {
        layers[l].since = featureChange(featuresOf(other_, batch, l), featuresOf(now_, batch, l),
                                        featureCount(network, l), batch.count, batch.stride);
        layers[l].earlier = spread(other_, l);
        layers[l].shiftSince = spreadShift(layers[l].earlier, layers[l].now);
      }
      break;
  }
  if (done_ < last) return true;
  moved_ = {}, now_ = {}, other_ = {};
  return false;
}

Readings Drift::readings() const {
  Table table{"layers",
              {{"layer", ""},
               {"change", ""},
               {"cosine", ""},
               {"low", ""},
               {"middle", ""},
               {"high", ""},
               {"shift", "IQR"},
               {"change since", ""},
               {"cosine since", ""},
               {"shift since", "IQR"}}};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const LayerDrift& d = layers[l];
    addRow(table, {l + 1.0, d.overStep.relative, d.overStep.cosine, d.now.low, d.now.middle, d.now.high,
                   d.shiftOverStep, d.since.relative, d.since.cosine, d.shiftSince});
  }
  return {{"summary",
           {{"samples", "", {static_cast<double>(subject_->batch.count)}},
            {"since", "steps", {earlier_ ? static_cast<double>(steps) : kUnknown}}}},
          table};
}

}  // namespace lockstep
