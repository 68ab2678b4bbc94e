// Activations and their derivatives against double, over the range that training visits and far beyond it.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "nn/rng.h"
#include "reference.h"

using namespace lockstep;

namespace {

Activation activationAt(int i) { return static_cast<Activation>(i); }
bool hasKink(Activation f) { return f == Activation::relu || f == Activation::leakyRelu; }

// A multiple of four values, dense around 0 and out to ±range.
std::vector<float> inputsUpTo(float range) {
  std::vector<float> z;
  Rng rng(8, Stream::probe);
  for (int i = 0; i < 8000; ++i) z.push_back(static_cast<float>(rng.uniform(-range, range)));
  for (int i = 0; i < 8000; ++i) z.push_back(static_cast<float>(rng.normal() * (i % 2 ? 1 : 1e-3)));
  return z;
}

std::vector<float> apply(Activation f, const std::vector<float>& z) {
  std::vector<float> out(z.size());
  activationForward(f, z.data(), out.data(), static_cast<int>(z.size()));
  return out;
}

std::vector<float> slope(Activation f, const std::vector<float>& z) {
  std::vector<float> out = apply(f, z), gradient(z.size(), 1.0f);
  activationBackward(f, z.data(), out.data(), gradient.data(), static_cast<int>(z.size()));
  return gradient;
}

}  // namespace

TEST_CASE("every activation agrees with double to a few roundings") {
  const std::vector<float> z = inputsUpTo(30);
  for (int i = 0; i < kActivations; ++i) {
    const std::vector<float> out = apply(activationAt(i), z);
    double worst = 0;
    for (std::size_t k = 0; k < z.size(); ++k) {
      const double exact = reference::activate(activationAt(i), z[k]);
      worst =
          std::max(worst, std::fabs(out[k] - exact) / std::max(1.0, std::fabs(static_cast<double>(z[k]))));
    }
    MESSAGE(std::string(activationInfo(activationAt(i)).name)
            << ": at most " << worst << " off, of max(1, |z|)");
    // Five roundings of 6e-8 each; gelu's cubic argument and tanh's 5 ulp add theirs.
    CHECK(worst <= 4e-7);
  }
}

TEST_CASE("every derivative agrees with the difference quotient in double") {
  const std::vector<float> z = inputsUpTo(30);
  const double h = 1e-5;
  for (int i = 0; i < kActivations; ++i) {
    const Activation f = activationAt(i);
    const std::vector<float> gradient = slope(f, z);
    double worst = 0;
    for (std::size_t k = 0; k < z.size(); ++k) {
      if (hasKink(f) && std::fabs(z[k]) < 2 * h) continue;
      const double exact = (reference::activate(f, z[k] + h) - reference::activate(f, z[k] - h)) / (2 * h);
      worst = std::max(worst, std::fabs(gradient[k] - exact));
    }
    MESSAGE(std::string(activationInfo(f).name) << "': at most " << worst << " off");
    // 1 − tanh² turns tanh's 6 ulp into 7e-7; gelu multiplies that by ½·z·(inner function's slope), up to 9
    // near |z| = 5, beyond which its tanh is exactly ±1.
    CHECK(worst <= (f == Activation::gelu ? 6e-6 : 1.5e-6));
  }
}

TEST_CASE("the derivatives multiply the gradient that comes in") {
  const std::vector<float> z = {-2, -0.5f, 0.25f, 3};
  for (int i = 0; i < kActivations; ++i) {
    const Activation f = activationAt(i);
    const std::vector<float> out = apply(f, z), one = slope(f, z);
    std::vector<float> gradient = {4, -2, 0.5f, 0};
    const std::vector<float> incoming = gradient;
    activationBackward(f, z.data(), out.data(), gradient.data(), 4);
    for (int k = 0; k < 4; ++k) CHECK(gradient[k] == incoming[k] * one[k]);
  }
}

TEST_CASE("activations work in place and on no values at all") {
  for (int i = 0; i < kActivations; ++i) {
    const std::vector<float> z = inputsUpTo(5), out = apply(activationAt(i), z);
    std::vector<float> inPlace = z;
    activationForward(activationAt(i), inPlace.data(), inPlace.data(), static_cast<int>(z.size()));
    CHECK(inPlace == out);
    activationForward(activationAt(i), nullptr, nullptr, 0);
    activationBackward(activationAt(i), nullptr, nullptr, nullptr, 0);
  }
}

TEST_CASE("values stay finite up to the largest float, and derivatives as far as a run is not yet lost") {
  const float huge = std::numeric_limits<float>::max();
  const std::vector<float> z = {huge, -huge, 1e30f, -1e30f, 1e19f,  -1e19f,
                                1e5f, -1e5f, 0.0f,  -0.0f,  1e-45f, -1e-38f};
  for (int i = 0; i < kActivations; ++i) {
    const Activation f = activationAt(i);
    INFO(std::string(activationInfo(f).name));
    const std::vector<float> out = apply(f, z), gradient = slope(f, z);
    const bool bounded = f == Activation::tanh || f == Activation::sigmoid || f == Activation::sine;
    for (std::size_t k = 0; k < z.size(); ++k) {
      CHECK(std::isfinite(out[k]));
      if (std::fabs(z[k]) <= 1e19f) CHECK(std::isfinite(gradient[k]));  // gelu squares z
      if (bounded) CHECK(std::fabs(out[k]) <= 1);
    }
  }
}

TEST_CASE("ReLU's derivative at 0 is 0, of either sign") {
  const std::vector<float> gradient = slope(Activation::relu, {0.0f, -0.0f, 1e-45f, -1e-45f});
  CHECK(gradient == std::vector<float>{0, 0, 1, 0});
}

TEST_CASE("a NaN comes out of every activation as a NaN") {
  const std::vector<float> z(4, std::numeric_limits<float>::quiet_NaN());
  for (int i = 0; i < kActivations; ++i)
    for (float out : apply(activationAt(i), z)) CHECK(std::isnan(out));
}

TEST_CASE("every activation has its own name, label and help") {
  std::set<std::string> names, labels;
  for (int i = 0; i < kActivations; ++i) {
    const ActivationInfo& info = activationInfo(activationAt(i));
    names.insert(info.name), labels.insert(info.label);
    CHECK(std::string(info.help).size() > 3);
  }
  CHECK(names.size() == kActivations);
  CHECK(labels.size() == kActivations);
}
