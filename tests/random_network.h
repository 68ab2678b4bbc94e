// Networks, batches and targets drawn at random, for the tests of whole networks.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "nn/rng.h"
#include "nn/simd.h"
#include "reference.h"

namespace lockstep {

using reference::Matrix;

struct Shape {
  std::vector<int> widths = {3, 4, 4, 3};  // inputs, hidden…, outputs
  Norm norm = Norm::none;
  float skip = 0, dropout = 0;  // hidden layers only
  Activation hidden = Activation::tanh, output = Activation::linear;
};

// Parameters and statistics all drawn at random, norm scales around 1.
inline Network randomNetwork(const Shape& shape, uint64_t seed) {
  Network net;
  for (std::size_t l = 0; l + 1 < shape.widths.size(); ++l) {
    const bool hidden = l + 2 < shape.widths.size();
    Layer layer;
    layer.inputs = shape.widths[l], layer.outputs = shape.widths[l + 1];
    layer.activation = hidden ? shape.hidden : shape.output;
    if (hidden) layer.norm = shape.norm, layer.dropout = shape.dropout;
    if (hidden && layer.inputs == layer.outputs) layer.skip = shape.skip;
    net.layers.push_back(layer);
  }
  layOut(net);
  Rng rng(seed, Stream::probe);
  for (const Layer& layer : net.layers) {
    const double spread = 1.2 / std::sqrt(layer.inputs);
    for (int i = layer.weight; i < layer.end; ++i)
      net.parameters[i] = static_cast<float>((i < layer.bias ? spread : 0.3) * rng.normal());
    for (int o = 0; layer.scale >= 0 && o < layer.outputs; ++o) net.parameters[layer.scale + o] += 1;
    for (int o = 0; layer.mean >= 0 && o < layer.outputs; ++o) {
      net.statistics[layer.mean + o] = static_cast<float>(0.3 * rng.normal());
      net.statistics[layer.variance + o] = static_cast<float>(rng.uniform(0.3, 2));
    }
  }
  return net;
}

// (units × batch) with zero padding.
inline std::vector<float> randomColumns(int units, int B, uint64_t seed) {
  Rng rng(seed, Stream::data);
  const int stride = padToLanes(B);
  std::vector<float> x(static_cast<std::size_t>(units) * stride);
  for (int i = 0; i < units; ++i)
    for (int b = 0; b < B; ++b) x[i * stride + b] = static_cast<float>(rng.normal());
  return x;
}

inline std::vector<float> targetsFor(Loss loss, int outputs, int B, uint64_t seed) {
  std::vector<float> t = randomColumns(outputs, B, seed);
  const int stride = padToLanes(B);
  for (int b = 0; b < B && loss != Loss::mse; ++b)
    for (int o = 0; o < outputs; ++o)
      t[o * stride + b] = loss == Loss::softmax ? o == b % outputs : t[o * stride + b] > 0;
  return t;
}

inline std::vector<Matrix> masksOf(const Network& net, const Workspace& ws) {
  std::vector<Matrix> masks(net.layers.size());
  for (std::size_t l = 0; l < net.layers.size(); ++l)
    if (ws.pass.dropout && net.layers[l].dropout > 0)
      masks[l] = reference::widen(ws.layers[l].mask, net.layers[l].outputs, ws.batch, ws.stride);
  return masks;
}

inline Matrix outputOf(const Network& net, const Workspace& ws) {
  return reference::widen(ws.output(), net.outputs(), ws.batch, ws.stride);
}

// Largest difference over the largest exact value, or over `floor` if that is larger.
inline double relativeDifference(const std::vector<double>& ours, const std::vector<double>& exact,
                                 double floor) {
  double worst = 0, size = floor;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    worst = std::max(worst, std::fabs(ours[i] - exact[i]));
    size = std::max(size, std::fabs(exact[i]));
  }
  return worst / size;
}

inline std::string normName(Norm norm) {
  return norm == Norm::none ? "no norm" : norm == Norm::batch ? "batch norm" : "layer norm";
}

// Calls test(shape) for every norm × skip × hidden activation.
template <typename F>
void eachShape(F test) {
  for (int n = 0; n < kNorms; ++n)
    for (float skip : {0.0f, 0.7f})
      for (int a = 0; a < kActivations; ++a) {
        Shape shape;
        shape.norm = static_cast<Norm>(n), shape.skip = skip, shape.hidden = static_cast<Activation>(a);
        test(shape);
      }
}

}  // namespace lockstep
