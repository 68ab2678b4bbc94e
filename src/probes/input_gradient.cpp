#include "probes/input_gradient.h"

#include <algorithm>

namespace lockstep {

void beginInputGradients(InputGradientProbe& probe, const Network& net, int layer, const float* x, int B) {
  const bool sameShape =
      probe.layer == layer && probe.below.layers.size() == static_cast<std::size_t>(layer) + 1 &&
      probe.below.layers.back().end == net.layers[layer].end && probe.below.inputs() == net.inputs();
  probe.below.layers.assign(net.layers.begin(), net.layers.begin() + layer + 1);
  probe.below.parameters.assign(net.parameters.begin(), net.parameters.begin() + net.layers[layer].end);
  probe.below.statistics = net.statistics;
  probe.layer = layer;
  if (!sameShape) prepare(probe.workspace, probe.below, kInputGradientBatch);
  forward(probe.below, x, B, evaluation(), probe.workspace);
}

void measureInputGradient(InputGradientProbe& probe, const float* x, int unit, std::vector<float>& result) {
  const int B = probe.workspace.batch, stride = probe.workspace.stride, inputs = probe.below.inputs();
  probe.dOutput.assign(static_cast<std::size_t>(probe.below.outputs()) * stride, 0.0f);
  probe.dInput.resize(static_cast<std::size_t>(inputs) * stride);
  std::fill_n(probe.dOutput.begin() + unit * stride, B, 1.0f / static_cast<float>(B));
  backward(probe.below, x, probe.dOutput.data(), probe.workspace, nullptr, probe.dInput.data());
  result.resize(inputs);
  for (int i = 0; i < inputs; ++i) result[i] = rowSum(probe.dInput.data() + i * stride, B);
}

}  // namespace lockstep
