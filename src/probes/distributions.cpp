#include "probes/distributions.h"

#include <algorithm>
#include <cmath>

#include "probes/step.h"

namespace lockstep {
namespace {

// The least of 1, 2, 5, 10 … and their tenths that is at least x.
double stepUp(double x) {
  if (!(x > 1e-30)) return x > 0 ? 1e-30 : 1;
  double decade = 1;
  while (decade < x) decade *= 10;
  while (decade / 10 >= x) decade /= 10;
  return x <= decade / 5 ? decade / 5 : x <= decade / 2 ? decade / 2 : decade;
}

// Share of units whose pre-activation is nowhere positive.
double deadShare(const Layer& layer, const float* z, int B, int stride) {
  if (layer.activation != Activation::relu && layer.activation != Activation::leakyRelu) return kUnknown;
  int dead = 0;
  for (int o = 0; o < layer.outputs; ++o)
    dead += std::none_of(z + o * stride, z + o * stride + B, [](float v) { return v > 0; });
  return static_cast<double>(dead) / layer.outputs;
}

double saturatedShare(const Layer& layer, const float* f, int B, int stride) {
  const bool sigmoid = layer.activation == Activation::sigmoid;
  if (layer.activation != Activation::tanh && !sigmoid) return kUnknown;
  int saturated = 0;
  for (int o = 0; o < layer.outputs; ++o)
    for (int b = 0; b < B; ++b) {
      const float v = f[o * stride + b];
      saturated += std::fabs(sigmoid ? 2 * v - 1 : v) > 0.97f;
    }
  return static_cast<double>(saturated) / (static_cast<double>(layer.outputs) * B);
}

Table histogramTable(const char* name, const std::vector<LayerDistributions>& layers,
                     Histogram LayerDistributions::*quantity) {
  Table table{name, {{"layer", ""}, {"from", ""}, {"to", ""}, {"count", ""}}};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Histogram& h = layers[l].*quantity;
    const double width = (h.high - h.low) / kHistogramBins;
    for (int b = 0; b < kHistogramBins; ++b)
      addRow(table, {l + 1.0, h.low + b * width, h.low + (b + 1) * width, static_cast<double>(h.counts[b])});
  }
  return table;
}

}  // namespace

Histogram histogramOf(const float* values, int rows, int columns, int stride) {
  Histogram h;
  h.counts.assign(kHistogramBins, 0);
  double largest = 0, sum = 0, squares = 0;
  bool negative = false;
  auto each = [&](auto visit) {
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < columns; ++c)
        if (std::isfinite(values[static_cast<std::size_t>(r) * stride + c]))
          visit(static_cast<double>(values[static_cast<std::size_t>(r) * stride + c]));
  };
  each([&](double v) {
    largest = std::max(largest, std::fabs(v));
    negative |= v < 0;
    sum += v;
    ++h.count;
  });
  h.nonFinite = rows * columns - h.count;
  h.high = stepUp(largest);
  h.low = negative ? -h.high : 0;
  h.mean = h.count ? sum / h.count : kUnknown;
  each([&](double v) {
    const double at = (v - h.low) / (h.high - h.low) * kHistogramBins;
    ++h.counts[std::clamp(static_cast<int>(at), 0, kHistogramBins - 1)];
    squares += (v - h.mean) * (v - h.mean);
  });
  h.deviation = h.count ? std::sqrt(squares / h.count) : kUnknown;
  return h;
}

Distributions::Distributions(SubjectPtr subject) : subject_(std::move(subject)) {}

double Distributions::progress() const {
  return stage_ / (2.0 + static_cast<double>(subject_->network.layers.size()));
}

void Distributions::differentiate() {
  const ProbeBatch& batch = subject_->batch;
  const Network& network = subject_->network;
  prepare(workspace_, network, batch.count);
  forward(network, batch.x.data(), batch.count, kProbePass, workspace_);
  std::vector<float> dOutput(static_cast<std::size_t>(network.outputs()) * batch.stride);
  lossForward(subject_->loss, workspace_.output(), batch.targets.data(), network.outputs(), batch.count,
              batch.stride, dOutput.data());
  gradient_.assign(network.parameterCount(), 0.0f);
  backward(network, batch.x.data(), dOutput.data(), workspace_, gradient_.data());
  addPenaltyGradient(subject_->optimizer, network, gradient_.data());
}

LayerDistributions Distributions::measure(int l) const {
  const Layer& layer = subject_->network.layers[l];
  const Workspace::Buffers& values = workspace_.layers[l];
  const int B = subject_->batch.count, stride = subject_->batch.stride, O = layer.outputs;
  const float* weights = subject_->network.parameters.data() + layer.weight;
  LayerDistributions result;
  result.weights = histogramOf(weights, O, layer.inputs, layer.inputs);
  result.gradients = histogramOf(gradient_.data() + layer.weight, O, layer.inputs, layer.inputs);
  result.preActivations = histogramOf(values.preActivation, O, B, stride);
  result.activations = histogramOf(values.output, O, B, stride);
  result.dead = deadShare(layer, values.preActivation, B, stride);
  result.saturated = saturatedShare(layer, values.activated, B, stride);
  result.gradientNorm = gradientNorm(gradient_.data() + layer.weight, layer.end - layer.weight);
  const double size = gradientNorm(weights, O * layer.inputs);
  result.update = size > 0 ? std::sqrt(dot(d_, d_, layer.weight, layer.bias)) / size : kUnknown;
  return result;
}

bool Distributions::work() {
  const int L = static_cast<int>(subject_->network.layers.size());
  if (stage_ == L + 2 || subject_->batch.count == 0) return false;
  if (stage_ == 0)
    differentiate();
  else if (stage_ == 1)
    d_ = proposedStep(*subject_).d;
  else
    layers.push_back(measure(stage_ - 2));
  if (++stage_ < L + 2) return true;
  workspace_ = {}, gradient_ = std::vector<float>(), d_ = std::vector<double>();
  return false;
}

Readings Distributions::readings() const {
  Table table{"layers",
              {{"layer", ""},
               {"weight mean", ""},
               {"weight sd", ""},
               {"pre-activation mean", ""},
               {"pre-activation sd", ""},
               {"activation mean", ""},
               {"activation sd", ""},
               {"gradient mean", ""},
               {"gradient sd", ""},
               {"gradient norm", ""},
               {"update", ""},
               {"dead", ""},
               {"saturated", ""}}};
  Readings readings = {{"summary", {{"samples", "", {static_cast<double>(subject_->batch.count)}}}}};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const LayerDistributions& d = layers[l];
    addRow(table, {l + 1.0, d.weights.mean, d.weights.deviation, d.preActivations.mean,
                   d.preActivations.deviation, d.activations.mean, d.activations.deviation, d.gradients.mean,
                   d.gradients.deviation, d.gradientNorm, d.update, d.dead, d.saturated});
  }
  readings.push_back(std::move(table));
  readings.push_back(histogramTable("weights", layers, &LayerDistributions::weights));
  readings.push_back(histogramTable("pre-activations", layers, &LayerDistributions::preActivations));
  readings.push_back(histogramTable("activations", layers, &LayerDistributions::activations));
  readings.push_back(histogramTable("gradients", layers, &LayerDistributions::gradients));
  return readings;
}

}  // namespace lockstep
