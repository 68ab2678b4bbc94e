// The workbench with two runs, and with an experiment: what follows what, and what undo brings back.
#include <doctest/doctest.h>

#include <map>

#include "run_helpers.h"
#include "studio/lesson.h"
#include "studio/metric_schedule.h"
#include "studio/workbench.h"
#include "ui/frame/run_views.h"

using namespace lockstep;

namespace {

Workbench opened(std::string_view line, int steps) {
  Workbench b;
  openWorkbench(b, parseConfig(line).config);
  for (int i = 0; i < steps; ++i) REQUIRE(trainStep(b));
  return b;
}

void train(Workbench& b, int steps) {
  for (int i = 0; i < steps; ++i) REQUIRE(trainStep(b));
}

void change(Workbench& b, std::string_view line, int side) {
  changeConfig(b, parseConfig(line, b.runs[side].session.config).config, side);
}

void arrive(Workbench& b) {
  for (int units = 0; units < 10000 && workComparison(b);) ++units;
}

const Session& other(const Workbench& b) { return b.runs[1].session; }
bool equal(const Workbench& b) { return stateHash(b.runs[0].session.state) == stateHash(other(b).state); }

}  // namespace

TEST_CASE("what differs in B is said in words where there are any") {
  Workbench b = opened("layers=6,6", 0);
  openTwin(b);
  auto words = [&](const char* line) {
    change(b, line, 1);
    return twinDifference(b);
  };
  CHECK(words("rates=0,1,1") == "Layer 1 frozen");
  CHECK(words("rates=0,0,1") == "Only layer 3 learns");
  CHECK(words("rates=1,0") == "Layer 2 frozen");
  CHECK(words("rates=0.1,1,1") == "Layer rates none → 0.1,1,1");
  CHECK(words("rates=&skip=0.5") == "With skips of 0.5");
  CHECK(words("skip=0&norm=batch") == "Normalisation none → batch");
}

TEST_CASE("a comparison stays equal to the bit until B is changed, and undo takes the change back") {
  Workbench b = opened("dropout=0.2", 30);
  openTwin(b);
  train(b, 100);
  CHECK(equal(b));
  CHECK(b.twin->partedAt == -1);
  CHECK(twinDifference(b).empty());
  change(b, "lr=0.03", 1);
  CHECK(twinDifference(b) == "Learning rate 0.01 → 0.03");
  CHECK(b.runs[0].session.config.lr == 0.01f);
  train(b, 5);
  CHECK(b.twin->partedAt == 131);
  CHECK_FALSE(equal(b));
  undoLast(b);
  CHECK(printConfig(b.runs[1].session.config) == printConfig(b.runs[0].session.config));
  CHECK(b.runs[1].session.config.lr == 0.01f);
  CHECK(b.twin);
  undoLast(b);
  CHECK_FALSE(b.twin);
  redoLast(b);
  REQUIRE(b.twin);
  CHECK(b.twin->partedAt == 131);
}

TEST_CASE("rates of A change A alone; other data begin the comparison anew for both") {
  Workbench b = opened("", 20);
  openTwin(b);
  change(b, "lr=0.03", 1);
  train(b, 40);
  change(b, "batch=8", 0);
  CHECK(b.runs[1].session.config.batch == 16);
  train(b, 10);
  const uint64_t a = stateHash(b.runs[0].session.state), before = stateHash(other(b).state);

  change(b, "noise=0.2", 0);
  CHECK(b.twin->forkStep == 70);
  CHECK(b.runs[1].session.config.noise == 0.2f);
  CHECK(b.runs[1].session.config.lr == 0.03f);  // what B had different stays different
  CHECK(b.runs[1].session.config.batch == 16);
  train(b, 25);
  undoLast(b);
  CHECK(stateHash(b.runs[0].session.state) == a);
  CHECK(stateHash(other(b).state) == before);
  CHECK(b.twin->forkStep == 20);
  CHECK(b.twin->partedAt == 21);
  redoLast(b);
  CHECK(b.runs[0].session.state.step == 95);
  CHECK(b.twin->forkStep == 70);
  CHECK(other(b).state.step == 95);
}

TEST_CASE("the start and a new seed are the same for both runs") {
  Workbench b = opened("", 15);
  openTwin(b);
  change(b, "lr=0.03", 1);
  train(b, 15);
  const uint64_t before = stateHash(other(b).state);
  restartRun(b);
  CHECK(b.twin->forkStep == 0);
  CHECK(equal(b));
  newSeed(b);
  CHECK(b.runs[1].session.config.seed == 2);
  CHECK(equal(b));
  train(b, 3);
  CHECK(b.twin->partedAt == 1);
  undoLast(b);
  undoLast(b);
  CHECK(b.runs[0].session.state.step == 30);
  CHECK(stateHash(other(b).state) == before);
}

