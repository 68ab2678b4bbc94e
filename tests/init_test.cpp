// Initial weights: their distribution, their structure, and what they do not depend on.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "nn/init.h"
#include "nn/rng.h"
#include "nn/simd.h"

using namespace lockstep;

namespace {

Network makeNetwork(const std::vector<int>& widths, Activation hidden = Activation::relu) {
  Network net;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    Layer layer;
    layer.inputs = widths[l], layer.outputs = widths[l + 1];
    layer.activation = l + 2 < widths.size() ? hidden : Activation::linear;
    net.layers.push_back(layer);
  }
  layOut(net);
  return net;
}

Network initialized(const std::vector<int>& widths, Init init, float scale = 1, uint64_t seed = 1) {
  Network net = makeNetwork(widths);
  for (float& p : net.parameters) p = 9;
  initialize(net, init, scale, seed);
  return net;
}

std::vector<float> weightsOf(const Network& net, int l) {
  const auto begin = net.parameters.begin();
  return {begin + net.layers[l].weight, begin + net.layers[l].bias};
}

struct Moments {
  double mean = 0, variance = 0, kurtosis = 0, largest = 0;
};
Moments momentsOf(const std::vector<float>& w) {
  Moments m;
  const double count = static_cast<double>(w.size());
  for (float v : w) m.mean += v / count, m.largest = std::max(m.largest, std::fabs(static_cast<double>(v)));
  for (float v : w) m.variance += (v - m.mean) * (v - m.mean) / count;
  for (float v : w) m.kurtosis += std::pow(v - m.mean, 4) / count / (m.variance * m.variance);
  return m;
}

// Largest |QQᵀ − 1| of the rows of W, or of its columns where these are fewer.
double orthogonalityError(const std::vector<float>& w, int rows, int columns) {
  const bool byRows = rows <= columns;
  const int count = byRows ? rows : columns, length = byRows ? columns : rows;
  auto at = [&](int v, int k) {
    return static_cast<double>(byRows ? w[v * columns + k] : w[k * columns + v]);
  };
  double worst = 0;
  for (int a = 0; a < count; ++a)
    for (int b = 0; b <= a; ++b) {
      double dot = 0;
      for (int k = 0; k < length; ++k) dot += at(a, k) * at(b, k);
      worst = std::max(worst, std::fabs(dot - (a == b)));
    }
  return worst;
}

// Outputs and input gradients of the network at one input.
struct Response {
  std::vector<double> output, gradient;  // gradient: d(Σ outputs)/dx
};
Response respond(const Network& net, const std::vector<double>& x) {
  Workspace ws;
  prepare(ws, net, 1);
  const int I = net.inputs(), O = net.outputs();
  std::vector<float> columns(I * kLanes), dOutput(O * kLanes), gradient(net.parameterCount()),
      dInput(I * kLanes);
  for (int i = 0; i < I; ++i) columns[i * kLanes] = static_cast<float>(x[i]);
  for (int o = 0; o < O; ++o) dOutput[o * kLanes] = 1;
  forward(net, columns.data(), 1, evaluation(), ws);
  backward(net, columns.data(), dOutput.data(), ws, gradient.data(), dInput.data());
  Response r;
  for (int o = 0; o < O; ++o) r.output.push_back(ws.output()[o * kLanes]);
  for (int i = 0; i < I; ++i) r.gradient.push_back(dInput[i * kLanes]);
  return r;
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b, double factor = 1) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::fabs(a[i] - factor * b[i]));
  return worst;
}

}  // namespace

TEST_CASE("random weights have the variance and the shape of their distribution") {
  constexpr double I = 300, O = 400;
  const struct {
    Init init;
    const char* name;
    double variance, kurtosis;  // 1.8: uniform, 3: normal
  } kinds[] = {{Init::uniform, "uniform", 1.0 / 3, 1.8},
               {Init::normal, "normal", 1, 3},
               {Init::glorot, "glorot", 2 / (I + O), 1.8},
               {Init::he, "he", 2 / I, 3},
               {Init::lecun, "lecun", 1 / I, 3}};
  for (const auto& kind : kinds) {
    const Moments m = momentsOf(weightsOf(initialized({300, 400}, kind.init), 0));
    MESSAGE(std::string(kind.name) << ": variance " << m.variance << ", expected " << kind.variance
                                   << "; kurtosis " << m.kurtosis);
    // Of 120,000 weights: the sample variance of a normal has a relative standard deviation of √(2/n) = 0.4
    // %, the mean one of 0.3 % of a standard deviation, the kurtosis one of √(24/n) = 0.014.
    CHECK(std::fabs(m.variance / kind.variance - 1) <= 0.018);
    CHECK(std::fabs(m.mean) <= 0.013 * std::sqrt(kind.variance));
    CHECK(std::fabs(m.kurtosis - kind.kurtosis) <= 0.06);
    if (kind.kurtosis < 2) CHECK(m.largest <= std::sqrt(3 * kind.variance) * (1 + 1e-7));
  }
}

TEST_CASE("zeros are zeros, and biases, scales and shifts start at 0, 1 and 0 whatever the weights") {
  for (float w : weightsOf(initialized({5, 6}, Init::zeros), 0)) CHECK(w == 0);
  for (int init = 0; init < kInits; ++init) {
    Network net = makeNetwork({3, 5, 5, 2});
    net.layers[0].norm = Norm::batch, net.layers[1].norm = Norm::layer;
    layOut(net);
    initialize(net, static_cast<Init>(init), 1, 3);
    for (const Layer& layer : net.layers)
      for (int o = 0; o < layer.outputs; ++o) {
        CHECK(net.parameters[layer.bias + o] == 0);
        if (layer.norm == Norm::none) continue;
        CHECK(net.parameters[layer.scale + o] == 1);
        CHECK(net.parameters[layer.shift + o] == 0);
      }
  }
}

