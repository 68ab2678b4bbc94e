// Instruments on features: their drift, who depends on whom, layers taken out, distributions.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "probes/criticality.h"
#include "probes/distributions.h"
#include "probes/drift.h"
#include "probes/exact.h"
#include "probes/influence.h"
#include "probes/interaction.h"
#include "probes/step.h"
#include "random_subject.h"

using namespace lockstep;

namespace {

constexpr int kBatch = 37;

Subject movingSubject(const Shape& shape, uint64_t seed = 11) {
  Subject s = randomSubject(shape, Loss::softmax, kBatch, seed);
  s.classification = true;
  s.optimizer.kind = Optimizer::adam;
  s.rate = 0.01f;
  s.step = 70;
  return s;
}

Shape deepShape(Norm norm = Norm::none) {
  Shape shape;
  shape.widths = {5, 8, 8, 6, 3};
  shape.norm = norm, shape.skip = 0.5f;
  return shape;
}

// h_l at other parameters, sample-major and in double.
std::vector<double> features(const Subject& s, const std::vector<float>& parameters, int l) {
  Network net = s.network;
  net.parameters = parameters;
  Workspace ws;
  prepare(ws, net, s.batch.count);
  forward(net, s.batch.x.data(), s.batch.count, kProbePass, ws);
  const float* h = l ? ws.layers[l - 1].output : s.batch.x.data();
  const int units = l ? net.layers[l - 1].outputs : net.inputs();
  std::vector<double> result;
  for (int b = 0; b < s.batch.count; ++b)
    for (int u = 0; u < units; ++u) result.push_back(h[u * s.batch.stride + b]);
  return result;
}

double relativeChange(const std::vector<double>& before, const std::vector<double>& after) {
  std::vector<double> difference = after;
  addScaled(difference, -1, before);
  return std::sqrt(dot(difference, difference) / dot(before, before));
}

double meanCosine(const std::vector<double>& before, const std::vector<double>& after) {
  const int units = static_cast<int>(before.size()) / kBatch;
  double total = 0;
  for (int b = 0; b < kBatch; ++b) {
    const int at = b * units;
    total += dot(before, after, at, at + units) /
             std::sqrt(dot(before, before, at, at + units) * dot(after, after, at, at + units));
  }
  return total / kBatch;
}

}  // namespace

TEST_CASE("drift is the relative change of each layer's input, and the data do not drift") {
  for (Norm n : {Norm::none, Norm::batch, Norm::layer}) {
    const SubjectPtr s = share(movingSubject(deepShape(n)));
    Drift drift(s);
    finish(drift);
    const std::vector<float> next = proposedStep(*s).parameters;
    REQUIRE(drift.layers.size() == 4);
    CHECK(drift.layers[0].overStep.relative == 0);
    CHECK(drift.layers[0].overStep.cosine == 1);
    for (int l = 1; l < 4; ++l) {
      const auto before = features(*s, s->network.parameters, l), after = features(*s, next, l);
      const FeatureChange& change = drift.layers[l].overStep;
      CHECK(change.relative == doctest::Approx(relativeChange(before, after)).epsilon(1e-12));
      CHECK(change.cosine == doctest::Approx(meanCosine(before, after)).epsilon(1e-12));
      CHECK(change.relative > 1e-3);
      CHECK(std::isnan(drift.layers[l].since.relative));
    }
  }
}

TEST_CASE("drift goes to 0 with the rate, and 1 - cosine with its square") {
  Subject subject = movingSubject(deepShape());
  subject.optimizer.kind = Optimizer::sgd;
  auto at = [&](float rate) {
    subject.rate = rate;
    Drift drift(share(subject));
    finish(drift);
    return drift.layers[3].overStep;
  };
  const FeatureChange large = at(0.02f), small = at(0.01f);
  MESSAGE("half the rate: " << small.relative / large.relative << " of the change, "
                            << (1 - small.cosine) / (1 - large.cosine) << " of 1 - cosine");
  // The next order is some per cent of the change itself, here 1 %.
  CHECK(small.relative / large.relative == doctest::Approx(0.5).epsilon(0.02));
  CHECK((1 - small.cosine) / (1 - large.cosine) == doctest::Approx(0.25).epsilon(0.04));
}

TEST_CASE("drift since an earlier moment compares two runs of parameters on today's samples") {
  Subject now = movingSubject(deepShape(Norm::batch)), then = movingSubject(deepShape(Norm::batch), 12);
  then.step = 30;
  const SubjectPtr s = share(now);
  Drift drift(s, share(then));
  finish(drift);
  CHECK(drift.steps == 40);
  CHECK(drift.layers[0].since.relative == 0);
  for (int l = 1; l < 4; ++l)
    CHECK(drift.layers[l].since.relative ==
          doctest::Approx(relativeChange(features(*s, then.network.parameters, l),
                                         features(*s, now.network.parameters, l)))
              .epsilon(1e-12));
  CHECK(*findColumn(drift.readings(), "summary", "since") == std::vector<double>{40});

  Shape other;
  other.widths = {5, 8, 7, 6, 3};
  Drift unlike(s, share(movingSubject(other)));
  finish(unlike);
  CHECK(std::isnan(unlike.layers[1].since.relative));
}

