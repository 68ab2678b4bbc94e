// Gradients of whole networks against difference quotients of the double network.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "random_network.h"

using namespace lockstep;

namespace {

// The gradients of a loss with respect to all parameters, then all inputs: ours and by central
// differences in double.
struct Gradients {
  std::vector<double> ours, exact;
};

Gradients lossGradients(const Network& net, Loss loss, int B, const Pass& pass, uint64_t seed) {
  Workspace ws;
  prepare(ws, net, B);
  const int I = net.inputs(), O = net.outputs(), stride = padToLanes(B);
  const std::vector<float> x = randomColumns(I, B, seed), t = targetsFor(loss, O, B, seed + 1);
  std::vector<float> dOutput(O * stride), gradient(net.parameterCount(), 9.0f), dInput(I * stride, 9.0f);
  forward(net, x.data(), B, pass, ws);
  lossForward(loss, ws.output(), t.data(), O, B, stride, dOutput.data());
  backward(net, x.data(), dOutput.data(), ws, gradient.data(), dInput.data());

  Gradients g;
  g.ours.assign(gradient.begin(), gradient.end());
  const Matrix ourInput = reference::widen(dInput.data(), I, B, stride);
  g.ours.insert(g.ours.end(), ourInput.values.begin(), ourInput.values.end());

  reference::Model model(net);
  Matrix input = reference::widen(x.data(), I, B, stride);
  const Matrix target = reference::widen(t.data(), O, B, stride);
  const std::vector<Matrix> masks = masksOf(net, ws);
  auto quotient = [&](double& value) {
    const double h = 1e-6, middle = value;
    double ends[2];
    for (int side : {0, 1}) {
      value = middle + (side ? h : -h);
      ends[side] =
          reference::loss(loss, reference::forward(model, input, pass.batchStatistics, masks), target);
    }
    value = middle;
    g.exact.push_back((ends[1] - ends[0]) / (2 * h));
  };
  for (double& parameter : model.parameters) quotient(parameter);
  for (double& value : input.values) quotient(value);
  return g;
}

double gradientError(const Network& net, Loss loss, int B, const Pass& pass, uint64_t seed) {
  const Gradients g = lossGradients(net, loss, B, pass, seed);
  return relativeDifference(g.ours, g.exact, 0.1);
}

}  // namespace

TEST_CASE("gradients agree with differences in double: every norm x skip x activation x loss x batch") {
  double worst[kNorms] = {};
  std::string where[kNorms];
  uint64_t seed = 100;
  int combinations = 0;
  eachShape([&](const Shape& shape) {
    const Network net = randomNetwork(shape, ++seed);
    for (int loss = 0; loss < kLosses; ++loss)
      for (int B : {1, 2, 5, 16}) {
        const double error = gradientError(net, static_cast<Loss>(loss), B, training(1, 2), ++seed);
        const int n = static_cast<int>(shape.norm);
        ++combinations;
        if (!(error <= worst[n])) {
          worst[n] = error;
          where[n] = std::string(activationInfo(shape.hidden).name) + ", batch " + std::to_string(B);
        }
      }
  });
  MESSAGE(combinations << " combinations");
  for (int n = 0; n < kNorms; ++n) {
    MESSAGE(normName(static_cast<Norm>(n))
            << ": at most " << worst[n] << " off, relative (" << where[n] << ")");
    // Float roundings only: the quotients are good to 1e-9. Batch norm over two samples cancels its gradient
    // down to rounding errors multiplied by 1/deviation.
    CHECK(worst[n] <= (n == 0 ? 2e-6 : 3e-5));
  }
}

TEST_CASE("gradients in evaluation mode treat batch norm's statistics as constants") {
  double worst = 0;
  uint64_t seed = 300;
  eachShape([&](const Shape& shape) {
    if (shape.norm == Norm::none) return;
    const Network net = randomNetwork(shape, ++seed);
    for (int B : {1, 5}) worst = std::max(worst, gradientError(net, Loss::mse, B, evaluation(), ++seed));
  });
  MESSAGE("at most " << worst << " off, relative");
  CHECK(worst <= 1e-5);
}

TEST_CASE("gradients agree with differences in double under dropout, with every norm and skip") {
  double worst = 0;
  uint64_t seed = 400;
  for (Norm norm : {Norm::none, Norm::batch, Norm::layer})
    for (float skip : {0.0f, 1.5f})
      for (float dropout : {0.2f, 0.9f})
        for (int B : {1, 5, 16}) {
          Shape shape;
          shape.norm = norm, shape.skip = skip, shape.dropout = dropout, shape.hidden = Activation::silu;
          const Network net = randomNetwork(shape, ++seed);
          worst = std::max(worst, gradientError(net, Loss::softmax, B, training(3, seed), seed));
        }
  MESSAGE("at most " << worst << " off, relative");
  CHECK(worst <= 1e-5);
}

TEST_CASE("gradients agree with differences in double for every output activation") {
  double worst = 0;
  for (int a = 0; a < kActivations; ++a) {
    Shape shape;
    shape.output = static_cast<Activation>(a);
    worst =
        std::max(worst, gradientError(randomNetwork(shape, 500 + a), Loss::mse, 5, training(1, 1), 600 + a));
  }
  MESSAGE("at most " << worst << " off, relative");
  CHECK(worst <= 2e-6);
}

TEST_CASE("gradients agree with differences in double for networks of one layer, one unit, and odd widths") {
  double worst = 0;
  for (const std::vector<int>& widths :
       {std::vector<int>{2, 1}, {1, 1, 1}, {5, 1, 7, 2}, {1, 9, 9, 9, 1}, {9, 3, 3, 3, 3, 3, 10}})
    for (Norm norm : {Norm::none, Norm::layer, Norm::batch})
      for (int B : {3, 5}) {
        Shape shape;
        shape.widths = widths, shape.norm = norm, shape.skip = 0.5f;
        worst = std::max(worst, gradientError(randomNetwork(shape, 7), Loss::bce, B, training(1, 1), 8));
      }
  MESSAGE("at most " << worst << " off, relative");
  CHECK(worst <= 1e-5);
}

TEST_CASE("a forward and backward pass leave network and input as they are, and write every gradient") {
  Shape shape;
  shape.norm = Norm::batch;
  const Network net = randomNetwork(shape, 7);
  const std::vector<float> parameters = net.parameters, statistics = net.statistics;
  const Gradients a = lossGradients(net, Loss::bce, 5, training(1, 1), 8);
  CHECK(net.parameters == parameters);
  CHECK(net.statistics == statistics);
  for (double g : a.ours) CHECK(g != 9);
}

TEST_CASE("the input's gradient and the parameters' can be had alone") {
  Shape shape;
  shape.norm = Norm::layer, shape.skip = 0.5f;
  const Network net = randomNetwork(shape, 8);
  Workspace ws;
  prepare(ws, net, 5);
  const std::vector<float> x = randomColumns(3, 5, 9), dOutput = randomColumns(3, 5, 10);
  std::vector<float> both(net.parameterCount()), alone = both, input(3 * 8), inputAlone = input;
  forward(net, x.data(), 5, training(1, 1), ws);
  backward(net, x.data(), dOutput.data(), ws, both.data(), input.data());
  backward(net, x.data(), dOutput.data(), ws, alone.data());
  backward(net, x.data(), dOutput.data(), ws, nullptr, inputAlone.data());
  CHECK(both == alone);
  CHECK(input == inputAlone);
}
