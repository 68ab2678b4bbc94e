// The objective in double: loss, gradient and Hessian-vector product.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "probes/exact.h"
#include "probes/measurement.h"
#include "probes/step.h"
#include "random_subject.h"

using namespace lockstep;

namespace {

void evaluate(ExactPass& pass, Derivatives what, std::vector<double> point,
              std::vector<double> direction = {}) {
  pass.begin(what, std::move(point), std::move(direction));
  double flop = 1;
  while (pass.work(flop)) flop = 1;  // one layer of one chunk at a time
}

std::vector<double> randomDirection(std::size_t size, uint64_t seed) {
  Rng rng(seed, Stream::probe, 7);
  std::vector<double> v(size);
  for (double& x : v) x = rng.normal();
  scale(v, 1 / length(v));
  return v;
}

std::vector<double> theta(const Subject& s) { return widened(s.network.parameters); }

std::string describe(const Shape& shape, int loss) {
  return std::string(activationInfo(shape.hidden).name) + ", " + normName(shape.norm) + ", skip " +
         std::to_string(shape.skip) + ", loss " + std::to_string(loss);
}

// With penalties, an odd batch, and layers both of equal and of different widths.
template <typename F>
void eachSubject(F test) {
  uint64_t seed = 1000;
  eachShape([&](const Shape& shape) {
    for (int loss = 0; loss < kLosses; ++loss) {
      Subject s = randomSubject(shape, static_cast<Loss>(loss), 7, seed += 3);
      s.optimizer.l1 = 0.01f, s.optimizer.l2 = 0.02f;
      test(share(std::move(s)), describe(shape, loss));
    }
  });
}

struct Worst {
  double value = 0;
  std::string where;
  void add(double error, const std::string& at) {
    if (!(error <= value)) value = error, where = at;
  }
};

}  // namespace

TEST_CASE("the exact loss is the double network's, for every norm x skip x activation x loss") {
  Worst worst;
  eachSubject([&](const SubjectPtr& s, const std::string& name) {
    ExactPass pass(s);
    evaluate(pass, Derivatives::none, theta(*s));
    const reference::Model model(s->network);
    const int B = s->batch.count, stride = s->batch.stride;
    const double exact =
        reference::loss(s->loss,
                        reference::forward(model, reference::widen(s->batch.x.data(), 3, B, stride), true),
                        reference::widen(s->batch.targets.data(), 3, B, stride)) +
        reference::penalty(s->optimizer, model);
    worst.add(std::fabs(pass.loss - exact) / exact, name);
  });
  MESSAGE("at most " << worst.value << " off, relative (" << worst.where << ")");
  // Roundings of double, and ε of the norms, which the network has as a float: 2.5e-13 off.
  CHECK(worst.value <= 1e-11);
}

TEST_CASE("the exact gradient is the training gradient up to roundings of float") {
  Worst worst;
  eachSubject([&](const SubjectPtr& s, const std::string& name) {
    ExactPass pass(s);
    evaluate(pass, Derivatives::gradient, theta(*s));
    Workspace ws;
    prepare(ws, s->network, s->batch.count);
    std::vector<float> dOutput(3 * s->batch.stride), gradient(s->network.parameterCount());
    forward(s->network, s->batch.x.data(), s->batch.count, kProbePass, ws);
    lossForward(s->loss, ws.output(), s->batch.targets.data(), 3, s->batch.count, s->batch.stride,
                dOutput.data());
    backward(s->network, s->batch.x.data(), dOutput.data(), ws, gradient.data());
    addPenaltyGradient(s->optimizer, s->network, gradient.data());
    worst.add(relativeDifference(widened(gradient), pass.gradient, 0.1), name);
  });
  MESSAGE("at most " << worst.value << " off, relative (" << worst.where << ")");
  CHECK(worst.value <= 3e-5);  // what tests/gradient_test.cpp allows the training gradient
}

TEST_CASE("gradient and Hessian-vector product agree with differences, for every norm x skip x activation") {
  Worst slope, product;
  const double h = 1e-5;
  eachSubject([&](const SubjectPtr& s, const std::string& name) {
    ExactPass pass(s);
    const std::vector<double> v = randomDirection(s->network.parameters.size(), s->seed);
    evaluate(pass, Derivatives::product, theta(*s), v);
    const std::vector<double> gradient = pass.gradient, exact = pass.product;
    std::vector<double> quotient(v.size());
    double lossQuotient = 0;
    for (double side : {-1.0, 1.0}) {
      std::vector<double> point = theta(*s);
      addScaled(point, side * h, v);
      evaluate(pass, Derivatives::gradient, point);
      addScaled(quotient, side / (2 * h), pass.gradient);
      lossQuotient += side / (2 * h) * pass.loss;
    }
    slope.add(std::fabs(lossQuotient - dot(gradient, v)) / length(gradient), name);
    product.add(relativeDifference(exact, quotient, 0.1), name);
  });
  MESSAGE("gradient: at most " << slope.value << " off, relative (" << slope.where << ")");
  MESSAGE("product: at most " << product.value << " off, relative (" << product.where << ")");
  // Central differences with h = 1e-5 err by h²/6 of a third derivative, 1e-9 or so of the value and more
  // where a norm divides by a small deviation, and by roundings of 1e-16/h.
  CHECK(slope.value <= 1e-8);
  CHECK(product.value <= 1e-7);
}

