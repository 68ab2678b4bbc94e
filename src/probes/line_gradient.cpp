#include "probes/line_gradient.h"

#include <algorithm>
#include <cmath>

#include "nn/simd.h"

namespace lockstep {
namespace {

constexpr int kPoints = kTracePoints;

double squaredDistance(const ProbeBatch& batch, int inputs, int a, int b) {
  double total = 0;
  for (int i = 0; i < inputs; ++i) {
    const double difference =
        static_cast<double>(batch.x[i * batch.stride + b]) - batch.x[i * batch.stride + a];
    total += difference * difference;
  }
  return total;
}

// With the statistics of the probe batch as the running ones.
Network withBatchStatistics(const Subject& s) {
  Network network = s.network;
  if (network.statistics.empty() || s.batch.count == 0) return network;
  Workspace workspace;
  prepare(workspace, network, s.batch.count);
  forward(network, s.batch.x.data(), s.batch.count, kProbePass, workspace);
  updateStatistics(network, workspace, 1);
  return network;
}

}  // namespace

LineGradient::LineGradient(SubjectPtr subject, int o, int a, int b)
    : output(std::clamp(o, 0, subject->network.outputs() - 1)),
      from(a),
      to(b),
      subject_(std::move(subject)),
      network_(withBatchStatistics(*subject_)) {
  const Network& network = subject_->network;
  const ProbeBatch& batch = subject_->batch;
  const int inputs = network.inputs();
  pointBlock_ = std::clamp(static_cast<int>(kWorkUnit / (6.0 * network.parameterCount())), 1, kPoints);
  cosineBlock_ = std::clamp(static_cast<int>(kWorkUnit / (2.0 * inputs * kPoints)), 1, kPoints);
  if (batch.count == 0) return;
  if (from < 0 || to < 0 || from >= batch.count || to >= batch.count) chooseEnds();
  const double length = std::sqrt(squaredDistance(batch, inputs, from, to));
  for (int i = 0; i < kPoints; ++i) position.push_back(length * i / (kPoints - 1));
  for (int i = 0; i < inputs; ++i) {
    const float x = batch.x[i * batch.stride + from];
    start_.push_back(x);
    // Between samples that are the same there is no direction.
    direction_.push_back(length > 0 ? static_cast<float>((batch.x[i * batch.stride + to] - x) / length) : 0);
  }
  prepare(workspace_, network, pointBlock_);
  gradients_.resize(static_cast<std::size_t>(inputs) * kPoints);
}

void LineGradient::chooseEnds() {
  const int count = std::min(kLineCandidates, subject_->batch.count);
  double farthest = -1;
  for (int a = 0; a < count; ++a)
    for (int b = a + 1; b < count; ++b) {
      const double distance = squaredDistance(subject_->batch, subject_->network.inputs(), a, b);
      if (distance > farthest) farthest = distance, from = a, to = b;
    }
  if (count == 1) from = to = 0;
}

double LineGradient::progress() const {
  return 0.5 * static_cast<double>(value.size()) / kPoints + 0.5 * row_ / kPoints;
}

void LineGradient::measurePoints() {
  const Network& network = network_;
  const int first = static_cast<int>(value.size()), B = std::min(pointBlock_, kPoints - first);
  const int inputs = network.inputs(), stride = padToLanes(B);
  x_.assign(static_cast<std::size_t>(inputs) * stride, 0.0f);
  for (int i = 0; i < inputs; ++i)
    for (int b = 0; b < B; ++b)
      x_[i * stride + b] = start_[i] + static_cast<float>(position[first + b]) * direction_[i];
  dOutput_.assign(static_cast<std::size_t>(network.outputs()) * stride, 0.0f);
  std::fill_n(dOutput_.begin() + output * stride, B, 1.0f);
  dInput_.resize(x_.size());
  forward(network, x_.data(), B, evaluation(), workspace_);
  backward(network, x_.data(), dOutput_.data(), workspace_, nullptr, dInput_.data());
  for (int b = 0; b < B; ++b) {
    double along = 0;
    for (int i = 0; i < inputs; ++i) {
      const float g = dInput_[i * stride + b];
      gradients_[static_cast<std::size_t>(i) * kPoints + first + b] = g;
      const double term = static_cast<double>(g) * direction_[i];
      along += term, squares_ += term * term;
    }
    value.push_back(workspace_.output()[output * stride + b]);
    gradient.push_back(along);
  }
  if (static_cast<int>(value.size()) == kPoints)
    autocorrelations = autocorrelation(gradient, kTraceLags, std::sqrt(squares_ / kPoints));
}

bool LineGradient::work() {
  if (row_ == kPoints || subject_->batch.count == 0) return false;
  if (static_cast<int>(value.size()) < kPoints) {
    measurePoints();
    return true;
  }
  unfinished_.resize(kPoints * kPoints);
  const int end = std::min(kPoints, row_ + cosineBlock_);
  addCosines(gradients_.data(), subject_->network.inputs(), row_, end, 1, scratch_, unfinished_.data());
  row_ = end;
  if (row_ == kPoints) cosines = std::move(unfinished_);
  return row_ < kPoints;
}

Readings LineGradient::readings() const {
  Table trace{"trace", {{"position", ""}, {"value", ""}, {"gradient", ""}}};
  for (std::size_t i = 0; i < value.size(); ++i) addRow(trace, {position[i], value[i], gradient[i]});
  Readings readings = {{"summary",
                        {{"output", "", {output + 1.0}},
                         {"from sample", "", {from + 1.0}},
                         {"to sample", "", {to + 1.0}},
                         {"length", "", {position.empty() ? 0 : position.back()}}}},
                       trace};
  if (!autocorrelations.empty()) {
    readings[0].columns.push_back({"autocorrelation at lag 1", "", {autocorrelations[0]}});
    readings.push_back(autocorrelationTable({autocorrelations}));
  }
  readings.push_back(cosineTable(cosines));
  return readings;
}

}  // namespace lockstep
