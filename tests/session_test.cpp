// Runs: what decides their bits, how batches are dealt, and what a change keeps.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "data/drawn.h"
#include "nn/simd.h"
#include "run_helpers.h"
#include "session/change.h"
#include "session/undo.h"

using namespace lockstep;

namespace {

Config with(const Session& s, std::string_view line) { return parseConfig(line, s.config).config; }

std::vector<float> weightsOf(const Session& s, int l) {
  const Layer& layer = s.state.network.layers[l];
  const auto p = s.state.network.parameters.begin();
  return {p + layer.weight, p + layer.end};
}

// The weight from unit i to unit o of layer l.
float weightAt(const Session& s, int l, int o, int i) {
  const Layer& layer = s.state.network.layers[l];
  return s.state.network.parameters[layer.weight + o * layer.inputs + i];
}

// A run of 40 steps, so that moments, statistics and the cursor are all in motion.
Session runningSession(std::string_view line) {
  Session s = sessionOf(line);
  REQUIRE(advanceBy(s, 40));
  return s;
}

}  // namespace

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
  CHECK(stepsPerEpoch(s) == 7);
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
    CHECK(all.state.epoch == i + 1);
  }
  CHECK(parameterHash(all) == parameterHash(large));
  CHECK(stepsPerEpoch(all) == 1);
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

TEST_CASE("a hyperparameter changes from the next step on and leaves weights, step and moments alone") {
  for (const char* change : {"lr=0.5", "batch=7", "batch=0", "schedule=cosine", "period=17", "gamma=0.25",
                             "warmup=100", "rates=1,0,2", "momentum=0.5", "beta1=0.5", "beta2=0.9", "rho=0.9",
                             "epsilon=0.001", "l1=0.1", "l2=0.1", "decay=0.1", "clip=0.1"}) {
    Session s = runningSession("norm=batch"), same = runningSession("norm=batch");
    const uint64_t before = stateHash(s.state);
    const Change made = applyConfig(s, with(s, change), {});
    INFO(std::string(change));
    CHECK(stateHash(s.state) == before);
    CHECK(!made.restarted);
    CHECK(!made.rebuilt);
    CHECK(!made.dataChanged);
    CHECK(made.notes.empty());
    CHECK(advanceBy(s, 20));
    CHECK(s.state.step == 60);
    advanceBy(same, 20);
    const bool idle = std::string(change).starts_with("period") || std::string(change).starts_with("gamma") ||
                      std::string(change).starts_with("momentum") || std::string(change).starts_with("rho");
    CHECK((parameterHash(s) == parameterHash(same)) ==
          idle);  // without a schedule or their optimiser these do nothing
  }
}

TEST_CASE("another optimiser keeps weights and step and starts with empty moments") {
  Session s = runningSession("optimizer=adam");
  const uint64_t before = parameterHash(s);
  const Change made = applyConfig(s, with(s, "optimizer=momentum"), {});
  CHECK(parameterHash(s) == before);
  CHECK(s.state.step == 40);
  CHECK(made.notes.size() == 1);
  CHECK(!made.rebuilt);
  for (float m : s.state.optimizer.first) CHECK(m == 0);
  for (float v : s.state.optimizer.second) CHECK(v == 0);
  CHECK(s.state.optimizer.beta1Power == 1);
  CHECK(advanceBy(s, 20));
}

TEST_CASE("other data keep weights, step, moments and statistics") {
  for (const char* change :
       {"noise=0.4", "labelNoise=0.1", "samples=100", "samples=900", "trainShare=0.9", "dataSeed=5"}) {
    Session s = runningSession("norm=batch");
    const uint64_t before = stateHash(s.state);
    const std::vector<float> x = s.problem.x, y = s.problem.data.y;
    const std::vector<int> train = s.problem.split.train;
    const Change made = applyConfig(s, with(s, change), {});
    INFO(std::string(change));
    CHECK(stateHash(s.state) == before);
    CHECK((s.problem.x != x || s.problem.data.y != y || s.problem.split.train != train));
    CHECK(made.dataChanged);
    CHECK(!made.restarted);
    CHECK(made.fresh.empty());
    CHECK(advanceBy(s, 100));
  }
}