TEST_CASE("the Hessian is symmetric") {
  Worst worst;
  eachSubject([&](const SubjectPtr& s, const std::string& name) {
    ExactPass pass(s);
    const std::vector<double> u = randomDirection(s->network.parameters.size(), s->seed),
                              v = randomDirection(s->network.parameters.size(), s->seed + 1);
    evaluate(pass, Derivatives::product, theta(*s), u);
    const double uv = dot(v, pass.product), size = length(pass.product);
    evaluate(pass, Derivatives::product, theta(*s), v);
    worst.add(std::fabs(uv - dot(u, pass.product)) / size, name);
  });
  MESSAGE("at most " << worst.value << " of its size (" << worst.where << ")");
  CHECK(worst.value <= 1e-13);
}

TEST_CASE("products of every output activation agree with differences, and of odd widths and many samples") {
  Worst worst;
  auto compare = [&](const SubjectPtr& s, const std::string& name) {
    ExactPass pass(s);
    const std::vector<double> v = randomDirection(s->network.parameters.size(), s->seed);
    std::vector<double> quotient(v.size());
    for (double side : {-1.0, 1.0}) {
      std::vector<double> point = theta(*s);
      addScaled(point, side * 1e-5, v);
      evaluate(pass, Derivatives::gradient, point);
      addScaled(quotient, side / 2e-5, pass.gradient);
    }
    evaluate(pass, Derivatives::product, theta(*s), v);
    worst.add(relativeDifference(pass.product, quotient, 0.1), name);
  };
  for (int a = 0; a < kActivations; ++a) {
    Shape shape;
    shape.output = static_cast<Activation>(a);
    compare(share(randomSubject(shape, Loss::mse, 5, 40 + a)), activationInfo(shape.output).name);
  }
  for (const std::vector<int>& widths : {std::vector<int>{1, 1}, {2, 5, 1}, {40, 33, 33, 10}})
    for (Norm norm : {Norm::none, Norm::batch, Norm::layer})
      for (int B : {2, 201}) {
        Shape shape;
        shape.widths = widths, shape.norm = norm, shape.skip = 0.5f;
        compare(share(randomSubject(shape, Loss::bce, B, 60)),
                normName(norm) + ", batch " + std::to_string(B));
      }
  MESSAGE("at most " << worst.value << " off, relative (" << worst.where << ")");
  CHECK(worst.value <= 1e-7);
}

TEST_CASE("loss and gradient have the same bits whatever else is asked for, and however they are divided") {
  Shape shape;
  shape.widths = {20, 40, 40, 3}, shape.norm = Norm::layer, shape.skip = 1;
  const SubjectPtr s = share(randomSubject(shape, Loss::softmax, 203, 5));
  const uint64_t before = subjectHash(*s);
  ExactPass pass(s);
  evaluate(pass, Derivatives::product, theta(*s), randomDirection(s->network.parameters.size(), 1));
  const double loss = pass.loss;
  const std::vector<double> gradient = pass.gradient;
  evaluate(pass, Derivatives::none, theta(*s));
  CHECK(pass.loss == loss);
  CHECK(pass.gradient.empty());
  pass.begin(Derivatives::gradient, theta(*s));
  CHECK(pass.share() == 0);
  double flop = 1e12;
  CHECK(!pass.work(flop));
  CHECK(pass.share() == 1);
  CHECK(flop < 1e12);
  CHECK(pass.loss == loss);
  CHECK(pass.gradient == gradient);
  CHECK(subjectHash(*s) == before);
}

TEST_CASE("what diverged measures as NaN, and nothing as NaN") {
  for (Activation f : {Activation::relu, Activation::tanh, Activation::sine})
    for (int loss = 0; loss < kLosses; ++loss) {
      Shape shape;
      shape.hidden = f;
      Subject s = randomSubject(shape, static_cast<Loss>(loss), 5, 5);
      s.network.parameters[3] = std::nanf("");
      const SubjectPtr lost = share(s);
      ExactPass pass(lost);
      evaluate(pass, Derivatives::gradient, theta(*lost));
      CHECK(std::isnan(pass.loss));
      s.batch = {};
      const SubjectPtr empty = share(s);
      ExactPass none(empty);
      evaluate(none, Derivatives::none, theta(*empty));
      CHECK(std::isnan(none.loss));
    }
}

TEST_CASE("elementary functions of packs agree with the C library") {
  double worst = 0;
  auto compare = [&](double ours, double exact) {
    worst = std::max(worst, std::fabs(ours - exact) / std::max(std::fabs(exact), 1e-300));
  };
  for (double x = -30; x <= 30; x += 0.00917)
    for (double at : {x, x * 1e-3, x * 1e-9}) {
      compare(exp(pack(at)).v[0], std::exp(at));
      compare(tanh(pack(0, at)).v[1], std::tanh(at));
      compare(sigmoid(pack(at)).v[1], 1 / (1 + std::exp(-at)));
    }
  MESSAGE("at most " << worst << " off, relative");
  CHECK(worst <= 8 * 1.1e-16);
  CHECK(std::isnan(tanh(pack(std::nan(""))).v[0]));
  CHECK(tanh(pack(1e9)).v[0] == 1);
  CHECK(tanh(pack(-1e9)).v[0] == -1);
  CHECK(exp(pack(-1e9)).v[0] < 1e-300);
}