TEST_CASE("an architecture chosen for B before the first step is the one B would have begun with") {
  Workbench b = opened("", 0);
  openTwin(b);
  change(b, "layers=8,8,8,8", 1);
  CHECK(b.twin->partedAt == 0);
  CHECK(stateHash(other(b).state) == stateHash(makeSession(parseConfig("layers=8,8,8,8").config, {}).state));
  undoLast(b);
  CHECK(equal(b));
  CHECK(b.twin->partedAt == -1);
}

TEST_CASE("looking back takes both runs along, but not before B left A") {
  Workbench b = opened("norm=batch", 40);
  openTwin(b);
  change(b, "optimizer=sgd", 1);
  train(b, 60);
  const uint64_t newest = stateHash(other(b).state);
  seek(b, 70);
  CHECK(other(b).state.step == 70);
  seek(b, 3);
  CHECK(b.runs[0].session.state.step == 40);
  CHECK(b.runs[0].session.state.network.parameters == other(b).state.network.parameters);
  seek(b, 100);
  CHECK(stateHash(other(b).state) == newest);
  seek(b, 60);
  train(b, 5);  // from here on another run
  CHECK(other(b).state.step == 65);
  undoLast(b);
  arrive(b);
  CHECK(b.runs[0].session.state.step == 100);
  CHECK(stateHash(other(b).state) == newest);
}

TEST_CASE("a weight of B changed by hand parts the runs there, and back again they are one") {
  Workbench b = opened("", 25);
  openTwin(b);
  train(b, 5);
  beginParameterEdit(b, "Weight", 1);
  setParameter(b, 0, 1.5f, 1);
  CHECK(b.twin->partedAt == 30);
  CHECK(b.runs[0].session.state.network.parameters[0] != 1.5f);
  train(b, 4);
  undoLast(b);
  arrive(b);
  CHECK(other(b).state.step == 34);
  CHECK(equal(b));
  CHECK(b.twin->partedAt == -1);
}

TEST_CASE("a weight of B is changed while B is on its way to the step where it left A") {
  for (const char* line : {"initScale=2", "seed=5", "layers=8,8,8,8", "optimizer=sgd", "dataset=moons"}) {
    CAPTURE(line);
    Workbench b = opened("", 12);
    openTwin(b);
    change(b, line, 1);
    const uint64_t unchanged = stateHash(other(b).state);
    beginParameterEdit(b, "Weight", 1);
    setParameter(b, 0, 1.5f, 1);
    CHECK(other(b).state.network.parameters[0] == 1.5f);
    arrive(b);
    const uint64_t arrived = stateHash(other(b).state);
    undoLast(b);
    CHECK(stateHash(other(b).state) == unchanged);
    redoLast(b);
    arrive(b);
    CHECK(other(b).state.step == 12);
    CHECK(stateHash(other(b).state) == arrived);
    train(b, 3);
    seek(b, 12);
    CHECK(stateHash(other(b).state) == arrived);
  }
}

TEST_CASE("a closed comparison comes back and catches up") {
  Workbench b = opened("", 10);
  openTwin(b);
  changeTwinSeeds(b, 3);
  arrive(b);
  train(b, 20);
  closeTwin(b);
  train(b, 20);
  undoLast(b);
  REQUIRE(b.twin);
  arrive(b);
  CHECK(runsBehind(*b.twin, b.runs[1]) == 0);
  CHECK(equal(b));
  CHECK(other(b).state.step == 50);
}

TEST_CASE("a version number belongs to one counter of one run and is never given twice") {
  Workbench b = opened("", 5);
  std::map<uint64_t, const uint64_t*> owners;
  auto look = [&] {
    for (const Run& run : b.runs)
      for (const uint64_t* version : {&run.parameterVersion, &run.shapeVersion, &run.runVersion})
        if (*version > 0) CHECK(owners.emplace(*version, version).first->second == version);
  };
  auto after = [&](auto act) {
    const uint64_t before = b.runs[0].parameterVersion + b.runs[1].parameterVersion;
    act();
    CHECK(b.runs[0].parameterVersion + b.runs[1].parameterVersion > before);
    look();
  };
  look();
  after([&] { openTwin(b); });
  after([&] { train(b, 3); });
  after([&] { change(b, "lr=0.03", 1); });
  after([&] { change(b, "layers=4", 0); });
  after([&] { seek(b, 8), train(b, 2); });
  after([&] { undoLast(b), undoLast(b); });
  closeTwin(b);
  after([&] { undoLast(b); });
}

