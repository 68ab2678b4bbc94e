// What the network gets right and wrong, measured in pieces, and digits drawn with the pointer.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "data/handwriting.h"
#include "nn/simd.h"
#include "probes/predictions.h"
#include "run_helpers.h"

using namespace lockstep;

namespace {

// Predictions on the test samples of a session, measured in pieces of any size.
struct Measured {
  Session& session;
  Predictions predictions;
  Workspace workspace;
  std::vector<float> x, targets;
  int room;

  explicit Measured(Session& s, int largest = 32) : session(s), room(largest) {
    const Problem& p = s.problem;
    const bool classes = p.data.task == Task::classification;
    std::vector<float> truth;
    for (int n : p.split.test)
      truth.push_back(classes ? p.data.y[n] : p.targets[static_cast<std::size_t>(n) * p.outputs]);
    beginPredictions(predictions, p.loss, p.outputs, classes, truth);
    prepare(workspace, s.state.network, largest);
    x.resize(static_cast<std::size_t>(p.inputs) * padToLanes(largest));
    targets.resize(static_cast<std::size_t>(p.outputs) * padToLanes(largest));
  }
  void measure(int first, int B) {
    gatherBatch(session.problem, session.problem.split.test.data() + first, B, x.data(), targets.data());
    measurePredictions(predictions, session.state.network, x.data(), targets.data(), first, B, workspace);
  }
  void measureAll() {
    for (int first = 0; first < predictions.count; first += room)
      measure(first, std::min(room, predictions.count - first));
  }
};

void checkTally(const Predictions& p) {
  int all = 0, right = 0;
  for (int n = 0; n < p.count; ++n)
    if (p.known(n)) ++all, right += !p.wrong(n);
  CHECK(p.measured == all);
  CHECK(p.correct == right);
  int cells = 0, diagonal = 0;
  for (int row = 0; row < p.classes; ++row)
    for (int column = 0; column < p.classes; ++column) {
      const int count = p.confusion[static_cast<std::size_t>(row) * p.classes + column];
      CHECK(count >= 0);
      cells += count;
      if (row == column) diagonal += count;
    }
  CHECK(cells == all);
  CHECK(diagonal == right);
}

// Predictions written down by hand: K classes, the probability of the predicted one, 0 for the others.
Predictions madeUp(int classes, const std::vector<int>& truth, const std::vector<int>& predicted,
                   const std::vector<float>& confidence) {
  Predictions p;
  beginPredictions(p, Loss::softmax, classes, true, std::vector<float>(truth.begin(), truth.end()));
  for (int n = 0; n < p.count; ++n) {
    p.predicted[n] = predicted[n];
    if (predicted[n] >= 0) p.values[static_cast<std::size_t>(n) * classes + predicted[n]] = confidence[n];
  }
  return p;
}

struct Box {
  int left = kDigitSide, right = -1, top = kDigitSide, bottom = -1;
};
Box boxOf(const std::vector<float>& image, float threshold) {
  Box box;
  for (int y = 0; y < kDigitSide; ++y)
    for (int x = 0; x < kDigitSide; ++x)
      if (image[static_cast<std::size_t>(y) * kDigitSide + x] > threshold) {
        box.left = std::min(box.left, x), box.right = std::max(box.right, x);
        box.top = std::min(box.top, y), box.bottom = std::max(box.bottom, y);
      }
  return box;
}

std::vector<float> rendered(const std::vector<PenPoint>& path) {
  std::vector<float> image(static_cast<std::size_t>(kDigitSide) * kDigitSide, 0.5f);
  renderDigit(path, image);
  return image;
}

double total(const std::vector<float>& image) {
  double sum = 0;
  for (float v : image) sum += v;
  return sum;
}

const std::vector<PenPoint> kSeven = {{0.3f, 0.25f, true}, {0.7f, 0.25f},       {0.6f, 0.5f},
                                      {0.5f, 0.8f},        {0.4f, 0.55f, true}, {0.7f, 0.5f}};

}  // namespace

TEST_CASE("predictions agree with the run's own loss and accuracy, for every loss and number of classes") {
  for (const char* line :
       {"dataset=spiral", "dataset=spiral&loss=softmax", "dataset=spiral&loss=mse", "dataset=arms",
        "dataset=arms&loss=bce", "dataset=arms&loss=mse", "dataset=plane", "dataset=arms&norm=batch"}) {
    CAPTURE(line);
    Session s = sessionOf(line);
    REQUIRE(advanceBy(s, 60));
    Measured m(s);
    m.measureAll();
    const Metrics expected = evaluate(s);
    CHECK(m.predictions.measured == static_cast<int>(s.problem.split.test.size()));
    CHECK(meanLoss(m.predictions) == doctest::Approx(expected.testLoss).epsilon(1e-5));
    if (m.predictions.classes) {
      checkTally(m.predictions);
      const double share = static_cast<double>(m.predictions.correct) / m.predictions.measured;
      CHECK(share == doctest::Approx(expected.testAccuracy).epsilon(1e-12));
    }
  }
}

