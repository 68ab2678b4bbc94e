// Optimisers, penalties, clipping and freezing against double.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "nn/rng.h"
#include "reference.h"

using namespace lockstep;

namespace {

constexpr const char* kNames[kOptimizers] = {"sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"};

// Three layers of 3·5 + 5, 5·6 + 6 + 12 (a norm) and 6·2 + 2 parameters: none a multiple of four.
Network smallNetwork(uint64_t seed = 1) {
  Network net;
  net.layers.resize(3);
  const int widths[] = {3, 5, 6, 2};
  for (int l = 0; l < 3; ++l) net.layers[l].inputs = widths[l], net.layers[l].outputs = widths[l + 1];
  net.layers[1].norm = Norm::layer;
  layOut(net);
  Rng rng(seed, Stream::probe);
  for (float& p : net.parameters) p = static_cast<float>(rng.normal());
  return net;
}

// A gradient whose size varies over steps and parameters, as real ones do.
std::vector<float> gradientAt(const Network& net, int step) {
  Rng rng(2, Stream::probe, static_cast<uint64_t>(step));
  std::vector<float> g(net.parameters.size());
  for (std::size_t i = 0; i < g.size(); ++i)
    g[i] = static_cast<float>(rng.normal() * std::pow(10, -static_cast<int>(i % 5)) / (1 + 0.1 * step));
  return g;
}

double update(const OptimizerSettings& s, OptimizerState& state, Network& net, std::vector<float> gradient,
              float rate, const std::vector<float>& multipliers) {
  const double norm = gradientNorm(gradient.data(), net.parameterCount());
  applyUpdate(s, state, net, gradient.data(), norm, rate, multipliers);
  return norm;
}

// Largest difference of parameters after `steps` updates, relative to max(1, |exact|).
double differenceAfter(const OptimizerSettings& s, int steps, const std::vector<float>& multipliers = {}) {
  Network net = smallNetwork();
  OptimizerState state;
  resetState(state, net);
  reference::Model exact(net);
  reference::OptimizerMemory memory;
  for (int t = 0; t < steps; ++t) {
    std::vector<float> g = gradientAt(net, t);
    std::vector<double> wide(g.begin(), g.end());
    for (const Layer& layer : exact.layers)
      for (int i = layer.weight; i < layer.bias; ++i)
        wide[i] += s.l2 * exact.parameters[i] + s.l1 * (exact.parameters[i] > 0   ? 1.0
                                                        : exact.parameters[i] < 0 ? -1.0
                                                                                  : 0.0);
    addPenaltyGradient(s, net, g.data());
    const float rate = 0.01f / (1 + t / 50);
    update(s, state, net, g, rate, multipliers);
    reference::update(s, memory, exact, wide, rate, multipliers);
  }
  double worst = 0;
  for (std::size_t i = 0; i < net.parameters.size(); ++i)
    worst = std::max(worst, std::fabs(net.parameters[i] - exact.parameters[i]) /
                                std::max(1.0, std::fabs(exact.parameters[i])));
  return worst;
}

OptimizerSettings settingsOf(int kind) {
  OptimizerSettings s;
  s.kind = static_cast<Optimizer>(kind);
  return s;
}

}  // namespace

TEST_CASE("every optimiser follows its formula in double for 200 steps") {
  for (int kind = 0; kind < kOptimizers; ++kind) {
    const double worst = differenceAfter(settingsOf(kind), 200);
    MESSAGE(std::string(kNames[kind]) << ": at most " << worst << " off, relative");
    // 200 updates, each rounded to the last place of a parameter of order 1, and some roundings of the step.
    CHECK(worst <= 200 * 6e-8);
  }
}

TEST_CASE(
    "every optimiser follows its formula with other constants, penalties, decay, clipping and layer rates") {
  for (int kind = 0; kind < kOptimizers; ++kind) {
    OptimizerSettings s = settingsOf(kind);
    s.momentum = 0.5f, s.beta1 = 0.7f, s.beta2 = 0.95f, s.rho = 0.8f, s.epsilon = 1e-3f;
    s.l1 = 1e-3f, s.l2 = 0.02f, s.decay = 0.1f, s.clip = 0.5f;
    const double worst = differenceAfter(s, 100, {0.5f, 0, 2});
    MESSAGE(std::string(kNames[kind]) << ": at most " << worst << " off, relative");
    CHECK(worst <= 100 * 6e-8);
  }
}