TEST_CASE("an experiment is one entry of undo, whatever it brought") {
  Workbench b = opened("dataset=xor&layers=4", 12);
  openTwin(b);
  const uint64_t before = stateHash(b.runs[0].session.state);
  const std::size_t entries = b.undo.past.size();
  const Experiment* residual = findExperiment("residual");
  REQUIRE(residual);
  openExperiment(b, *residual);
  CHECK(b.undo.past.size() == entries + 1);
  CHECK(b.runs[0].session.config == armConfig(*residual, 0, 1));
  CHECK(b.runs[1].session.config == armConfig(*residual, 1, 1));
  CHECK(b.runs[0].session.state.step == 0);
  CHECK(b.lesson->stage == Lesson::Stage::asking);
  undoLast(b);
  CHECK_FALSE(b.lesson);
  CHECK(stateHash(b.runs[0].session.state) == before);
  REQUIRE(b.twin);
  CHECK(equal(b));
}

TEST_CASE(
    "an experiment on trained weights begins with them, and again after a restart, with no further seeds") {
  Experiment e = *findExperiment("finetune");
  e.steps = 12;
  Workbench b = opened("", 3);
  Dataset& images = b.sources.asset(DataKind::digits) = pictures(120, 784).csv;
  images.kind = DataKind::digits, images.imageSide = 28;
  openExperiment(b, e);
  const std::span<const float> trained = b.lesson->run->beginning();
  CHECK_FALSE(std::ranges::equal(trained, initialParameters(b.runs[0].session)));
  auto begins = [&](const Run& run) {
    return std::ranges::equal(run.session.state.network.parameters, trained);
  };
  CHECK((begins(b.runs[0]) && begins(b.runs[1])));
  train(b, 3);
  CHECK_FALSE((begins(b.runs[0]) || begins(b.runs[1])));
  restartRun(b);
  CHECK((begins(b.runs[0]) && begins(b.runs[1])));
  CHECK(b.runs[1].session.config == armConfig(e, 1, 1));
  changeTwinSeeds(b, 3);
  CHECK(twinSeeds(*b.twin) == 1);
}

TEST_CASE("an experiment on the screen measures what it measures without one") {
  const Experiment* experiment = findExperiment("interaction");
  REQUIRE(experiment);
  Workbench b = opened("", 3);
  openExperiment(b, *experiment, 2);
  REQUIRE(b.lesson);
  predict(b, 0);
  CHECK(b.lesson->stage == Lesson::Stage::ready);
  runExperiment(b);
  for (int i = 0; i < 100000 && b.lesson->stage == Lesson::Stage::running; ++i) {
    workExperiment(b);
    if (b.playing && i % 3 == 0) trainStep(b);
  }
  REQUIRE(b.lesson->verdict);
  CHECK_FALSE(b.playing);
  CHECK_FALSE(b.lesson->run->altered());
  CHECK(b.runs[0].session.state.step == experiment->steps);
  const Sources none;
  const Verdict alone = runToEnd(*experiment, 2, none)->verdict();
  MESSAGE(b.lesson->verdict->sentence);
  CHECK(b.lesson->verdict->sentence == alone.sentence);
  CHECK(b.lesson->verdict->confirmed == alone.confirmed);
}

TEST_CASE("the same link draws the same curves, however many steps a machine makes in a frame") {
  using Points = std::vector<std::array<double, 3>>;  // run, step, test loss
  auto curves = [](int stepsInFrame, bool looksOften) {
    Workbench b = opened("batch=4", 0);
    std::array<RunViews, 2> views;
    for (int step = 0; step < 1000; step += stepsInFrame) {
      if (step == 500) openTwin(b), change(b, "lr=0.03", 1);
      if (looksOften) measure(b);
      takeLosses(b, views);
      train(b, stepsInFrame);
    }
    measure(b);
    takeLosses(b, views);
    Points points;
    for (int side : {0, 1})
      for (const Bucket& bucket : views[static_cast<size_t>(side)].losses.test.buckets)
        points.push_back({static_cast<double>(side), bucket.x0, bucket.mean});
    return points;
  };
  const Points fast = curves(250, false);
  CHECK(fast.size() > 300);
  CHECK(fast == curves(1, true));
  CHECK(fast == curves(20, true));
  CHECK(fast[1] == std::array{0.0, 1.0, fast[1][2]});
}

TEST_CASE("points of the loss chart stay few, and what they cost stays a small part of training") {
  struct Row {
    std::string run;
    int points;    // in the first million steps
    double share;  // of the multiply-adds of training
  };
  for (const Row& row : {Row{"", 1024, 0.01}, Row{"samples=5000&layers=64,64", 1024, 0.1},
                         Row{"samples=5000&layers=64,64&batch=1", 1024, 0.2}}) {
    Session s = makeSession(parseConfig(row.run).config, {});
    const auto samples = static_cast<double>(s.problem.split.train.size() + s.problem.split.test.size());
    int points = 0;
    for (s.state.step = 0; s.state.step < 1'000'000; ++s.state.step) points += metricsDue(s);
    CAPTURE(row.run);
    MESSAGE(row.run, ": ", points, " points");
    CHECK(points > 64);
    CHECK(points <= row.points);
    CHECK(points * samples / (3 * batchSize(s) * 1e6) < row.share);
  }
}
