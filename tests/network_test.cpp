// Whole networks forward: against double, their dropout, statistics and layout.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "random_network.h"

using namespace lockstep;

namespace {

double forwardError(const Network& net, int B, const Pass& pass, uint64_t seed) {
  Workspace ws;
  prepare(ws, net, B);
  const std::vector<float> x = randomColumns(net.inputs(), B, seed);
  forward(net, x.data(), B, pass, ws);
  const Matrix exact =
      reference::forward(reference::Model(net), reference::widen(x.data(), net.inputs(), B, ws.stride),
                         pass.batchStatistics, masksOf(net, ws));
  return relativeDifference(outputOf(net, ws).values, exact.values, 1);
}

}  // namespace

TEST_CASE("forward agrees with double for every norm, skip, activation, batch size and mode") {
  double worst[kNorms] = {};
  uint64_t seed = 0;
  eachShape([&](const Shape& shape) {
    const Network net = randomNetwork(shape, ++seed);
    for (int B : {1, 2, 3, 4, 5, 16, 129})
      for (const Pass& pass : {training(1, 2), evaluation()}) {
        double& w = worst[static_cast<int>(shape.norm)];
        w = std::max(w, forwardError(net, B, pass, ++seed));
      }
  });
  for (int n = 0; n < kNorms; ++n) {
    MESSAGE(normName(static_cast<Norm>(n)) << ": outputs at most " << worst[n] << " off, relative");
    // A few roundings of 6e-8 per layer; the norms multiply those of a nearly constant unit or sample by
    // up to 316.
    CHECK(worst[n] <= (n == 0 ? 1e-6 : 1e-5));
  }
}

TEST_CASE("forward agrees with double for wide and for deep networks") {
  Shape wide;
  wide.widths = {784, 100, 33, 10};
  CHECK(forwardError(randomNetwork(wide, 1), 37, evaluation(), 2) <= 1e-5);
  for (Norm norm : {Norm::none, Norm::batch, Norm::layer}) {
    Shape deep;
    deep.widths.assign(64, 8);
    deep.widths.push_back(1);
    deep.norm = norm, deep.skip = 0.1f, deep.hidden = Activation::relu;
    double error = 0;
    for (int B : {3, 32}) error = std::max(error, forwardError(randomNetwork(deep, 3), B, training(1, 1), 4));
    MESSAGE(normName(norm) << ", 64 layers: output at most " << error << " off, relative");
    CHECK(error <= 1e-5);
  }
}

TEST_CASE("what batch norm makes of the padding, even infinities, does not reach the samples") {
  Shape deep;
  deep.widths.assign(40, 8);
  deep.norm = Norm::batch, deep.hidden = Activation::relu;
  const Network net = randomNetwork(deep, 1);
  Workspace ws;
  prepare(ws, net, 1);
  const std::vector<float> x = randomColumns(8, 1, 1), dOutput = randomColumns(8, 1, 2);
  std::vector<float> gradient(net.parameterCount());
  forward(net, x.data(), 1, training(1, 1), ws);
  CHECK(!allFinite(ws.output(),
                   8 * 4));  // a single sample has variance 0, by which each layer divides the padding
  backward(net, x.data(), dOutput.data(), ws, gradient.data());
  CHECK(firstNonFiniteActivations(net, ws) == -1);
  CHECK(allFinite(gradient.data(), gradient.size()));
  CHECK(forwardError(net, 1, training(1, 1), 3) <= 1e-5);
}

TEST_CASE("a dropout mask is fixed by seed, step and layer, and drops its share") {
  Shape shape;
  shape.widths = {2, 64, 64, 1}, shape.dropout = 0.3f;
  const Network net = randomNetwork(shape, 1);
  const std::vector<float> x = randomColumns(2, 50, 1);
  auto masks = [&](uint64_t seed, uint64_t step) {
    Workspace ws;
    prepare(ws, net, 64);
    forward(net, x.data(), 50, training(seed, step), ws);
    return masksOf(net, ws);
  };
  const std::vector<Matrix> first = masks(1, 7), again = masks(1, 7);
  CHECK(first[0].values == again[0].values);
  CHECK(first[1].values == again[1].values);
  CHECK(first[2].rows == 0);
  CHECK(first[0].values != first[1].values);
  CHECK(first[0].values != masks(1, 8)[0].values);
  CHECK(first[0].values != masks(2, 7)[0].values);
  int dropped = 0, odd = 0;
  for (double v : first[0].values) dropped += v == 0, odd += v != 0 && v != 1 / (1 - 0.3f);
  MESSAGE(dropped << " of 3200 dropped");
  CHECK(odd == 0);
  CHECK(std::abs(dropped - 960) <= 4 * 26);  // the standard deviation of the count is √(3200·.3·.7) = 26
}