TEST_CASE("the percentiles of a unit, and their shift in interquartile ranges") {
  Shape line;
  line.widths = {1, 1};
  Subject s = randomSubject(line, Loss::mse, 101, 1);
  s.network.parameters = {1, 0};
  for (int b = 0; b < 101; ++b) s.batch.x[b] = static_cast<float>(b * 37 % 101);  // 0 … 100, shuffled
  Subject earlier = s;
  earlier.network.parameters = {1, 4};  // 4 to the right
  Drift drift(share(s), share(earlier), 5);
  finish(drift);
  const Drift::LayerDrift& d = drift.layers[0];
  CHECK(d.now.low == 15);
  CHECK(d.now.middle == 50);
  CHECK(d.now.high == 85);
  CHECK(d.now.quartiles == 50);
  CHECK(d.shiftSince == doctest::Approx(3 * 4 / 50.0));
  CHECK(std::isnan(spreadShift({1, 1, 1, 0}, {2, 2, 2, 0})));
}

TEST_CASE("a layer's update is felt in its own output and above, never below") {
  const SubjectPtr s = share(movingSubject(deepShape(Norm::batch)));
  Influence influence(s);
  Interaction interaction(s, Extent::step);
  Drift drift(s);
  finish(influence), finish(interaction), finish(drift);
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) CHECK((influence.change(i, j) == 0) == (j < i));
  for (int i = 0; i < 4; ++i) CHECK(influence.alone[i] == interaction.today().alone[i]);
  // The first layer's output depends on no other layer: alone it moves as it does together with all.
  CHECK(influence.change(0, 0) == drift.layers[1].overStep.relative);
  const std::vector<float> next = proposedStep(*s).parameters;
  std::vector<float> pushed = s->network.parameters;
  const Layer& layer = s->network.layers[1];
  std::copy(next.begin() + layer.weight, next.begin() + layer.end, pushed.begin() + layer.weight);
  for (int j = 1; j < 4; ++j)
    CHECK(influence.change(1, j) == doctest::Approx(relativeChange(features(*s, s->network.parameters, j + 1),
                                                                   features(*s, pushed, j + 1)))
                                        .epsilon(1e-12));
  CHECK(influence.parameters == std::vector<int>{5 * 8 + 3 * 8, 8 * 8 + 3 * 8, 8 * 6 + 3 * 6, 6 * 3 + 3});
}

TEST_CASE("a frozen layer pushes nothing") {
  Subject subject = movingSubject(deepShape());
  subject.multipliers[2] = 0;
  Influence influence(share(subject));
  finish(influence);
  CHECK(influence.alone[2] == 0);
  for (int j = 0; j < 4; ++j) CHECK(influence.change(2, j) == 0);
  CHECK(influence.change(1, 3) > 0);
}

TEST_CASE("a layer put back to its start: the loss and accuracy of that network") {
  Subject subject = movingSubject(deepShape());
  subject.initial = randomNetwork(deepShape(), 99).parameters;
  subject.test = subject.batch;
  const SubjectPtr s = share(subject);
  Criticality criticality(s);
  finish(criticality);
  CHECK(criticality.heldOut);
  for (int l = -1; l < 4; ++l) {
    std::vector<float> p = s->network.parameters;
    for (int i = 0; l >= 0 && i < static_cast<int>(p.size()); ++i)
      if (i >= s->network.layers[l].weight && i < s->network.layers[l].end) p[i] = s->initial[i];
    const std::vector<double> out = features(*s, p, 4);
    double loss = 0, right = 0;
    for (int b = 0; b < kBatch; ++b) {
      const double *z = out.data() + b * 3, sum = std::exp(z[0]) + std::exp(z[1]) + std::exp(z[2]);
      const int label = b % 3, best = static_cast<int>(std::max_element(z, z + 3) - z);
      loss += (std::log(sum) - z[label]) / kBatch;
      right += best == label ? 1.0 / kBatch : 0;
    }
    const Score& score = l < 0 ? criticality.trained : criticality.initial[l];
    CHECK(score.loss == doctest::Approx(loss).epsilon(1e-6));
    CHECK(score.accuracy == doctest::Approx(right).epsilon(1e-9));
  }
}

