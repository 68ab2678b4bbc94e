// Every challenge can be met, by a run that was found by trying, and its start does not meet it.
#include "lab/challenges.h"
#include "session/course.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "run_helpers.h"
#include "session/setting.h"

using namespace lockstep;

namespace {

constexpr struct {
  const char *name, *changes;
} kSolutions[] = {
    {"harm", "lr=3"},
    {"peace", "optimizer=adam&lr=0.01"},
    {"synergy", "initScale=0.2&lr=10"},
    {"turns", "lr=0.03"},
    {"freeze", "rates=0,10,0,0,3"},
    {"long", "activation=relu&norm=batch"},
    {"deep", "activation=gelu&init=he"},
    {"smallest", "layers=4,4&activation=sine&lr=0.02"},
};

Session runOf(const Challenge& c, const std::string& changes) {
  return makeSession(parseConfig(changes, startOf(c)).config, {});
}

// The judgement of the step at which it is first met, or else of the last one.
Judgement attempt(const Challenge& c, const std::string& changes) {
  Session s = runOf(c, changes);
  Judgement j = judge(c, startOf(c), s, {});
  while (!j.met && j.step < c.steps && advance(s)) j = judge(c, startOf(c), s, j);
  return j;
}

bool mentions(const Judgement& j, const std::string& words) {
  for (const std::string& missing : j.missing)
    if (missing.find(words) != std::string::npos) return true;
  return false;
}

const Challenge& named(const char* name) { return *findChallenge(name); }

}  // namespace

TEST_CASE("every challenge is met by a known solution and not by its start, on three seeds") {
  REQUIRE(std::size(kSolutions) == challenges().size());
  for (const auto& [name, changes] : kSolutions)
    for (const char* seed : {"seed=1", "seed=2", "seed=3"}) {
      CAPTURE(name);
      CAPTURE(seed);
      const Challenge& c = named(name);
      const Judgement solved = attempt(c, std::string(changes) + "&" + seed);
      CAPTURE(solved.step);
      CAPTURE(solved[c.gauge.measure]);
      CHECK(solved.met);
      CHECK(!attempt(c, seed).met);
      const std::string sentence = doneSentence(c, solved);
      CHECK(sentence.find('{') == std::string::npos);
      CHECK(sentence.find("–") == std::string::npos);  // every number of it was measured
    }
}

TEST_CASE("the table of challenges is complete") {
  std::set<std::string> names;
  for (const Challenge& c : challenges()) {
    CAPTURE(c.name);
    CHECK(names.insert(c.name).second);
    CHECK(parseConfig(c.start).notes.empty());
    CHECK(dataInfo(startOf(c).dataset).asset == nullptr);  // it opens at once
    for (const char* text : {c.title, c.goal, c.label, c.done, c.why}) CHECK(*text);
    for (const Condition& condition : c.conditions) CHECK(*condition.missing);
    CHECK((c.low < c.gauge.target && c.gauge.target < c.high));
    std::string list = std::string(c.free) + ",";
    for (std::size_t end; (end = list.find(',')) != std::string::npos; list.erase(0, end + 1))
      CHECK(findSetting(list.substr(0, end)));
  }
  CHECK(findChallenge("nothing") == nullptr);
}

TEST_CASE("a challenge is not met by other settings than it leaves free, nor late, nor by half a run") {
  const Challenge& harm = named("harm");
  Session s = runOf(harm, "lr=10");
  CHECK(judge(harm, startOf(harm), s, {}).met);
  noteTurn(s, Turn::Kind::weights);
  CHECK(mentions(judge(harm, startOf(harm), s, {}), "from its first step"));
  Session other = runOf(harm, "lr=10&batch=32");
  const Judgement changed = judge(harm, startOf(harm), other, {});
  CHECK(!changed.met);
  CHECK(mentions(changed, std::string(settingOf(&Config::batch).label) + " must stay"));
  s.state.step = harm.steps + 1;
  CHECK(mentions(judge(harm, startOf(harm), s, {}), "only the first 500 steps"));
  CHECK(mentions(attempt(named("freeze"), "rates=0,0,1,1,1"), "three frozen"));
  CHECK(mentions(attempt(named("deep"), "activation=gelu&init=he&lr=0.001"), "at most two settings"));
  CHECK(mentions(attempt(named("deep"), "layers=8x19&activation=gelu"), "20 hidden layers"));
}

TEST_CASE("the least that was kept is known only where every step was seen") {
  const Challenge& peace = named("peace");
  Session s = runOf(peace, "optimizer=adam");
  Judgement j = judge(peace, startOf(peace), s, {});
  CHECK(j[Measure::leastKept] == j[Measure::kept]);
  double least = j[Measure::kept];
  for (int step = 0; step < 5; ++step) {
    REQUIRE(advance(s));
    j = judge(peace, startOf(peace), s, j);
    least = std::min(least, j[Measure::kept]);
    CHECK(j[Measure::leastKept] == least);
  }
  advanceBy(s, 2);
  CHECK(std::isnan(judge(peace, startOf(peace), s, j)[Measure::leastKept]));
}

TEST_CASE("judging leaves the run as it is") {
  for (const Challenge& c : challenges()) {
    Session watched = runOf(c, ""), alone = runOf(c, "");
    Judgement j;
    for (int step = 0; step < 5; ++step) {
      j = judge(c, startOf(c), watched, j);
      REQUIRE(advance(watched));
      REQUIRE(advance(alone));
    }
    CHECK(parameterHash(watched) == parameterHash(alone));
  }
}

TEST_CASE("what differs from the start is the link of an attempt") {
  const Challenge& c = named("smallest");
  CHECK(changesOf(c, startOf(c)).empty());
  const Config config = parseConfig("layers=4,4&activation=sine&seed=7", startOf(c)).config;
  CHECK(parseConfig(changesOf(c, config), startOf(c)).config == config);
}

TEST_CASE("an optimizer that is free brings what it needs") {
  for (const Challenge& c : challenges()) {
    if (!leavesFree(c, "optimizer")) continue;
    CAPTURE(c.name);
    Session s = runOf(c, "optimizer=adamw");
    const Judgement j = judge(c, startOf(c), s, {});
    CHECK(!mentions(j, "must stay"));
    CHECK(!mentions(j, "at most two settings"));
    CHECK(changesOf(c, s.config) == "optimizer=adamw");
  }
}

TEST_CASE("numbers of a challenge are written as in a sentence") {
  CHECK(measureText(Measure::accuracy, 0.952) == "95.2\u202F%");
  CHECK(measureText(Measure::kept, -0.3) == "\u221230\u202F%");
  CHECK(measureText(Measure::parameters, 37) == "37");
  CHECK(measureText(Measure::together, -0.00125) == "\u22120.00125");
  CHECK(measureText(Measure::kept, NAN) == "–");
  CHECK(measureText(Measure::leastKept, 0.8996) == "89\u202F%");
  CHECK(measureText(Measure::accuracy, 0.94999) == "94.9\u202F%");
  for (int percent = 1; percent < 150; ++percent)
    CHECK(measureText(Measure::kept, percent / 100.0) == std::to_string(percent) + "\u202F%");
}
