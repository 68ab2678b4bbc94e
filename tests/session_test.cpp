// Runs: what decides their bits, how batches are dealt, and what they measure.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "data/drawn.h"
#include "data/table_reading.h"
#include "nn/simd.h"
#include "run_helpers.h"
#include "session/change.h"

using namespace lockstep;

TEST_CASE("the same config gives the same bits, and reset brings back the first ones") {
  const char* lines[] = {"", "dataset=arms&norm=batch&dropout=0.3&optimizer=momentum",
                         "dataset=sine&batch=0&init=linear&seed=9"};
  for (const char* line : lines) {
    INFO(std::string(line));
    Session a = sessionOf(line), b = sessionOf(line);
    const uint64_t first = parameterHash(a), whole = stateHash(a.state);
    CHECK(parameterHash(b) == first);
    CHECK(advanceBy(a, 50));
    CHECK(advanceBy(b, 50));
    CHECK(stateHash(a.state) == stateHash(b.state));
    CHECK(parameterHash(a) != first);
    CHECK(a.last.loss == b.last.loss);
    const uint64_t later = stateHash(a.state);
    restart(a);
    CHECK(parameterHash(a) == first);
    CHECK(stateHash(a.state) == whole);
    CHECK(advanceBy(a, 50));
    CHECK(stateHash(a.state) == later);
  }
}

TEST_CASE("another seed gives other weights and another order over the same samples") {
  const Session a = sessionOf("seed=1"), b = sessionOf("seed=2");
  CHECK(parameterHash(a) != parameterHash(b));
  CHECK(a.problem.x == b.problem.x);
  CHECK(a.problem.split.train == b.problem.split.train);
  CHECK(sessionOf("seed=1&dataSeed=2").problem.x != a.problem.x);
}

TEST_CASE(
    "each epoch is a permutation of the training samples, each epoch another one, the last batch short") {
  Session s = sessionOf("samples=203&trainShare=0.5&batch=16");
  const int count = static_cast<int>(s.problem.split.train.size());
  CHECK(count == 102);
  std::set<std::vector<int>> orders;
  for (int epoch = 0; epoch < 5; ++epoch) {
    std::vector<int> order;
    for (int i = 0; i < 7; ++i) {
      CHECK(s.state.epoch == epoch);
      CHECK(s.state.cursor == 16 * i);
      CHECK(advance(s));
      CHECK(s.batch.size() == (i < 6 ? 16 : 6));
      order.insert(order.end(), s.batch.begin(), s.batch.end());
    }
    CHECK(orders.insert(order).second);
    std::sort(order.begin(), order.end());
    for (int i = 0; i < count; ++i) CHECK(order[i] == i);
  }
  CHECK(s.state.epoch == 5);
  CHECK(s.state.cursor == 0);
  CHECK(s.state.step == 35);
}

TEST_CASE("a full batch takes every training sample at every step, asked for as 0 or as any large number") {
  Session all = sessionOf("batch=0&samples=100"), large = sessionOf("batch=1024&samples=100");
  for (int i = 0; i < 5; ++i) {
    CHECK(advance(all));
    CHECK(advance(large));
    CHECK(all.batch.size() == all.problem.split.train.size());
    CHECK(std::is_sorted(all.batch.begin(), all.batch.end()));  // no order to draw
    CHECK(all.state.epoch == i + 1);
  }
  CHECK(parameterHash(all) == parameterHash(large));
}

TEST_CASE("a step reports the loss, penalty, gradient and rate that it used") {
  Session s = sessionOf("l1=0.01&l2=0.02&lr=0.25&schedule=step&period=3&optimizer=sgd&batch=0");
  for (int i = 0; i < 7; ++i) {
    const float rate = nextRate(s);
    const double loss = evaluate(s).trainLoss, owed = penalty(optimizerSettings(s.config), s.state.network);
    const std::vector<float> before = s.state.network.parameters;
    CHECK(advance(s));
    CHECK(s.last.rate == rate);
    CHECK(rate == 0.25f * std::pow(0.5f, static_cast<float>(i / 3)));
    CHECK(s.last.loss == doctest::Approx(loss).epsilon(1e-5));
    CHECK(s.last.penalty == owed);
    double squares = 0;
    for (std::size_t k = 0; k < before.size(); ++k) {
      squares += static_cast<double>(s.gradient[k]) * s.gradient[k];
      CHECK(s.state.network.parameters[k] == before[k] - rate * s.gradient[k]);
    }
    CHECK(s.last.gradientNorm == doctest::Approx(std::sqrt(squares)).epsilon(1e-6));
  }
}

