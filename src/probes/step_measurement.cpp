#include "probes/step_measurement.h"

#include <algorithm>

namespace lockstep {

StepMeasurement::StepMeasurement(SubjectPtr s, int evaluations)
    : subject(std::move(s)), pass(subject), evaluations_(subject->batch.count > 0 ? evaluations : 0) {}

bool StepMeasurement::work() {
  if (current_ == evaluations_) return false;
  double flop = kWorkUnit;
  if (d.empty()) {
    d = proposedStep(*subject).d;
    flop -= 6.0 * static_cast<double>(d.size()) * subject->batch.count;
    begin(0);
  }
  while (flop > 0 && current_ < evaluations_) {
    if (pass.work(flop)) break;
    end(current_);
    if (++current_ < evaluations_) begin(current_);
  }
  if (current_ < evaluations_) return true;
  // Results are kept for long; what they came from is several times the parameters.
  d = std::vector<double>();
  pass.release();
  return false;
}

double StepMeasurement::progress() const {
  return evaluations_ == current_ ? 1 : (current_ + (d.empty() ? 0 : pass.share())) / evaluations_;
}

std::vector<double> StepMeasurement::block(int l) const {
  const Layer& layer = subject->network.layers[l];
  std::vector<double> part(d.size());
  std::copy(d.begin() + layer.weight, d.begin() + layer.end, part.begin() + layer.weight);
  return part;
}

}  // namespace lockstep
