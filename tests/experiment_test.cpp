// The engine of the experiments, on shortened ones; whether their claims hold at full length
// is for tests/experiments.mjs.
#include "lab/experiments/experiment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <string>

#include "lab/instruments/instruments.h"
#include "run_helpers.h"

using namespace lockstep;

namespace {

// Made-up pictures in the place of the digits.
Sources sourcesOf() {
  Sources sources = pictures(120, 784);
  for (const DataKind kind : {DataKind::oneSeven, DataKind::digits}) {
    Dataset& images = sources.asset(kind) = sources.csv;
    images.kind = kind;
    images.imageSide = 28;
  }
  return sources;
}

Experiment shortened(const Experiment& e, int64_t steps) {
  Experiment copy = e;
  copy.steps = steps;
  return copy;
}

// Its nets of 50 layers take too long under a sanitizer.
bool heavy(const Experiment& e) { return e.name == std::string("shattering"); }

std::vector<uint64_t> bitsOf(const Verdict& v) {
  std::vector<uint64_t> bits;
  for (const Quantity& q : v.measured) bits.push_back(std::bit_cast<uint64_t>(q.value));
  return bits;
}

void checkFigures(const std::vector<Figure>& figures) {
  CHECK(!figures.empty());
  for (const Figure& f : figures) {
    CAPTURE(f.title);
    CHECK(!f.title.empty());
    CHECK(!f.xLabel.empty());
    CHECK(!f.curves.empty());
    for (const Curve& c : f.curves) {
      REQUIRE(c.x.size() == c.y.size());
      for (std::size_t i = 1; i < c.x.size(); ++i) CHECK(c.x[i] > c.x[i - 1]);
    }
  }
}

}  // namespace

TEST_CASE("the table of experiments is complete") {
  CHECK(experiments().size() == 14);
  std::set<std::string> names;
  for (const Experiment& e : experiments()) {
    CAPTURE(e.name);
    CHECK(names.insert(e.name).second);
    CHECK(findExperiment(e.name) == &e);
    for (const char* text : {e.title, e.claim, e.question, e.pair.label, e.pair.names[0], e.pair.names[1],
                             e.watch, e.why, e.stops, e.reference}) {
      REQUIRE(text);
      CHECK(std::string(text).size() > 3);
      CHECK(std::string(text).find('!') == std::string::npos);
    }
    CHECK(std::string(e.question).back() == '?');
    CHECK(std::string(e.claim).back() == '.');
    CHECK(e.pair.low < e.pair.high);
    if (e.pair.log) CHECK(e.pair.low > 0);
    CHECK(findInstrument(e.instrument));
    CHECK(e.steps <= 20 * e.stepsPerSecond);  // live within 20 s
    for (int arm = 0; arm < armCount(e); ++arm) {
      CHECK(e.armNames[arm]);
      const char* line = arm ? e.change : e.config;
      CHECK(parseConfig(line, armConfig(e, 0, 1)).notes.empty());
      CHECK(armConfig(e, arm, 7).seed == 7);
    }
    if (e.change) CHECK_FALSE(armConfig(e, 0, 1) == armConfig(e, 1, 1));
  }
  CHECK(findExperiment("nothing") == nullptr);
}