TEST_CASE("evaluation leaves the run untouched and measures both sets in evaluation mode") {
  Session s = runningSession("norm=batch&dropout=0.4&noise=0.2"),
          alone = runningSession("norm=batch&dropout=0.4&noise=0.2");
  const uint64_t before = stateHash(s.state);
  const Metrics first = evaluate(s), second = evaluate(s);
  CHECK(stateHash(s.state) == before);
  CHECK(first.trainLoss == second.trainLoss);
  CHECK(first.testLoss == second.testLoss);
  for (int i = 0; i < 30; ++i) {
    advance(s), advance(alone);
    evaluate(s);
  }
  CHECK(stateHash(s.state) == stateHash(alone.state));
}

TEST_CASE("metrics are those of a plain loop over the samples") {
  for (const char* line :
       {"noise=0.3", "dataset=arms&samples=301", "dataset=plane", "dataset=rings&loss=mse"}) {
    Session s = runningSession(line);
    const Metrics m = evaluate(s);
    const bool classes = s.problem.data.task == Task::classification;
    Workspace ws;
    prepare(ws, s.state.network, 1);
    double loss = 0, right = 0;
    for (int n : s.problem.split.test) {
      std::vector<float> x(s.problem.inputs * kLanes), t(s.problem.outputs * kLanes);
      gatherBatch(s.problem, &n, 1, x.data(), t.data());
      forward(s.state.network, x.data(), 1, evaluation(), ws);
      loss += lossForward(s.problem.loss, ws.output(), t.data(), s.problem.outputs, 1, kLanes, nullptr);
      right += predictedClass(s.problem, ws.output(), kLanes) == static_cast<int>(s.problem.data.y[n]);
    }
    const double count = static_cast<double>(s.problem.split.test.size());
    INFO(std::string(line));
    CHECK(m.testLoss == doctest::Approx(loss / count).epsilon(1e-6));
    if (classes) CHECK(m.testAccuracy == doctest::Approx(right / count));
    if (!classes) CHECK(std::isnan(m.testAccuracy));
  }
}

TEST_CASE("with every sample in training there is nothing to test, and the metrics say so") {
  Session s = sessionOf("trainShare=1&dataset=plane");
  CHECK(advance(s));
  const Metrics m = evaluate(s);
  CHECK(std::isfinite(m.trainLoss));
  CHECK(std::isnan(m.testLoss));
  CHECK(std::isnan(m.trainAccuracy));
}

TEST_CASE("training learns: the loss of every kind of problem falls") {
  for (const char* line :
       {"lr=0.03", "dataset=circle&lr=0.03", "dataset=arms&lr=0.03", "dataset=multigauss&lr=0.03",
        "dataset=chebyshev&lr=0.03", "dataset=xor&loss=mse&lr=0.03",
        "dataset=moons&norm=layer&skip=1&activation=gelu&layers=8x4"}) {
    INFO(std::string(line));
    CHECK(parseConfig(line).notes.empty());
    Session s = sessionOf(line);
    const double before = evaluate(s).trainLoss;
    CHECK(advanceBy(s, 800));
    const double after = evaluate(s).trainLoss;
    MESSAGE(std::string(line) << ": loss " << before << " to " << after);
    CHECK(after < 0.8 * before);
  }
}

TEST_CASE("points drawn by hand train; a set without points waits, and says that nothing was learned") {
  Session empty = sessionOf("dataset=drawn");
  CHECK(empty.problem.split.train.empty());
  CHECK(!advance(empty));
  CHECK(!empty.divergence.has_value());
  CHECK(empty.state.step == 0);
  CHECK(std::isnan(evaluate(empty).trainLoss));
  CHECK(batchSize(empty) == 0);

  std::vector<DrawnPoint> points;
  Brush brush;
  drawTo(points, brush, -3, 0, 0);
  drawTo(points, brush, 4, 1, 0);
  brush.down = false;
  drawTo(points, brush, 0, 4, 1);
  drawTo(points, brush, 2, -4, 1);
  const Change drawn = applyConfig(empty, with(empty, "points=" + encodeDrawn(points)), {});
  CHECK(!drawn.restarted);
  CHECK(advanceBy(empty, 30));
  const float kept = weightAt(empty, 1, 0, 0);
  // A third class adds outputs; everything else stays.
  points.push_back({0, 0, 2});
  const Change third = applyConfig(empty, with(empty, "points=" + encodeDrawn(points)), {});
  CHECK(empty.problem.outputs == 3);
  CHECK(third.fresh == std::vector<int>{2});
  CHECK(weightAt(empty, 1, 0, 0) == kept);
  CHECK(empty.state.step == 30);
  CHECK(advanceBy(empty, 10));
  // All erased again: training waits, the weights do not go away.
  applyConfig(empty, with(empty, "points="), {});
  CHECK(!advance(empty));
  CHECK(weightAt(empty, 0, 0, 0) != 0);
  CHECK(!advance(empty));
  // A text that is no list of points has no samples either.
  applyConfig(empty, with(empty, "points=%21%21"), {});
  CHECK(!advance(empty));
}

