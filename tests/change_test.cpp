// Changing a run while it runs: what each kind of change keeps, and that undo brings back the rest.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "run_helpers.h"
#include "session/change.h"
#include "session/undo.h"

using namespace lockstep;

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
  for (double power : s.state.optimizer.beta1Powers) CHECK(power == 1);
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

TEST_CASE("a new layer as wide as the output does not take the output layer's place") {
  Session s = runningSession("layers=6");
  const Session old = runningSession("layers=6");
  const Change made = applyConfig(s, with(s, "layers=6,1"), {});
  CHECK(made.fresh == std::vector<int>{1});
  CHECK(weightsOf(s, 0) == weightsOf(old, 0));
  CHECK(weightAt(s, 2, 0, 0) == weightAt(old, 1, 0, 0));
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
    "a wider layer keeps every old weight and draws new ones for the new units; narrower keeps "
    "the common ones") {
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
  CHECK(t.state.optimizer.beta1Powers == old.state.optimizer.beta1Powers);
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
    Sources none;
    remember(undo, s, describeChange(s.config, next), changeTouchesState(s.config, next));
    applyConfig(s, next, {});
    INFO(std::string(change));
    REQUIRE(undo.past.size() == 1);
    const uint64_t after = stateHash(s.state);
    CHECK(undoChange(undo, s, none).has_value());
    CHECK(s.config == first);
    CHECK(stateHash(s.state) == before);
    CHECK(s.problem.x == x);
    CHECK(redoChange(undo, s, none).has_value());
    CHECK(s.config == next);
    CHECK(stateHash(s.state) == after);
    CHECK(!redoChange(undo, s, none).has_value());
    CHECK(undoChange(undo, s, none).has_value());
    CHECK(!undoChange(undo, s, none).has_value());
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
  Sources none;
  remember(undo, s, "rate", false);
  applyConfig(s, with(s, "lr=0.1"), {});
  advanceBy(s, 10);
  const uint64_t now = stateHash(s.state);
  undoChange(undo, s, none);
  CHECK(s.config.lr == 0.01f);
  CHECK(s.state.step == 50);
  CHECK(stateHash(s.state) == now);
}

TEST_CASE(
    "a new change after an undo forgets what could be redone, and old entries go when there are too many") {
  Session s = runningSession("");
  UndoStack undo;
  Sources none;
  remember(undo, s, "a", false);
  undoChange(undo, s, none);
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

TEST_CASE("undoing another table brings back the one before, with the run on it") {
  Sources sources = pictures(60, 20, 1);
  Session s = sessionOf("dataset=csv", sources);
  REQUIRE(advanceBy(s, 30));
  const uint64_t before = stateHash(s.state);
  const std::vector<float> x = s.problem.x;
  UndoStack undo;
  remember(undo, s, "table", true, &sources.csv);
  sources.csv = pictures(80, 12, 2).csv;
  const Change made = applyConfig(s, s.config, sources, true);
  CHECK(made.restarted);
  CHECK(s.problem.inputs == 12);
  const uint64_t after = stateHash(s.state);
  CHECK(undoChange(undo, s, sources).has_value());
  CHECK(sources.csv.dims == 20);
  CHECK(s.problem.x == x);
  CHECK(stateHash(s.state) == before);
  CHECK(advanceBy(s, 5));
  CHECK(redoChange(undo, s, sources).has_value());
  CHECK(sources.csv.dims == 12);
  CHECK(stateHash(s.state) == after);
  CHECK(advanceBy(s, 5));
}
