// The oracle: what src/nn computes, in double and in the plainest loops that say it, for the tests to compare
// with. Nothing here is shared with the code under test but its enums and shapes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "nn/loss.h"
#include "nn/network.h"
#include "nn/optimizer.h"
#include "nn/schedule.h"

namespace reference {

using lockstep::Activation;
using lockstep::Layer;
using lockstep::Loss;
using lockstep::Network;
using lockstep::Norm;
using lockstep::Optimizer;
using lockstep::OptimizerSettings;
using lockstep::Schedule;
using lockstep::ScheduleSettings;

// units × samples
struct Matrix {
  int rows = 0, columns = 0;
  std::vector<double> values;
  Matrix() = default;
  Matrix(int r, int c) : rows(r), columns(c), values(static_cast<std::size_t>(r) * c) {}
  double& at(int r, int c) { return values[static_cast<std::size_t>(r) * columns + c]; }
  double at(int r, int c) const { return values[static_cast<std::size_t>(r) * columns + c]; }
};

// The first `columns` columns of a float matrix with a row stride.
inline Matrix widen(const float* data, int rows, int columns, int stride) {
  Matrix m(rows, columns);
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) m.at(r, c) = data[static_cast<std::size_t>(r) * stride + c];
  return m;
}

inline double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

inline double activate(Activation f, double z) {
  switch (f) {
    case Activation::linear:
      return z;
    case Activation::relu:
      return z > 0 ? z : 0;
    case Activation::leakyRelu:
      return z > 0 ? z : 0.01 * z;
    case Activation::tanh:
      return std::tanh(z);
    case Activation::sigmoid:
      return sigmoid(z);
    case Activation::gelu:
      return 0.5 * z * (1 + std::tanh(std::sqrt(2 / 3.14159265358979323846) * (z + 0.044715 * z * z * z)));
    case Activation::silu:
      return z * sigmoid(z);
    case Activation::sine:
      return std::sin(z);
  }
  return 0;
}

// Forward.

struct Model {
  std::vector<Layer> layers;
  std::vector<double> parameters, statistics;
  explicit Model(const Network& net)
      : layers(net.layers),
        parameters(net.parameters.begin(), net.parameters.end()),
        statistics(net.statistics.begin(), net.statistics.end()) {}
};

// (x − mean)/√(variance + ε) of `count` values that lie `step` apart.
inline void normalize(double* x, int count, int step) {
  double mean = 0, variance = 0;
  for (int i = 0; i < count; ++i) mean += x[i * step] / count;
  for (int i = 0; i < count; ++i) variance += (x[i * step] - mean) * (x[i * step] - mean) / count;
  for (int i = 0; i < count; ++i) x[i * step] = (x[i * step] - mean) / std::sqrt(variance + 1e-5);
}

inline void normalizeLayer(const Model& net, const Layer& layer, bool batchStatistics, Matrix& z) {
  for (int o = 0; o < z.rows && layer.norm == Norm::batch; ++o) {
    const double *mean = &net.statistics[layer.mean], *variance = &net.statistics[layer.variance];
    if (batchStatistics) normalize(&z.at(o, 0), z.columns, 1);
    for (int b = 0; b < z.columns && !batchStatistics; ++b)
      z.at(o, b) = (z.at(o, b) - mean[o]) / std::sqrt(variance[o] + 1e-5);
  }
  for (int b = 0; b < z.columns && layer.norm == Norm::layer; ++b) normalize(&z.at(0, b), z.rows, z.columns);
  for (int o = 0; o < z.rows; ++o)
    for (int b = 0; b < z.columns; ++b)
      z.at(o, b) = z.at(o, b) * net.parameters[layer.scale + o] + net.parameters[layer.shift + o];
}

// masks[l] multiplies what layer l activates; an empty one drops nothing.
inline Matrix forward(const Model& net, Matrix x, bool batchStatistics = false,
                      const std::vector<Matrix>& masks = {}) {
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const Layer& layer = net.layers[l];
    Matrix z(layer.outputs, x.columns);
    for (int o = 0; o < z.rows; ++o)
      for (int b = 0; b < z.columns; ++b) {
        double total = net.parameters[layer.bias + o];
        for (int i = 0; i < layer.inputs; ++i)
          total += net.parameters[layer.weight + static_cast<std::size_t>(o) * layer.inputs + i] * x.at(i, b);
        z.at(o, b) = total;
      }
    if (layer.norm != Norm::none) normalizeLayer(net, layer, batchStatistics, z);
    for (int o = 0; o < z.rows; ++o)
      for (int b = 0; b < z.columns; ++b) {
        double a = activate(layer.activation, z.at(o, b));
        if (l < masks.size() && masks[l].rows > 0) a *= masks[l].at(o, b);
        z.at(o, b) = layer.skip != 0 ? x.at(o, b) + static_cast<double>(layer.skip) * a : a;
      }
    x = z;
  }
  return x;
}

