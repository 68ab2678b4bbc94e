#include "nn/network.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "nn/gemm.h"
#include "nn/rng.h"
#include "nn/simd.h"
#include "nn/thin.h"

namespace lockstep {
namespace {

// mask[i] = 0 with probability `dropout`, else 1/(1 − dropout), so that the expectation is kept.
void dropoutMask(float dropout, const Pass& pass, int layer, int B, int stride, int O, float* mask) {
  Rng rng(pass.seed, Stream::dropout, pass.step * 64 + static_cast<uint64_t>(layer));
  const uint32_t threshold = static_cast<uint32_t>(static_cast<double>(dropout) * 0x1p32);
  const float keep = 1.0f / (1.0f - dropout);
  for (int o = 0; o < O; ++o)
    for (int b = 0; b < stride; ++b) mask[o * stride + b] = b < B && rng.next() < threshold ? 0.0f : keep;
}

// A few vectors: a call of memcpy would cost more than they do.
void copyVectors(const float* x, int count, float* y) {
  for (int i = 0; i < count; i += kLanes) store(y + i, load(x + i));
}

void multiply(float* x, const float* y, int count) {
  for (int i = 0; i < count; i += kLanes) store(x + i, load(x + i) * load(y + i));
}

// The three products of a layer: linear = W·x + bias, dW = g·xᵀ, and dIn = Wᵀ·g, to which a skip has
// given a start.
void multiplyForward(const Layer& layer, const float* p, const float* x, const Workspace& ws, float* linear) {
  const int O = layer.outputs, I = layer.inputs;
  if (isThin(O, I, ws.batch)) return thinForward(O, I, ws.batch, p + layer.weight, p + layer.bias, x, linear);
  gemm(O, ws.stride, I, rowMajor(p + layer.weight, I), rowMajor(x, ws.stride), linear, ws.stride, Start::bias,
       p + layer.bias, ws.scratch);
}

void multiplyWeightGradient(const Layer& layer, const float* g, const float* x, const Workspace& ws,
                            float* dW) {
  const int O = layer.outputs, I = layer.inputs;
  if (isThin(O, I, ws.batch)) return thinWeightGradient(O, I, ws.batch, g, x, dW, ws.scratch);
  gemm(O, I, ws.batch, rowMajor(g, ws.stride), rowMajor(x, ws.stride).transposed(), dW, I, Start::zero,
       nullptr, ws.scratch);
}

void multiplyInputGradient(const Layer& layer, const float* p, const float* g, const Workspace& ws,
                           float* dIn) {
  const int O = layer.outputs, I = layer.inputs;
  if (isThin(O, I, ws.batch))
    return thinInputGradient(O, I, ws.batch, p + layer.weight, g, dIn, layer.hasSkip());
  gemm(I, ws.stride, O, rowMajor(p + layer.weight, I).transposed(), rowMajor(g, ws.stride), dIn, ws.stride,
       layer.hasSkip() ? Start::add : Start::zero, nullptr, ws.scratch);
}

void normalizeForward(const Network& net, const Layer& layer, const Workspace& ws,
                      const Workspace::Buffers& buf) {
  const float* p = net.parameters.data();
  if (layer.norm == Norm::layer)
    layerNormalize(buf.linear, layer.outputs, ws.stride, buf.normalized, buf.inverseDeviation);
  else if (ws.pass.batchStatistics)
    batchNormalize(buf.linear, layer.outputs, ws.batch, ws.stride, buf.normalized, buf.mean, buf.variance,
                   buf.inverseDeviation);
  else
    fixedNormalize(buf.linear, layer.outputs, ws.stride, net.statistics.data() + layer.mean,
                   net.statistics.data() + layer.variance, buf.normalized, buf.inverseDeviation);
  scaleShift(buf.normalized, p + layer.scale, p + layer.shift, layer.outputs, ws.stride, buf.preActivation);
}

void normalizeBackward(const Network& net, const Layer& layer, const Workspace& ws,
                       const Workspace::Buffers& buf, float* g, float* gradient) {
  float* dScale = gradient ? gradient + layer.scale : nullptr;
  float* dShift = gradient ? gradient + layer.shift : nullptr;
  scaleShiftBackward(buf.normalized, net.parameters.data() + layer.scale, layer.outputs, ws.batch, ws.stride,
                     g, dScale, dShift);
  if (layer.norm == Norm::layer)
    layerNormalizeBackward(buf.normalized, buf.inverseDeviation, layer.outputs, ws.stride, g);
  else if (ws.pass.batchStatistics)
    batchNormalizeBackward(buf.normalized, buf.inverseDeviation, layer.outputs, ws.batch, ws.stride, g);
  else
    fixedNormalizeBackward(buf.inverseDeviation, layer.outputs, ws.stride, g);
}

void forwardLayer(const Network& net, int l, const float* x, Workspace& ws) {
  const Layer& layer = net.layers[l];
  const Workspace::Buffers& buf = ws.layers[l];
  const float* p = net.parameters.data();
  const int count = layer.outputs * ws.stride;

  multiplyForward(layer, p, x, ws, buf.linear);
  if (layer.norm != Norm::none) normalizeForward(net, layer, ws, buf);
  activationForward(layer.activation, buf.preActivation, buf.activated, count);

  const bool drop = ws.pass.dropout && layer.dropout > 0;
  if (drop) dropoutMask(layer.dropout, ws.pass, l, ws.batch, ws.stride, layer.outputs, buf.mask);
  if (buf.output == buf.activated) return;
  const Vec beta = splat(layer.hasSkip() ? layer.skip : 1.0f);
  for (int i = 0; i < count; i += kLanes) {
    Vec branch = load(buf.activated + i) * beta;
    if (drop) branch *= load(buf.mask + i);
    store(buf.output + i, layer.hasSkip() ? load(x + i) + branch : branch);
  }
}

// g: ∂L/∂output in, ∂L/∂linear out.
void backwardToLinear(const Network& net, int l, Workspace& ws, float* g, float* gradient) {
  const Layer& layer = net.layers[l];
  const Workspace::Buffers& buf = ws.layers[l];
  const int count = layer.outputs * ws.stride;
  if (layer.hasSkip())
    for (int i = 0; i < count; i += kLanes) store(g + i, load(g + i) * splat(layer.skip));
  if (ws.pass.dropout && layer.dropout > 0) multiply(g, buf.mask, count);
  activationBackward(layer.activation, buf.preActivation, buf.activated, g, count);
  if (layer.norm != Norm::none) normalizeBackward(net, layer, ws, buf, g, gradient);
}

}  // namespace

void layOut(Network& network) {
  int parameters = 0, statistics = 0;
  for (Layer& layer : network.layers) {
    layer.weight = parameters;
    layer.bias = layer.weight + layer.outputs * layer.inputs;
    layer.end = layer.bias + layer.outputs;
    layer.scale = layer.shift = layer.mean = layer.variance = -1;
    if (layer.norm != Norm::none) {
      layer.scale = layer.end;
      layer.shift = layer.scale + layer.outputs;
      layer.end = layer.shift + layer.outputs;
    }
    if (layer.norm == Norm::batch) {
      layer.mean = statistics;
      layer.variance = layer.mean + layer.outputs;
      statistics = layer.variance + layer.outputs;
    }
    parameters = layer.end;
  }
  network.parameters.assign(parameters, 0.0f);
  network.statistics.assign(statistics, 0.0f);
  for (const Layer& layer : network.layers) {
    if (layer.scale >= 0) std::fill_n(network.parameters.begin() + layer.scale, layer.outputs, 1.0f);
    if (layer.variance >= 0) std::fill_n(network.statistics.begin() + layer.variance, layer.outputs, 1.0f);
  }
}

void prepare(Workspace& ws, const Network& net, int maxBatch) {
  const int stride = padToLanes(maxBatch);
  std::size_t used = 0;
  // First pass with a null arena counts, second assigns.
  for (int round = 0; round < 2; ++round) {
    float* arena = round ? ws.arena.data() : nullptr;
    used = 0;
    auto take = [&](std::size_t count) {
      float* p = arena ? arena + used : nullptr;
      used += (count + 15) / 16 * 16;
      return p;
    };
    ws.layers.assign(net.layers.size(), {});
    int widest = 0, scratch = 0;
    for (std::size_t l = 0; l < net.layers.size(); ++l) {
      const Layer& layer = net.layers[l];
      Workspace::Buffers& buf = ws.layers[l];
      const std::size_t size = static_cast<std::size_t>(layer.outputs) * stride;
      buf.linear = take(size);
      buf.preActivation = buf.linear;
      if (layer.norm != Norm::none) {
        buf.normalized = take(size);
        buf.preActivation = take(size);
        buf.mean = take(layer.outputs), buf.variance = take(layer.outputs);
        buf.inverseDeviation = take(std::max(layer.outputs, stride));
      }
      buf.activated = layer.activation == Activation::linear ? buf.preActivation : take(size);
      const bool branch = layer.hasSkip() || layer.dropout > 0;
      buf.output = branch ? take(size) : buf.activated;
      if (layer.dropout > 0) buf.mask = take(size);
      widest = std::max({widest, layer.outputs, layer.inputs});
      scratch = std::max({scratch, gemmScratch(layer.outputs, layer.inputs),
                          gemmScratch(layer.inputs, layer.outputs), gemmScratch(layer.outputs, maxBatch),
                          thinScratch(layer.inputs)});
    }
    ws.gradientA = take(static_cast<std::size_t>(widest) * stride);
    ws.gradientB = take(static_cast<std::size_t>(widest) * stride);
    ws.scratch = take(scratch);
    if (!round) ws.arena.assign(used, 0.0f);
  }
  ws.maxBatch = maxBatch;
  ws.batch = ws.stride = 0;
}

void forward(const Network& net, const float* x, int B, const Pass& pass, Workspace& ws) {
  assert(B >= 1 && B <= ws.maxBatch && ws.layers.size() == net.layers.size());
  ws.batch = B, ws.stride = padToLanes(B), ws.pass = pass;
  for (int l = 0; l < static_cast<int>(net.layers.size()); ++l) {
    forwardLayer(net, l, x, ws);
    x = ws.layers[l].output;
  }
}

void backward(const Network& net, const float* x, const float* dOutput, Workspace& ws, float* gradient,
              float* dInput) {
  const int last = static_cast<int>(net.layers.size()) - 1;
  float *g = ws.gradientA, *next = ws.gradientB;
  copyVectors(dOutput, net.outputs() * ws.stride, g);
  for (int l = last; l >= 0; --l) {
    const Layer& layer = net.layers[l];
    const float* input = l ? ws.layers[l - 1].output : x;
    float* dIn = l ? next : dInput;
    // The skip's own gradient goes to the input as it is, before g is turned into ∂L/∂linear.
    if (dIn && layer.hasSkip()) copyVectors(g, layer.outputs * ws.stride, dIn);
    backwardToLinear(net, l, ws, g, gradient);

    if (gradient) {
      multiplyWeightGradient(layer, g, input, ws, gradient + layer.weight);
      rowSums(g, layer.outputs, ws.batch, ws.stride, gradient + layer.bias);
    }
    if (dIn) multiplyInputGradient(layer, net.parameters.data(), g, ws, dIn);
    std::swap(g, next);
  }
}

void updateStatistics(Network& net, const Workspace& ws, float weight) {
  if (!ws.pass.batchStatistics) return;
  // The running variance is the unbiased one, as in the paper.
  const float unbiased =
      ws.batch > 1 ? static_cast<float>(ws.batch) / static_cast<float>(ws.batch - 1) : 1.0f;
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const Layer& layer = net.layers[l];
    if (layer.norm != Norm::batch) continue;
    float *mean = net.statistics.data() + layer.mean, *variance = net.statistics.data() + layer.variance;
    for (int o = 0; o < layer.outputs; ++o) {
      mean[o] += weight * (ws.layers[l].mean[o] - mean[o]);
      variance[o] += weight * (ws.layers[l].variance[o] * unbiased - variance[o]);
    }
  }
}

bool allFinite(const float* x, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (!std::isfinite(x[i])) return false;
  return true;
}

int firstNonFiniteActivations(const Network& net, const Workspace& ws) {
  for (std::size_t l = 0; l < net.layers.size(); ++l)
    for (int o = 0; o < net.layers[l].outputs; ++o)
      if (!allFinite(ws.layers[l].output + o * ws.stride, ws.batch)) return static_cast<int>(l);
  return -1;
}

}  // namespace lockstep