TEST_CASE(
    "the tally stays right when samples are measured again, in pieces of any size, as training goes on") {
  Session s = sessionOf("dataset=arms&samples=301");
  Measured m(s, 32);
  Rng rng(3, Stream::probe);
  for (int round = 0; round < 200; ++round) {
    const int B = 1 + static_cast<int>(rng.below(32));
    m.measure(static_cast<int>(rng.below(static_cast<uint32_t>(m.predictions.count - B + 1))), B);
    if (round % 10 == 0) checkTally(m.predictions);
    REQUIRE(advanceBy(s, 1));
  }
  m.measureAll();
  checkTally(m.predictions);
  Measured fresh(s, 32);
  fresh.measureAll();
  CHECK(m.predictions.predicted == fresh.predictions.predicted);
  CHECK(m.predictions.confusion == fresh.predictions.confusion);
  CHECK(m.predictions.values == fresh.predictions.values);
}

TEST_CASE("what a sample is taken for does not depend on the samples measured with it") {
  Session s = sessionOf("dataset=arms&norm=batch&samples=200");
  REQUIRE(advanceBy(s, 40));
  Measured together(s, 64), alone(s, 64);
  together.measureAll();
  for (int n = 0; n < alone.predictions.count; ++n) alone.measure(n, 1);
  CHECK(alone.predictions.predicted == together.predictions.predicted);
  for (std::size_t i = 0; i < alone.predictions.values.size(); ++i)
    CHECK(alone.predictions.values[i] == doctest::Approx(together.predictions.values[i]).epsilon(1e-5));
}

TEST_CASE("measuring predictions leaves the training run untouched") {
  Session watched = sessionOf("dataset=arms&norm=batch&dropout=0.2"), alone = fork(watched);
  Measured m(watched);
  for (int i = 0; i < 20; ++i) {
    m.measureAll();
    REQUIRE(advanceBy(watched, 1));
    REQUIRE(advanceBy(alone, 1));
  }
  CHECK(stateHash(watched.state) == stateHash(alone.state));
}

TEST_CASE("one output gives the probabilities of both classes, several those of each") {
  float p[3];
  const float positive = 2, pair[] = {1, 3};
  classProbabilities(Loss::bce, &positive, 1, 4, p);
  CHECK(p[1] == doctest::Approx(1 / (1 + std::exp(-2.0))));
  CHECK(p[0] + p[1] == doctest::Approx(1));
  classProbabilities(Loss::softmax, pair, 2, 1, p);
  CHECK(p[1] == doctest::Approx(1 / (1 + std::exp(-2.0))));
  CHECK(likeliestClass(&positive, 1, 4) == 1);
  CHECK(likeliestClass(pair, 2, 1) == 1);
  const float equal[] = {2, 9, 2, 9};
  CHECK(likeliestClass(equal, 2, 2) == 0);  // outputs 2 apart, as in a matrix of two samples
}

TEST_CASE("mistakes come first, the most confident on top, then right answers, the least confident on top") {
  const Predictions p = madeUp(3, {0, 1, 2, 0, 1, 2}, {0, 0, 1, 2, 1, 2}, {.9f, .5f, .95f, .7f, .4f, .99f});
  std::vector<int> order;
  rankSamples(p, {}, order);
  CHECK(order == std::vector<int>{2, 3, 1, 4, 0, 5});
  rankSamples(p, {.mistakesOnly = true}, order);
  CHECK(order == std::vector<int>{2, 3, 1});
  rankSamples(p, {.truth = 0}, order);
  CHECK(order == std::vector<int>{3, 0});
  rankSamples(p, {.truth = 0, .predicted = 2}, order);
  CHECK(order == std::vector<int>{3});
  rankSamples(p, {.truth = 1, .predicted = 2}, order);
  CHECK(order.empty());
}

TEST_CASE("a small change of confidence keeps the order") {
  std::vector<int> order, later;
  rankSamples(madeUp(2, {0, 0, 0}, {1, 1, 1}, {.82f, .86f, .63f}), {}, order);
  rankSamples(madeUp(2, {0, 0, 0}, {1, 1, 1}, {.87f, .83f, .66f}), {}, later);
  CHECK(order == std::vector<int>{0, 1, 2});
  CHECK(later == order);
}