TEST_CASE("an optimiser without memory makes its first update as in the books") {
  for (int kind = 0; kind < kOptimizers; ++kind) {
    Network net = smallNetwork();
    const std::vector<float> before = net.parameters;
    OptimizerState state;
    resetState(state, net);
    const std::vector<float> g(net.parameters.size(), -0.25f);
    OptimizerSettings s = settingsOf(kind);
    update(s, state, net, g, 0.1f, {});
    for (int i = 0; i < net.parameterCount(); ++i) {
      // Steps of 0.1·¼; Nesterov looks ahead by μ; RMSProp divides by √(0.01)·¼, Adam by ¼
      // after bias correction.
      const double step[] = {0.025, 0.025, 0.025 * 1.9, 1.0, 0.1, 0.1};
      bool weight = false;
      for (const Layer& layer : net.layers) weight |= i >= layer.weight && i < layer.bias;
      const double shrink = weight ? 1 - 0.1 * s.decay : 1;
      CHECK(net.parameters[i] == doctest::Approx(before[i] * shrink + step[kind]).epsilon(1e-5));
    }
  }
}

TEST_CASE("Adam's first step after thawing is as long as its first step ever") {
  Network net;
  net.layers = {{.inputs = 3, .outputs = 4}, {.inputs = 4, .outputs = 2}};
  layOut(net);
  OptimizerState state;
  resetState(state, net);
  const OptimizerSettings settings;  // Adam
  std::vector<float> gradient(net.parameterCount(), 0.5f);
  for (int step = 0; step < 100; ++step) applyUpdate(settings, state, net, gradient.data(), 1, 0.01f, {0, 1});
  CHECK(net.parameters[0] == 0);
  applyUpdate(settings, state, net, gradient.data(), 1, 0.01f, {1, 1});
  CHECK(net.parameters[0] == doctest::Approx(-0.01));
}

TEST_CASE("a frozen layer keeps the bits of its parameters and moments, the others move") {
  for (int kind = 0; kind < kOptimizers; ++kind) {
    OptimizerSettings s = settingsOf(kind);
    s.decay = 0.5f, s.clip = 0.1f;
    Network net = smallNetwork();
    OptimizerState state;
    resetState(state, net);
    for (int t = 0; t < 3; ++t) update(s, state, net, gradientAt(net, t), 0.1f, {});
    const Network beforeNet = net;
    const OptimizerState before = state;
    for (int t = 3; t < 6; ++t) update(s, state, net, gradientAt(net, t), 0.1f, {1, 0});
    const Layer& frozen = net.layers[1];
    int changed = 0, still = 0;
    for (int i = 0; i < net.parameterCount(); ++i) {
      const bool inside = i >= frozen.weight && i < frozen.end;
      const bool moved = net.parameters[i] != beforeNet.parameters[i];
      const bool momentsMoved = state.first[i] != before.first[i] || state.second[i] != before.second[i];
      changed += inside && (moved || momentsMoved);
      still += !inside && !moved;
    }
    INFO(std::string(kNames[kind]));
    CHECK(changed == 0);
    CHECK(still == 0);
  }
}

TEST_CASE("a layer's rate is the rate times its multiplier, 1 where there is none") {
  Network net = smallNetwork();
  const std::vector<float> before = net.parameters;
  OptimizerState state;
  resetState(state, net);
  const std::vector<float> g(net.parameters.size(), 1.0f);
  update(settingsOf(0), state, net, g, 0.125f, {2, 0.5f});
  const float rates[] = {0.25f, 0.0625f, 0.125f};
  for (int l = 0; l < 3; ++l)
    for (int i = net.layers[l].weight; i < net.layers[l].end; ++i)
      CHECK(net.parameters[i] == before[i] - rates[l]);
}