// Loss.

// log(1 + e^z) without overflow.
inline double softplus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::fabs(z))); }

inline double loss(Loss kind, const Matrix& z, const Matrix& t) {
  double total = 0;
  for (int b = 0; b < z.columns; ++b) {
    double largest = z.at(0, b), sum = 0, along = 0;
    for (int o = 0; o < z.rows; ++o) largest = std::max(largest, z.at(o, b));
    for (int o = 0; o < z.rows; ++o) {
      const double e = z.at(o, b) - t.at(o, b);
      if (kind == Loss::mse) total += e * e / 2;
      if (kind == Loss::bce) total += softplus(z.at(o, b)) - t.at(o, b) * z.at(o, b);
      sum += std::exp(z.at(o, b) - largest);
      along += t.at(o, b) * (z.at(o, b) - largest);
    }
    if (kind == Loss::softmax) total += std::log(sum) - along;
  }
  return total / z.columns;
}

// Optimisers.

inline double penalty(const OptimizerSettings& s, const Model& net) {
  double total = 0;
  for (const Layer& layer : net.layers)
    for (int i = layer.weight; i < layer.bias; ++i)
      total += s.l1 * std::fabs(net.parameters[i]) + 0.5 * s.l2 * net.parameters[i] * net.parameters[i];
  return total;
}

struct OptimizerMemory {
  std::vector<double> m, v;
  int updates = 0;
};

// One update as the formulas of nn/optimizer.h say it; `gradient` already holds the penalty's.
inline void update(const OptimizerSettings& s, OptimizerMemory& memory, Model& net,
                   std::vector<double> gradient, double rate, const std::vector<float>& multipliers) {
  memory.m.resize(gradient.size()), memory.v.resize(gradient.size());
  ++memory.updates;
  double norm = 0;
  for (double g : gradient) norm += g * g;
  norm = std::sqrt(norm);
  if (s.clip > 0 && norm > s.clip)
    for (double& g : gradient) g *= s.clip / norm;
  const double b1 = s.beta1, b2 = s.beta2;
  const double correction1 = 1 - std::pow(b1, memory.updates), correction2 = 1 - std::pow(b2, memory.updates);
  const double decay = s.decay;
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const Layer& layer = net.layers[l];
    const double eta = rate * (l < multipliers.size() ? multipliers[l] : 1);
    for (int i = layer.weight; i < layer.end && eta != 0; ++i) {
      double &p = net.parameters[i], &m = memory.m[i], &v = memory.v[i], g = gradient[i];
      if (i < layer.bias) p *= 1 - eta * decay;
      switch (s.kind) {
        case Optimizer::sgd:
          p -= eta * g;
          break;
        case Optimizer::momentum:
          m = s.momentum * m + g, p -= eta * m;
          break;
        case Optimizer::nesterov:
          m = s.momentum * m + g, p -= eta * (g + s.momentum * m);
          break;
        case Optimizer::rmsprop:
          v = s.rho * v + (1 - static_cast<double>(s.rho)) * g * g;
          p -= eta * g / (std::sqrt(v) + s.epsilon);
          break;
        case Optimizer::adam:
        case Optimizer::adamw:
          m = b1 * m + (1 - b1) * g, v = b2 * v + (1 - b2) * g * g;
          p -= eta * (m / correction1) / (std::sqrt(v / correction2) + s.epsilon);
          break;
      }
    }
  }
}

// Schedules.

inline double scheduleFactor(const ScheduleSettings& s, double t) {
  const double T = s.period, pi = 3.14159265358979323846;
  auto cosine = [&](double from, double to, double share) {
    return to + (from - to) * (1 + std::cos(pi * share)) / 2;
  };
  double factor = 1;
  switch (s.kind) {
    case Schedule::constant:
      break;
    case Schedule::warmup:
      factor = std::min(1.0, (t + 1) / T);
      break;
    case Schedule::step:
      factor = std::pow(static_cast<double>(s.gamma), std::floor(t / T));
      break;
    case Schedule::exponential:
      factor = std::pow(static_cast<double>(s.gamma), t / T);
      break;
    case Schedule::cosine:
      factor = cosine(1, 0, std::min(1.0, t / T));
      break;
    case Schedule::oneCycle: {  // PyTorch's OneCycleLR: pct_start 0.3, div_factor 25, final_div_factor 1e4
      const double peak = 0.3 * T - 1, last = T - 1;
      factor = t <= peak ? cosine(1.0 / 25, 1, t / peak)
                         : cosine(1, 1.0 / 25e4, std::min(1.0, (t - peak) / (last - peak)));
      break;
    }
  }
  return s.warmup > 0 ? factor * std::min(1.0, (t + 1) / s.warmup) : factor;
}

}  // namespace reference
