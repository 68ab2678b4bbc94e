#include "probes/input_gradient.h"

#include <algorithm>
#include <span>

namespace lockstep {
namespace {

// Whether a workspace that was prepared for one serves the other: the buffers of a pass differ with widths,
// activations, norms and branches.
bool sameBuffers(std::span<const Layer> a, std::span<const Layer> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Layer& x, const Layer& y) {
    return x.inputs == y.inputs && x.outputs == y.outputs && x.activation == y.activation &&
           x.norm == y.norm && x.skip == y.skip && x.dropout == y.dropout;
  });
}

}  // namespace

void beginInputGradients(InputGradients& g, const Network& net, int layer, const float* x, int B) {
  const bool prepared = sameBuffers(g.below.layers, std::span(net.layers).first(layer + 1));
  g.below.layers.assign(net.layers.begin(), net.layers.begin() + layer + 1);
  g.below.parameters.assign(net.parameters.begin(), net.parameters.begin() + net.layers[layer].end);
  g.below.statistics = net.statistics;
  if (!prepared) prepare(g.workspace, g.below, kInputGradientBatch);
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