TEST_CASE("dropout is off in evaluation, and keeps the expectation in training") {
  Shape shape;
  shape.widths = {3, 200, 1}, shape.dropout = 0.5f;
  const Network net = randomNetwork(shape, 2);
  CHECK(forwardError(net, 9, evaluation(), 3) <= 2e-6);
  const std::vector<float> x = randomColumns(3, 1, 4);
  Workspace ws;
  prepare(ws, net, 1);
  forward(net, x.data(), 1, evaluation(), ws);
  const double expected = ws.output()[0];
  double total = 0, squares = 0;
  constexpr int kTrials = 2000;
  for (int step = 0; step < kTrials; ++step) {
    forward(net, x.data(), 1, training(5, static_cast<uint64_t>(step)), ws);
    total += ws.output()[0], squares += std::pow(ws.output()[0] - expected, 2);
  }
  const double deviation = std::sqrt(squares / kTrials);
  CHECK(std::fabs(total / kTrials - expected) <= 4 * deviation / std::sqrt(kTrials));
}

TEST_CASE("a sample's output does not depend on the rest of its batch, nor on the workspace's history") {
  Shape shape;
  shape.norm = Norm::batch, shape.skip = 1, shape.hidden = Activation::gelu;
  const Network net = randomNetwork(shape, 5);
  const std::vector<float> many = randomColumns(3, 13, 6);
  Workspace large, small;
  prepare(large, net, 16), prepare(small, net, 1);
  forward(net, many.data(), 13, training(1, 1), large);  // leaves its traces
  forward(net, many.data(), 13, evaluation(), large);
  int different = 0;
  for (int b = 0; b < 13; ++b) {
    std::vector<float> one(3 * 4);
    for (int i = 0; i < 3; ++i) one[i * 4] = many[i * 16 + b];
    forward(net, one.data(), 1, evaluation(), small);
    for (int o = 0; o < 3; ++o) different += small.output()[o * 4] != large.output()[o * 16 + b];
  }
  CHECK(different == 0);
}

TEST_CASE("running statistics move a tenth of the way to the batch's, with the unbiased variance") {
  Shape shape;
  shape.norm = Norm::batch;
  Network net = randomNetwork(shape, 9);
  const std::vector<float> before = net.statistics;
  Workspace ws;
  prepare(ws, net, 5);
  const std::vector<float> x = randomColumns(3, 5, 10);
  forward(net, x.data(), 5, evaluation(), ws);
  updateStatistics(net, ws);
  CHECK(net.statistics == before);
  forward(net, x.data(), 5, training(1, 1), ws);
  updateStatistics(net, ws);
  const Layer& layer = net.layers[0];
  for (int o = 0; o < layer.outputs; ++o) {
    double mean = 0, variance = 0;
    for (int b = 0; b < 5; ++b) mean += ws.layers[0].linear[o * 8 + b] / 5.0;
    for (int b = 0; b < 5; ++b) variance += std::pow(ws.layers[0].linear[o * 8 + b] - mean, 2) / 4;
    CHECK(net.statistics[layer.mean + o] ==
          doctest::Approx(0.9 * before[layer.mean + o] + 0.1 * mean).epsilon(1e-5));
    CHECK(net.statistics[layer.variance + o] ==
          doctest::Approx(0.9 * before[layer.variance + o] + 0.1 * variance).epsilon(1e-5));
  }
}

TEST_CASE("layers lie one after the other in the flat vector: weights, biases, scales, shifts") {
  Shape shape;
  shape.norm = Norm::batch;
  Network net = randomNetwork(shape, 1);
  layOut(net);
  int at = 0, statistics = 0;
  for (const Layer& layer : net.layers) {
    CHECK(layer.weight == at);
    CHECK(layer.bias == at + layer.inputs * layer.outputs);
    at = layer.bias + layer.outputs;
    if (layer.norm != Norm::none) {
      CHECK(layer.scale == at);
      CHECK(layer.shift == at + layer.outputs);
      CHECK(layer.mean == statistics);
      CHECK(layer.variance == statistics + layer.outputs);
      CHECK(net.parameters[layer.scale] == 1);
      CHECK(net.statistics[layer.variance] == 1);
      at += 2 * layer.outputs, statistics += 2 * layer.outputs;
    }
    CHECK(layer.end == at);
  }
  CHECK(net.parameterCount() == at);
  CHECK(static_cast<int>(net.parameters.size()) == at);
  CHECK(static_cast<int>(net.statistics.size()) == statistics);
}

TEST_CASE("the first layer with a NaN or an infinity is found by its activations") {
  const float bad[] = {std::nanf(""), HUGE_VALF};
  for (float value : bad)
    for (int l = 0; l < 3; ++l) {
      Network net = randomNetwork({}, 1);
      net.parameters[net.layers[l].end - 1] = value;
      Workspace ws;
      prepare(ws, net, 3);
      const std::vector<float> x = randomColumns(3, 3, 1);
      net.layers[l].activation = Activation::relu;
      prepare(ws, net, 3);
      forward(net, x.data(), 3, evaluation(), ws);
      CHECK(firstNonFiniteActivations(net, ws) == l);
    }
}