TEST_CASE("the skip's size, dropout, activations and the output's activation keep every weight") {
  for (const char* change : {"skip=0.7", "skip=0.1", "skip=0", "dropout=0.5", "activation=relu",
                             "activations=-,sine", "output=tanh"}) {
    Session s = runningSession("skip=0.5&norm=batch");
    const uint64_t before = stateHash(s.state);
    const Change made = applyConfig(s, with(s, change), {});
    INFO(std::string(change));
    CHECK((stateHash(s.state) == before));
    CHECK(!made.restarted);
    CHECK(made.fresh.empty());
    CHECK(made.notes.empty());
    CHECK(advanceBy(s, 20));
    CHECK(s.state.step == 60);
  }
}

TEST_CASE("turning a norm on or off keeps the weights and starts its scales and shifts afresh") {
  Session s = runningSession("norm=none");
  const float weight = weightAt(s, 1, 3, 4),
              bias = s.state.network.parameters[s.state.network.layers[1].bias + 2];
  applyConfig(s, with(s, "norm=batch"), {});
  const Layer& layer = s.state.network.layers[1];
  CHECK(weightAt(s, 1, 3, 4) == weight);
  CHECK(s.state.network.parameters[layer.bias + 2] == bias);
  CHECK(s.state.network.parameters[layer.scale + 2] == 1);
  CHECK(s.state.network.statistics[layer.variance + 2] == 1);
  CHECK(s.state.step == 40);
  CHECK(advanceBy(s, 10));
  applyConfig(s, with(s, "norm=layer"), {});
  CHECK(advanceBy(s, 10));
  applyConfig(s, with(s, "norm=none"), {});
  CHECK(advanceBy(s, 10));
  CHECK(s.state.step == 70);
}

TEST_CASE("another data set, seed or initialisation starts again at step 0") {
  for (const char* change : {"dataset=moons", "dataset=arms", "seed=2", "init=he", "initScale=2"}) {
    Session s = runningSession("");
    const Change made = applyConfig(s, with(s, change), {});
    INFO(std::string(change));
    CHECK(made.restarted);
    CHECK(made.rebuilt);
    CHECK(s.state.step == 0);
    CHECK(stateHash(s.state) == stateHash(makeSession(s.config, {}).state));
  }
}

TEST_CASE("a layer added behind the others keeps them and the output layer") {
  Session s = runningSession("layers=8,6");
  const Session old = runningSession("layers=8,6");
  const Change made = applyConfig(s, with(s, "layers=8,6,6"), {});
  CHECK(made.fresh == std::vector<int>{2});
  CHECK(made.notes.size() == 1);
  CHECK(made.notes[0] == "New weights in layer 3; the rest is kept");
  CHECK(weightsOf(s, 0) == weightsOf(old, 0));
  CHECK(weightsOf(s, 1) == weightsOf(old, 1));
  CHECK(weightsOf(s, 3) == weightsOf(old, 2));
  CHECK(weightsOf(s, 2) == weightsOf(sessionOf("layers=8,6,6"), 2));
  CHECK(s.state.step == 40);
  CHECK(advanceBy(s, 20));
}

TEST_CASE("a layer added in front keeps those behind it, as far as their inputs are the same units") {
  Session s = runningSession("layers=6,7");
  const Session old = runningSession("layers=6,7");
  const Change made = applyConfig(s, with(s, "layers=9,6,7"), {});
  CHECK(weightsOf(s, 2) == weightsOf(old, 1));
  CHECK(weightsOf(s, 3) == weightsOf(old, 2));
  CHECK(made.fresh == std::vector<int>{0, 1});
  // Old layer 1 now sees the new layer: what it had for its first inputs stays.
  for (int o = 0; o < 6; ++o)
    for (int i = 0; i < 2; ++i) CHECK(weightAt(s, 1, o, i) == weightAt(old, 0, o, i));
  CHECK(advanceBy(s, 20));
}

TEST_CASE("a layer removed at either end or in the middle keeps the others") {
  for (const char* after : {"layers=6,7", "layers=5,7", "layers=5,6"}) {
    Session s = runningSession("layers=5,6,7");
    const Session old = runningSession("layers=5,6,7");
    applyConfig(s, with(s, after), {});
    INFO(std::string(after));
    CHECK(s.state.network.layers.size() == 3);
    CHECK(s.state.step == 40);
    const std::string text = after;
    if (text.ends_with("6,7")) CHECK(weightsOf(s, 1) == weightsOf(old, 2));
    if (text.ends_with("7")) CHECK(weightsOf(s, 2) == weightsOf(old, 3));
    if (text.ends_with("5,6")) CHECK(weightsOf(s, 1) == weightsOf(old, 1));
    if (!text.ends_with("6,7")) CHECK(weightsOf(s, 0) == weightsOf(old, 0));
    CHECK(advanceBy(s, 20));
  }
}