TEST_CASE("random weights are the initial ones in another order, and a single weight has none other") {
  Shape narrow;
  narrow.widths = {1, 1, 6, 2};
  Subject s = randomSubject(narrow, Loss::mse, kBatch, 3);
  s.initial = randomNetwork(narrow, 4).parameters;
  Criticality criticality(share(s));
  finish(criticality);
  CHECK(!criticality.heldOut);
  CHECK(std::isnan(criticality.trained.accuracy));
  CHECK(criticality.random[0].loss == doctest::Approx(criticality.initial[0].loss).epsilon(1e-12));
  CHECK(criticality.random[2].loss != criticality.initial[2].loss);

  // All weights of a layer equal: their order means nothing.
  const Layer& last = s.network.layers[2];
  std::fill(s.initial.begin() + last.weight, s.initial.begin() + last.bias, 0.3f);
  Criticality uniform(share(s));
  finish(uniform);
  CHECK(uniform.random[2].loss == doctest::Approx(uniform.initial[2].loss).epsilon(1e-12));
}

TEST_CASE("histograms hold every finite value once, over a range that moves in steps") {
  Rng rng(5, Stream::probe);
  for (double spread : {1e-6, 0.003, 1.0, 70.0}) {
    std::vector<float> values(7 * 12);
    for (float& v : values) v = static_cast<float>(spread * rng.normal());
    values[3] = NAN, values[14] = -INFINITY;
    const Histogram h = histogramOf(values.data(), 7, 11, 12);  // the twelfth column is padding
    CHECK(h.nonFinite == 2);
    CHECK(h.count == 75);
    CHECK(std::accumulate(h.counts.begin(), h.counts.end(), 0) == 75);
    double largest = 0, mean = 0, squares = 0;
    for (int i = 0; i < 84; ++i)
      if (i % 12 < 11 && std::isfinite(values[i]))
        largest = std::max(largest, std::fabs(static_cast<double>(values[i]))), mean += values[i] / 75.0;
    for (int i = 0; i < 84; ++i)
      if (i % 12 < 11 && std::isfinite(values[i])) squares += (values[i] - mean) * (values[i] - mean);
    CHECK(h.mean == doctest::Approx(mean));
    CHECK(h.deviation == doctest::Approx(std::sqrt(squares / 75)));
    CHECK(h.low == -h.high);
    CHECK(h.high >= largest * (1 - 1e-12));
    CHECK(h.high <= 2.5 * largest);
  }
  const float positive[] = {0, 0.1f, 0.2f, 4.8f}, nothing[] = {0, 0};
  const Histogram up = histogramOf(positive, 1, 4, 4), flat = histogramOf(nothing, 1, 2, 2);
  CHECK(up.low == 0);
  CHECK(up.high == doctest::Approx(5));
  CHECK(up.counts[0] == 2);
  CHECK(up.counts[kHistogramBins - 1] == 0);
  CHECK(up.counts[kHistogramBins - 2] == 1);
  CHECK(flat.high == 1);
  CHECK(flat.counts[0] == 2);
}

TEST_CASE("dead and saturated shares, gradient norms, and the step over the weights") {
  Shape shape;
  shape.widths = {4, 8, 8, 2};
  shape.hidden = Activation::relu;
  Subject subject = randomSubject(shape, Loss::mse, kBatch, 21);
  subject.network.layers[1].activation = Activation::tanh;
  subject.optimizer.l2 = 0.1f;
  for (int o : {1, 4, 6}) subject.network.parameters[subject.network.layers[0].bias + o] = -100;
  for (int o : {0, 5}) subject.network.parameters[subject.network.layers[1].bias + o] = o ? 100.0f : -100.0f;
  const SubjectPtr s = share(subject);
  Distributions distributions(s);
  finish(distributions);
  const std::vector<LayerDistributions>& layers = distributions.layers;
  REQUIRE(layers.size() == 3);
  CHECK(layers[0].dead == 3 / 8.0);
  CHECK(std::isnan(layers[0].saturated));
  CHECK(layers[1].saturated >= 2 / 8.0);
  CHECK(layers[1].saturated < 4 / 8.0);
  CHECK(std::isnan(layers[1].dead));
  CHECK(layers[0].activations.low == 0);
  CHECK(layers[1].activations.count == 8 * kBatch);
  CHECK(layers[2].weights.count == 16);

  ExactPass pass(s);
  pass.begin(Derivatives::gradient, widened(s->network.parameters));
  double flop = 1e9;
  pass.work(flop);
  for (int l = 0; l < 3; ++l) {
    const Layer& layer = s->network.layers[l];
    const std::vector<double> w = widened(s->network.parameters);
    const double g = std::sqrt(dot(pass.gradient, pass.gradient, layer.weight, layer.end));
    const double step = s->rate * std::sqrt(dot(pass.gradient, pass.gradient, layer.weight, layer.bias) /
                                            dot(w, w, layer.weight, layer.bias));
    CHECK(layers[l].gradientNorm == doctest::Approx(g).epsilon(1e-5));
    // d is the difference of two floats, each rounded by up to 6e-8 of a weight.
    CHECK(layers[l].update == doctest::Approx(step).epsilon(1e-4));
  }
}