TEST_CASE("a gradient is clipped to the largest norm, and only a longer one") {
  for (float clip : {0.5f, 5.0f, 50.0f}) {
    OptimizerSettings s = settingsOf(0);
    s.clip = clip;
    Network net = smallNetwork();
    const std::vector<float> before = net.parameters, g(net.parameters.size(), -0.5f);
    const double norm = 0.5 * std::sqrt(static_cast<double>(g.size()));
    OptimizerState state;
    resetState(state, net);
    CHECK(update(s, state, net, g, 1, {}) == doctest::Approx(norm));
    double moved = 0;
    for (std::size_t i = 0; i < g.size(); ++i) moved += std::pow(net.parameters[i] - before[i], 2);
    CHECK(std::sqrt(moved) == doctest::Approx(std::min<double>(clip, norm)).epsilon(1e-5));
  }
}

TEST_CASE("decoupled decay shrinks weights by rate times decay, and neither biases nor norm parameters") {
  for (int kind = 0; kind < kOptimizers; ++kind) {
    OptimizerSettings s = settingsOf(kind);
    s.decay = 0.25f;
    Network net = smallNetwork();
    const std::vector<float> before = net.parameters;
    OptimizerState state;
    resetState(state, net);
    update(s, state, net, std::vector<float>(before.size(), 0.0f), 0.5f, {});
    for (const Layer& layer : net.layers)
      for (int i = layer.weight; i < layer.end; ++i)
        CHECK(net.parameters[i] == (i < layer.bias ? before[i] * 0.875f : before[i]));
  }
}

TEST_CASE("decay never makes a weight larger, whatever the rate") {
  OptimizerSettings s = settingsOf(0);
  s.decay = 1;
  Network net = smallNetwork();
  const std::vector<float> before = net.parameters;
  OptimizerState state;
  resetState(state, net);
  update(s, state, net, std::vector<float>(before.size(), 0.0f), 10, {10, 10, 10});
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(std::fabs(net.parameters[i]) <= std::fabs(before[i]));
}

TEST_CASE("penalties count weights only, and their gradient is their derivative") {
  Network net = smallNetwork();
  net.parameters[net.layers[0].weight] = 0;
  OptimizerSettings s = settingsOf(0);
  CHECK(penalty(s, net) == 0);
  s.l1 = 0.25f, s.l2 = 0.5f;
  const reference::Model exact(net);
  CHECK(penalty(s, net) == doctest::Approx(reference::penalty(s, exact)).epsilon(1e-12));
  std::vector<float> g(net.parameters.size(), 1.0f);
  addPenaltyGradient(s, net, g.data());
  for (const Layer& layer : net.layers)
    for (int i = layer.weight; i < layer.end; ++i) {
      const float w = net.parameters[i], sign = w > 0 ? 1.0f : w < 0 ? -1.0f : 0.0f;
      CHECK(g[i] == doctest::Approx(i < layer.bias ? 1 + 0.5f * w + 0.25f * sign : 1.0f));
    }
}

TEST_CASE("a gradient's norm is right for any length, and tells when it overflows") {
  for (int count : {0, 1, 3, 4, 5, 1023, 1024, 1025, 5000}) {
    Rng rng(4, Stream::probe);
    std::vector<float> g(count);
    double squares = 0;
    for (float& v : g) v = static_cast<float>(rng.normal()), squares += static_cast<double>(v) * v;
    CHECK(gradientNorm(g.data(), count) == doctest::Approx(std::sqrt(squares)).epsilon(1e-5));
  }
  std::vector<float> g(100, 1e18f);
  CHECK(gradientNorm(g.data(), 100) == doctest::Approx(1e19).epsilon(1e-5));
  g[50] = 1e25f;
  CHECK(!std::isfinite(gradientNorm(g.data(), 100)));
  g[50] = std::nanf("");
  CHECK(!std::isfinite(gradientNorm(g.data(), 100)));
  for (float tiny : {1e-9f, 1e-12f, 1e-20f, 1e-30f, 1e-44f}) {  // squares that floats have no room for
    g.assign(100, tiny);
    CHECK(gradientNorm(g.data(), 100) == doctest::Approx(10.0 * tiny).epsilon(1e-5));
  }
  CHECK(gradientNorm(std::vector<float>(100).data(), 100) == 0);
}