TEST_CASE("orthogonal weights have orthonormal rows, or columns where there are fewer") {
  for (auto [rows, columns] :
       {std::pair{1, 1}, {1, 7}, {7, 1}, {8, 8}, {5, 9}, {9, 5}, {64, 64}, {100, 37}}) {
    const Network net = initialized({columns, rows}, Init::orthogonal);
    const double error = orthogonalityError(weightsOf(net, 0), rows, columns);
    CHECK(error <= 1e-6);  // of rounding each weight to a float
  }
}

TEST_CASE("the scale multiplies every weight") {
  for (int init = 0; init < kInits; ++init) {
    const Network one = initialized({4, 6, 6, 2}, static_cast<Init>(init), 1, 5);
    const Network half = initialized({4, 6, 6, 2}, static_cast<Init>(init), 0.5f, 5);
    for (std::size_t i = 0; i < one.parameters.size(); ++i)
      CHECK(half.parameters[i] == one.parameters[i] / 2);
  }
}

TEST_CASE("each layer draws from its own stream: other layers do not change it, other seeds do") {
  for (int init = 1; init < kInits; ++init) {
    const Init kind = static_cast<Init>(init);
    INFO(init);
    const Network shallow = initialized({4, 6, 6, 2}, kind), deep = initialized({4, 6, 6, 6, 6, 2}, kind);
    for (int l : {0, 1}) CHECK(weightsOf(shallow, l) == weightsOf(deep, l));
    CHECK(weightsOf(deep, 1) != weightsOf(deep, 2));
    CHECK(weightsOf(deep, 2) != weightsOf(deep, 3));
    CHECK(weightsOf(initialized({4, 6, 6, 2}, kind, 1, 2), 0) != weightsOf(shallow, 0));
    CHECK(initialized({4, 6, 6, 2}, kind).parameters == shallow.parameters);
    if (kind == Init::orthogonal || kind == Init::looksLinear || kind == Init::glorot) continue;
    // A wider second layer begins with the same draws, scaled alike.
    const std::vector<float> narrow = weightsOf(shallow, 1),
                             wide = weightsOf(initialized({4, 6, 9, 2}, kind), 1);
    CHECK(std::equal(narrow.begin(), narrow.end(), wide.begin()));
  }
}

TEST_CASE("a ReLU network that looks linear is linear at the start: f(ax) = a f(x), f(x + y) = f(x) + f(y)") {
  Rng rng(1, Stream::probe);
  for (const std::vector<int>& widths : {std::vector<int>{2, 8, 1},
                                         {2, 8, 8, 8, 1},
                                         {5, 12, 20, 6, 3},
                                         {2, 9, 7, 2},
                                         {3, 32, 32, 32, 32, 32, 32, 32, 2}}) {
    const Network net = initialized(widths, Init::looksLinear);
    auto draw = [&] {
      std::vector<double> x(widths[0]);
      for (double& v : x) v = rng.normal();
      return x;
    };
    double worst = 0, worstGradient = 0, size = 0;
    const Response fixed = respond(net, draw());
    for (int trial = 0; trial < 50; ++trial) {
      const std::vector<double> x = draw(), y = draw();
      std::vector<double> scaled = x, together = x;
      const double a = static_cast<float>(rng.uniform(-3, 3));
      for (std::size_t i = 0; i < x.size(); ++i) scaled[i] *= a, together[i] += y[i];
      const Response fx = respond(net, x), fy = respond(net, y), both = respond(net, together);
      worst = std::max(worst, largestDifference(respond(net, scaled).output, fx.output, a));
      for (std::size_t o = 0; o < fx.output.size(); ++o) {
        worst = std::max(worst, std::fabs(both.output[o] - fx.output[o] - fy.output[o]));
        size = std::max(size, std::fabs(fx.output[o]));
      }
      worstGradient = std::max(worstGradient, largestDifference(fx.gradient, fixed.gradient));
    }
    MESSAGE((widths.size() - 1) << " layers: at most " << worst << " from linear, gradient " << worstGradient
                                << " from constant, outputs up to " << size);
    // Linear in exact arithmetic; which of two mirrored units is on changes the order of float sums.
    CHECK(worst <= 1e-5);
    CHECK(worstGradient <= 1e-6);
    CHECK(size > 0.1);
  }
}

TEST_CASE("a network that looks linear keeps the length of its input as orthogonal layers do") {
  const Network net = initialized({6, 24, 24, 24, 24, 12}, Init::looksLinear);
  Rng rng(2, Stream::probe);
  for (int trial = 0; trial < 10; ++trial) {
    std::vector<double> x(6);
    double in = 0, out = 0;
    for (double& v : x) v = rng.normal(), in += v * v;
    for (double v : respond(net, x).output) out += v * v;
    CHECK(out == doctest::Approx(in).epsilon(1e-5));
  }
}

TEST_CASE("the spare unit of an odd width starts without weights in a network that looks linear") {
  const Network net = initialized({2, 5, 7, 1}, Init::looksLinear);
  const std::vector<float> first = weightsOf(net, 0), second = weightsOf(net, 1), last = weightsOf(net, 2);
  for (int i = 0; i < 2; ++i) CHECK(first[4 * 2 + i] == 0);
  for (int i = 0; i < 5; ++i) CHECK(second[6 * 5 + i] == 0);
  for (int o = 0; o < 7; ++o) CHECK(second[o * 5 + 4] == 0);
  CHECK(last[6] == 0);
}