TEST_CASE("samples that were not measured are in no count and no order") {
  const Predictions p = madeUp(2, {0, 1, 1}, {-1, 0, -1}, {0, .9f, 0});
  std::vector<int> order;
  rankSamples(p, {}, order);
  CHECK(order == std::vector<int>{1});
  CHECK(std::isnan(meanLoss(Predictions{})));
  Predictions empty;
  beginPredictions(empty, Loss::softmax, 3, true, {});
  rankSamples(empty, {}, order);
  CHECK(order.empty());
}

TEST_CASE("a network that answers with no number gives an order all the same") {
  Session s = sessionOf("dataset=arms");
  std::fill(s.state.network.parameters.begin(), s.state.network.parameters.end(), 3e38f);
  Measured m(s);
  m.measureAll();
  checkTally(m.predictions);
  std::vector<int> order;
  rankSamples(m.predictions, {}, order);
  CHECK(static_cast<int>(order.size()) == m.predictions.count);
}

TEST_CASE("R² is one minus the share of the spread that is left") {
  Session s = sessionOf("dataset=multigauss&samples=200");
  REQUIRE(advanceBy(s, 100));
  Measured m(s);
  CHECK(std::isnan(determination(m.predictions)));
  m.measureAll();
  const Predictions& p = m.predictions;
  double mean = 0, left = 0, all = 0;
  for (float y : p.truth) mean += y / p.count;
  for (int n = 0; n < p.count; ++n) {
    left += std::pow(static_cast<double>(p.truth[n]) - p.values[n], 2);
    all += std::pow(p.truth[n] - mean, 2);
  }
  CHECK(determination(p) == doctest::Approx(1 - left / all));
  CHECK(meanLoss(p) == doctest::Approx(left / 2 / p.count));

  Predictions perfect = p, constant = p;
  for (int n = 0; n < p.count; ++n) perfect.values[n] = p.truth[n], constant.truth[n] = 2;
  CHECK(determination(perfect) == 1);
  CHECK(std::isnan(determination(constant)));
}

// Handwriting.

TEST_CASE("nothing drawn is an empty image") { CHECK(total(rendered({})) == 0); }

TEST_CASE("a drawn digit fills a box of 20 pixels, its centre of mass on pixel (14, 14)") {
  const std::vector<float> image = rendered(kSeven);
  const Box box = boxOf(image, 0.5f);
  CHECK(box.bottom - box.top + 1 >= 19);
  CHECK(box.bottom - box.top + 1 <= 20);
  CHECK(box.right - box.left < box.bottom - box.top);
  double x = 0, y = 0;
  for (int row = 0; row < kDigitSide; ++row)
    for (int column = 0; column < kDigitSide; ++column) {
      const double ink = image[static_cast<std::size_t>(row) * kDigitSide + column];
      CHECK(ink >= 0);
      CHECK(ink <= 1);
      x += ink * column, y += ink * row;
    }
  CHECK(x / total(image) == doctest::Approx(14).epsilon(0.01));
  CHECK(y / total(image) == doctest::Approx(14).epsilon(0.01));
}

TEST_CASE("where and how large a digit is drawn makes no difference") {
  std::vector<PenPoint> small = kSeven;
  for (PenPoint& p : small) p.x = 0.05f + 0.4f * p.x, p.y = 0.5f + 0.4f * p.y;
  const std::vector<float> a = rendered(kSeven), b = rendered(small);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-3));
}

TEST_CASE("the pen is as wide as MNIST's, and ink does not add up") {
  const std::vector<PenPoint> line = {{0.5f, 0.1f, true}, {0.5f, 0.9f}};
  const double ink = total(rendered(line));
  // A line of 20 pixels with round ends.
  const double expected = (kDigitBox - kPenWidth) * kPenWidth + 3.14159 * kPenWidth * kPenWidth / 4;
  CHECK(ink == doctest::Approx(expected).epsilon(0.03));
  std::vector<PenPoint> twice = line;
  twice.insert(twice.end(), line.begin(), line.end());
  CHECK(total(rendered(twice)) == doctest::Approx(ink));
}

TEST_CASE("a dot stays a dot") {
  const std::vector<float> image = rendered({{0.2f, 0.8f, true}});
  const Box box = boxOf(image, 0.1f);
  CHECK(box.right - box.left <= 5);
  CHECK(total(image) == doctest::Approx(3.14159 * kPenWidth * kPenWidth / 4).epsilon(0.1));
}

TEST_CASE("strokes are not joined") {
  const std::vector<float> image =
      rendered({{0.2f, 0.2f, true}, {0.2f, 0.8f}, {0.8f, 0.2f, true}, {0.8f, 0.8f}});  // two upright lines
  CHECK(image[14 * kDigitSide + 14] == 0);
}