TEST_CASE("one sample is enough to train on, with and without batch norm") {
  for (const char* line : {"dataset=drawn&points=AAAAA", "dataset=drawn&points=AAAAA&norm=batch",
                           "dataset=drawn&points=AAAAA&norm=layer&loss=softmax"}) {
    Session s = sessionOf(line);
    INFO(std::string(line));
    CHECK(s.problem.split.train.size() == 1);
    CHECK(advanceBy(s, 50));
    CHECK(finiteState(s.state));
  }
}

TEST_CASE("a table of one or two columns of numbers is drawn over them, any other is not") {
  const char kFlowers[] = "length,width,kind\n1.5,10,a\n2,30,b\n5.5,20,a\n3,50,b\n4,40,a\n";
  auto axesOf = [](std::string_view text) {
    Sources sources;
    sources.csv = readTable(text).data;
    return makeProblem(configOf("dataset=csv&trainShare=1"), sources);
  };
  const Problem plane = axesOf(kFlowers);
  REQUIRE(plane.axes.size() == 2);
  CHECK(plane.axes[0].name == "length");
  CHECK(plane.axes[1].name == "width");
  CHECK(plane.axes[0].low == doctest::Approx(1.5 - 0.08 * 4));
  CHECK(plane.axes[1].high == doctest::Approx(50 + 0.08 * 40));
  // The middle of the plane is what the network is shown of that row of the table.
  float shown[2], raw[2] = {3.5f, 30};
  mapCell(plane, {0, 0, 1, 1}, shown);
  for (int d = 0; d < 2; ++d) {
    const Standardization& s = plane.standardization;
    CHECK(shown[d] == doctest::Approx((raw[d] - s.mean[d]) / s.scale[d]));
  }

  const Problem line = axesOf("hours,price\n1,10.5\n2,20.25\n3,31\n4,39.5\n");
  REQUIRE(line.axes.size() == 1);
  CHECK(line.axes[0].name == "hours");
  CHECK(axesOf("a,b,kind\n-3e38,2,x\n3e38,3,y\n0,5,x\n1,1,y\n").axes.empty());
  CHECK(axesOf("a,b,c,kind\n1,2,3,x\n2,3,5,y\n3,5,7,x\n").axes.empty());
  CHECK(axesOf("a,b,kind\n0,2,x\n1,3,y\n0,5,x\n1,1,y\n").axes.empty());  // yes and no
  CHECK(axesOf("a,kind\n1,x\n2,y\n3,x\n4,y\n").axes.empty());            // classes along a line
}

TEST_CASE("a table brought in by the application trains, and its targets are standardised for regression") {
  Sources sources = pictures(60, 20);
  CHECK(!available(DataKind::csv, {}));
  CHECK(available(DataKind::csv, sources));
  CHECK(available(DataKind::spiral, {}));
  Session s = sessionOf("dataset=csv&lr=0.01", sources);
  CHECK(s.problem.inputs == 20);
  CHECK(advanceBy(s, 150));
  CHECK(evaluate(s).trainAccuracy == 1);
  sources.csv.task = Task::regression, sources.csv.classes = 0;
  for (std::size_t n = 0; n < sources.csv.y.size(); ++n)
    sources.csv.y[n] = 1000 + 50 * static_cast<float>(n % 7);
  Session r = sessionOf("dataset=csv&loss=softmax", sources);
  CHECK(r.problem.loss == Loss::mse);
  CHECK(r.problem.notes.size() == 1);
  double mean = 0, squares = 0;
  for (int n : r.problem.split.train)
    mean += r.problem.targets[n], squares += r.problem.targets[n] * r.problem.targets[n];
  const double count = static_cast<double>(r.problem.split.train.size());
  CHECK(mean / count == doctest::Approx(0).epsilon(1e-5));
  CHECK(squares / count == doctest::Approx(1).epsilon(1e-4));
}