TEST_CASE("all hidden layers can go and come back") {
  Session s = runningSession("layers=8,8");
  applyConfig(s, with(s, "layers="), {});
  CHECK(s.state.network.layers.size() == 1);
  CHECK(advanceBy(s, 10));
  applyConfig(s, with(s, "layers=4,5,6"), {});
  CHECK(advanceBy(s, 10));
  CHECK(s.state.step == 60);
}

TEST_CASE(
    "a wider layer keeps every old weight and draws new ones for the new units; narrower keeps the common "
    "ones") {
  Session s = runningSession("layers=8,6&norm=batch");
  const Session old = runningSession("layers=8,6&norm=batch");
  const Change wider = applyConfig(s, with(s, "layers=11,6"), {});
  CHECK(wider.fresh == std::vector<int>{0, 1});
  const Session fresh = sessionOf("layers=11,6&norm=batch");
  const Layer &now = s.state.network.layers[0], &then = old.state.network.layers[0];
  for (int o = 0; o < 11; ++o) {
    for (int i = 0; i < 2; ++i)
      CHECK(weightAt(s, 0, o, i) == (o < 8 ? weightAt(old, 0, o, i) : weightAt(fresh, 0, o, i)));
    const float scale = s.state.network.parameters[now.scale + o],
                mean = s.state.network.statistics[now.mean + o];
    CHECK(scale == (o < 8 ? old.state.network.parameters[then.scale + o] : 1));
    CHECK(mean == (o < 8 ? old.state.network.statistics[then.mean + o] : 0));
    const float moment = s.state.optimizer.second[now.weight + o * 2];
    CHECK(moment == (o < 8 ? old.state.optimizer.second[then.weight + o * 2] : 0));
    for (int p = 0; p < 6; ++p)
      CHECK(weightAt(s, 1, p, o) == (o < 8 ? weightAt(old, 1, p, o) : weightAt(fresh, 1, p, o)));
  }
  CHECK(weightsOf(s, 2) == weightsOf(old, 2));
  CHECK(advanceBy(s, 5));

  Session t = runningSession("layers=8,6&norm=batch");
  const Change narrower = applyConfig(t, with(t, "layers=5,6"), {});
  CHECK(narrower.fresh.empty());
  CHECK(narrower.notes.empty());
  for (int o = 0; o < 6; ++o)
    for (int i = 0; i < 5; ++i) CHECK(weightAt(t, 1, o, i) == weightAt(old, 1, o, i));
  CHECK(t.state.optimizer.beta1Power == old.state.optimizer.beta1Power);
  CHECK(advanceBy(t, 5));
}

TEST_CASE("a new input keeps the weights of the others, wherever it comes in the list") {
  Session s = runningSession("features=y,r");
  const Session old = runningSession("features=y,r");
  const Change made = applyConfig(s, with(s, "features=x,y,x2,r"), {});
  CHECK(made.fresh == std::vector<int>{0});
  const Session fresh = sessionOf("features=x,y,x2,r");
  for (int o = 0; o < 8; ++o) {
    CHECK(weightAt(s, 0, o, 0) == weightAt(fresh, 0, o, 0));
    CHECK(weightAt(s, 0, o, 1) == weightAt(old, 0, o, 0));
    CHECK(weightAt(s, 0, o, 2) == weightAt(fresh, 0, o, 2));
    CHECK(weightAt(s, 0, o, 3) == weightAt(old, 0, o, 1));
  }
  CHECK(weightsOf(s, 1) == weightsOf(old, 1));
  const Change back = applyConfig(s, with(s, "features=y,r"), {});
  CHECK(back.fresh.empty());
  CHECK(weightsOf(s, 0) == weightsOf(old, 0));
}

TEST_CASE("another loss with another number of outputs keeps what it can of the output layer") {
  Session s = runningSession("loss=bce");
  const Session old = runningSession("loss=bce");
  const Change made = applyConfig(s, with(s, "loss=softmax"), {});
  CHECK(s.problem.outputs == 2);
  CHECK(made.fresh == std::vector<int>{2});
  CHECK(weightsOf(s, 1) == weightsOf(old, 1));
  for (int i = 0; i < 8; ++i) CHECK(weightAt(s, 2, 0, i) == weightAt(old, 2, 0, i));
  CHECK(advanceBy(s, 10));
}