TEST_CASE("every experiment reaches a verdict, and it does not depend on when its work is done") {
  const Sources sources = sourcesOf();
  for (const Experiment& full : experiments()) {
    if (heavy(full)) continue;
    CAPTURE(full.name);
    const Experiment e = shortened(full, 12);
    const auto atOnce = runToEnd(e, 3, sources);
    CHECK(atOnce->finished());
    CHECK(atOnce->progress() == 1);
    CHECK_FALSE(atOnce->altered());
    CHECK_FALSE(atOnce->work());
    checkFigures(atOnce->figures());
    const Verdict verdict = atOnce->verdict();
    CHECK(!verdict.sentence.empty());
    CHECK(verdict.sentence.back() == '.');
    CHECK(std::any_of(verdict.measured.begin(), verdict.measured.end(),
                      [](const Quantity& q) { return q.bound != Quantity::Bound::none; }));

    // As on the page: the arms a step each, one unit of work now and then, the rest at the end.
    const auto live = start(e, 3, sources);
    std::vector<Session> arms;
    for (int arm = 0; arm < armCount(e); ++arm) {
      arms.push_back(beginArm(*live, armConfig(e, arm, 3), sources));
      live->observe(arm, arms[arm]);
    }
    double progress = 0;
    auto check = [&] {
      CHECK(live->progress() >= progress);
      CHECK((live->progress() < 1 || live->finished()));
      progress = live->progress();
    };
    for (int64_t step = 0; step < e.steps; ++step)
      for (int arm = 0; arm < armCount(e); ++arm) {
        CHECK(live->wants(arm));
        REQUIRE(advance(arms[arm]));
        live->observe(arm, arms[arm]);
        if (step % 3 == 0) live->work();
        check();
      }
    CHECK_FALSE(live->wants(0));
    checkFigures(live->figures());
    while (live->work()) check();
    CHECK(live->finished());
    CHECK(bitsOf(live->verdict()) == bitsOf(verdict));
    CHECK(live->verdict().sentence == verdict.sentence);
  }
}

TEST_CASE("looking back at an earlier step does not disturb an experiment, changing the run is noticed") {
  const Sources sources = sourcesOf();
  const Experiment e = shortened(*findExperiment("promise"), 12);
  const Verdict expected = runToEnd(e, 1, sources)->verdict();
  for (bool change : {false, true}) {
    const auto run = start(e, 1, sources);
    for (int arm = 0; arm < 2; ++arm) {
      Session s = makeSession(armConfig(e, arm, 1), sources);
      Session earlier = fork(s);
      run->observe(arm, s);
      while (run->wants(arm)) {
        REQUIRE(advance(s));
        run->observe(arm, s);
        run->observe(arm, earlier);
        if (change && s.state.step == 6) s.config.lr *= 2;
      }
      REQUIRE(advance(s));
      run->observe(arm, s);  // a step beyond the last
    }
    while (run->work()) {
    }
    CHECK(run->altered() == change);
    CHECK((bitsOf(run->verdict()) == bitsOf(expected)) == !change);
  }
}

TEST_CASE("a run that diverges ends its arm, and the claim is not confirmed") {
  const Sources sources = sourcesOf();
  Experiment e = shortened(*findExperiment("edge"), 100);
  e.config = "dataset=plane&layers=16,16&activation=relu&optimizer=sgd&lr=10&initScale=5&batch=0";
  const auto run = runToEnd(e, 1, sources);
  CHECK(run->finished());
  CHECK(run->progress() == 1);
  CHECK_FALSE(run->wants(0));
  CHECK_FALSE(run->verdict().confirmed);
}

TEST_CASE("a quantity holds within its bound, and never where it is not finite") {
  using B = Quantity::Bound;
  CHECK(holds({"", "", 1, B::atMost, 1}));
  CHECK_FALSE(holds({"", "", 1.01, B::atMost, 1}));
  CHECK(holds({"", "", 1, B::atLeast, 1}));
  CHECK_FALSE(holds({"", "", 0.99, B::atLeast, 1}));
  for (double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    CHECK_FALSE(holds({"", "", value, B::atLeast, -1e9}));
    CHECK_FALSE(holds({"", "", value, B::atMost, 1e9}));
    CHECK(holds({"", "", value}));
  }
  CHECK(describeBound({"", "", 0, B::atMost, 0.05}) == "at most 0.05");
  CHECK(describeBound({"", "", 0, B::atLeast, 1234567}) == "at least 1230000");
  CHECK(describeBound({"", "", 0}) == "");
  CHECK(toleratedFailures(10) == 2);
  CHECK(toleratedFailures(4) == 0);
}
