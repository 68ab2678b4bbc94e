#include "probes/input_gradient.h"

#include <algorithm>

namespace lockstep {

void beginInputGradients(InputGradients& g, const Network& net, int layer, const float* x, int B) {
  const bool sameShape = g.layer == layer && g.below.layers.size() == static_cast<std::size_t>(layer) + 1 &&
                         g.below.layers.back().end == net.layers[layer].end &&
                         g.below.inputs() == net.inputs();
  g.below.layers.assign(net.layers.begin(), net.layers.begin() + layer + 1);
  g.below.parameters.assign(net.parameters.begin(), net.parameters.begin() + net.layers[layer].end);
  g.below.statistics = net.statistics;
  g.layer = layer;
  if (!sameShape) prepare(g.workspace, g.below, kInputGradientBatch);
  forward(g.below, x, B, evaluation(), g.workspace);
}

void measureInputGradient(InputGradients& g, const float* x, int unit, std::vector<float>& result) {
  const int B = g.workspace.batch, stride = g.workspace.stride, inputs = g.below.inputs();
  g.dOutput.assign(static_cast<std::size_t>(g.below.outputs()) * stride, 0.0f);
  g.dInput.resize(static_cast<std::size_t>(inputs) * stride);
  std::fill_n(g.dOutput.begin() + unit * stride, B, 1.0f / static_cast<float>(B));
  backward(g.below, x, g.dOutput.data(), g.workspace, nullptr, g.dInput.data());
  result.resize(inputs);
  for (int i = 0; i < inputs; ++i) result[i] = rowSum(g.dInput.data() + i * stride, B);
}

}  // namespace lockstep
