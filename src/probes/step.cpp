#include "probes/step.h"

#include <cassert>
#include <cmath>

namespace lockstep {

ProposedStep proposedStep(const Subject& s) {
  Network network = s.network;
  OptimizerState moments = s.moments;
  const ProbeBatch& batch = s.batch;
  Workspace ws;
  prepare(ws, network, batch.count);
  std::vector<float> dOutput(static_cast<std::size_t>(network.outputs()) * batch.stride);
  std::vector<float> gradient(network.parameterCount());

  forward(network, batch.x.data(), batch.count, kProbePass, ws);
  lossForward(s.loss, ws.output(), batch.targets.data(), network.outputs(), batch.count, batch.stride,
              dOutput.data());
  backward(network, batch.x.data(), dOutput.data(), ws, gradient.data());
  addPenaltyGradient(s.optimizer, network, gradient.data());
  applyUpdate(s.optimizer, moments, network, gradient.data(),
              gradientNorm(gradient.data(), network.parameterCount()), s.rate, s.multipliers);

  ProposedStep step{std::move(network.parameters), {}};
  step.d.reserve(step.parameters.size());
  for (std::size_t i = 0; i < step.parameters.size(); ++i)
    step.d.push_back(static_cast<double>(step.parameters[i]) - s.network.parameters[i]);
  return step;
}

std::vector<double> moved(const Network& network, const std::vector<double>& d, double alpha, int first,
                          int last) {
  std::vector<double> point = widened(network.parameters);
  for (int l = first; l < last; ++l)
    for (int i = network.layers[l].weight; i < network.layers[l].end; ++i) point[i] += alpha * d[i];
  return point;
}

std::vector<double> moved(const Network& network, const std::vector<double>& d, double alpha) {
  return moved(network, d, alpha, 0, static_cast<int>(network.layers.size()));
}

double dot(const std::vector<double>& a, const std::vector<double>& b, int begin, int end) {
  assert(begin >= 0 && end <= static_cast<int>(a.size()) && a.size() == b.size());
  // Four sums in turn, so that no addition waits for the one before.
  double total[4] = {};
  int i = begin;
  for (; i + 4 <= end; i += 4)
    for (int k = 0; k < 4; ++k) total[k] += a[i + k] * b[i + k];
  for (; i < end; ++i) total[0] += a[i] * b[i];
  return (total[0] + total[1]) + (total[2] + total[3]);
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return dot(a, b, 0, static_cast<int>(a.size()));
}

double length(const std::vector<double>& a) { return std::sqrt(dot(a, a)); }

void scale(std::vector<double>& a, double factor) {
  for (double& x : a) x *= factor;
}

void addScaled(std::vector<double>& a, double factor, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += factor * b[i];
}

}  // namespace lockstep