TEST_CASE(
    "undo takes back every kind of change, to the bit where the state was touched; redo does it again") {
  for (const char* change :
       {"lr=1", "batch=3", "optimizer=sgd", "layers=4", "layers=8,8,8", "features=x,r", "norm=layer",
        "noise=0.5", "dataset=moons", "seed=5", "loss=softmax", "skip=1&lr=0.5"}) {
    Session s = runningSession("noise=0.1");
    const Config first = s.config;
    const std::vector<float> x = s.problem.x;
    const uint64_t before = stateHash(s.state);
    const Config next = with(s, change);
    UndoStack undo;
    remember(undo, s, describeChange(s.config, next), changeTouchesState(s.config, next));
    applyConfig(s, next, {});
    INFO(std::string(change));
    REQUIRE(undo.past.size() == 1);
    const uint64_t after = stateHash(s.state);
    CHECK(undoChange(undo, s, {}).has_value());
    CHECK(s.config == first);
    CHECK(stateHash(s.state) == before);
    CHECK(s.problem.x == x);
    CHECK(redoChange(undo, s, {}).has_value());
    CHECK(s.config == next);
    CHECK(stateHash(s.state) == after);
    CHECK(!redoChange(undo, s, {}).has_value());
    CHECK(undoChange(undo, s, {}).has_value());
    CHECK(!undoChange(undo, s, {}).has_value());
    CHECK(advanceBy(s, 5));
    CHECK(stateHash(s.state) == stateHash([&] {
            Session same = runningSession("noise=0.1");
            advanceBy(same, 5);
            return same;
          }()
                                              .state));
  }
}

TEST_CASE("a change that only touches the config is undone without losing the steps made since") {
  Session s = runningSession("");
  UndoStack undo;
  remember(undo, s, "rate", false);
  applyConfig(s, with(s, "lr=0.1"), {});
  advanceBy(s, 10);
  const uint64_t now = stateHash(s.state);
  undoChange(undo, s, {});
  CHECK(s.config.lr == 0.01f);
  CHECK(s.state.step == 50);
  CHECK(stateHash(s.state) == now);
}

TEST_CASE(
    "a new change after an undo forgets what could be redone, and old entries go when there are too many") {
  Session s = runningSession("");
  UndoStack undo;
  remember(undo, s, "a", false);
  undoChange(undo, s, {});
  CHECK(undo.future.size() == 1);
  remember(undo, s, "b", false);
  CHECK(undo.future.empty());
  for (int i = 0; i < 300; ++i) remember(undo, s, std::to_string(i), false);
  CHECK(undo.past.size() == 200);
  CHECK(undo.past.back().label == "299");
  Session wide = sessionOf("layers=1024,1024");  // 4.2 MB of parameters, three times that with moments
  for (int i = 0; i < 10; ++i) remember(undo, wide, "w" + std::to_string(i), true);
  CHECK(undo.past.size() <= 5);
  CHECK(undo.past.back().label == "w9");
}

TEST_CASE("changes describe themselves") {
  const Config c = configOf("");
  CHECK(describeChange(c, configOf("lr=0.03")) == "Learning rate 0.01 → 0.03");
  CHECK(describeChange(c, configOf("layers=8,8,8")) == "Hidden layers 8,8 → 8,8,8");
  CHECK(describeChange(c, configOf("layers=")) == "Hidden layers 8,8 → none");
  CHECK(describeChange(c, configOf("lr=1&batch=3")) == "2 settings");
  CHECK(changeTouchesState(c, configOf("layers=4")));
  CHECK(changeTouchesState(c, configOf("optimizer=sgd")));
  CHECK(!changeTouchesState(c, configOf("lr=1")));
  CHECK(!changeTouchesState(c, configOf("noise=1")));
}

TEST_CASE("points drawn by hand train; a set without points waits, and says that nothing was learned") {
  Session empty = sessionOf("dataset=drawn");
  CHECK(empty.problem.split.train.empty());
  CHECK(!advance(empty));
  CHECK(!empty.divergence.has_value());
  CHECK(empty.state.step == 0);
  CHECK(std::isnan(evaluate(empty).trainLoss));
  CHECK(batchSize(empty) == 0);
  CHECK(stepsPerEpoch(empty) == 1);

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
