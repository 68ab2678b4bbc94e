// The course of a run: changes made on the way, in a line that makes the run again.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "run_helpers.h"
#include "session/course.h"
#include "session/history.h"

using namespace lockstep;

namespace {

struct Turning {
  int64_t step;
  const char* change;
};

// A run that is changed on the way, as a viewer does it.
Session changedRun(std::string_view line, const std::vector<Turning>& turnings, int64_t end) {
  Session s = sessionOf(line);
  for (const auto& [step, change] : turnings) {
    advanceBy(s, static_cast<int>(step - s.state.step));
    applyConfig(s, with(s, change), {});
  }
  advanceBy(s, static_cast<int>(end - s.state.step));
  return s;
}

std::string lineOf(const Session& s) { return printCourse(courseOf(s)); }

Session again(const std::string& line) {
  const Course course = parseCourse(line);
  CHECK(course.notes == std::vector<std::string>{});
  return makeSession(course, {});
}

}  // namespace

TEST_CASE("a run that was changed on the way is made again by its line, to the bit") {
  const std::vector<std::vector<Turning>> ways = {
      {},
      {{50, "lr=0.1"}},
      {{50, "lr=0.1&momentum=0.5&optimizer=momentum"}, {70, "optimizer=adam"}, {70, "batch=5"}},
      {{20, "layers=6,7"}, {20, "layers=6"}, {20, "lr=0.002"}, {33, "layers=6,6&skip=0.5"}},
      {{10, "noise=0.3&trainShare=0.8"}, {30, "features=x,y,x2,r"}, {31, "norm=batch"}, {60, "dropout=0.2"}},
      {{40, "activation=relu&schedule=cosine&period=60"}, {41, "rates=0,1"}, {80, "moves=turns"}},
      {{0, "lr=0.2"}, {0, "layers=5"}, {15, "clip=0.5&l2=0.01"}},
  };
  for (const char* beginning : {"layers=4", "norm=layer&optimizer=nesterov", "layers=8,8&norm=batch&batch=0"})
    for (const auto& way : ways) {
      const Session s = changedRun(beginning, way, 100);
      CAPTURE(lineOf(s));
      const Session same = again(lineOf(s));
      CHECK(same.config == s.config);
      CHECK(stateHash(same.state) == stateHash(s.state));
      CHECK(lineOf(same) == lineOf(s));
    }
}

TEST_CASE("the line says the settings of the beginning, every change at its step, and the last step") {
  CHECK(lineOf(again("layers=4")) == "layers=4");
  CHECK(lineOf(again("layers=4&at=30")) == "layers=4&at=30");
  Session s = again("layers=4&at=50");
  applyConfig(s, with(s, "lr=0.1&momentum=0.5"), {});
  advanceBy(s, 50);
  CHECK(lineOf(s) == "layers=4&at=50:lr=0.1;momentum=0.5&at=100");
}

TEST_CASE("changes at one step that cancel are none, and others are one") {
  Session s = again("layers=4&at=20");
  for (const char* change : {"lr=0.02", "lr=0.5", "batch=8", "lr=0.3"}) applyConfig(s, with(s, change), {});
  CHECK(lineOf(s) == "layers=4&at=20:batch=8;lr=0.3&at=20");
  applyConfig(s, with(s, "lr=0.01&batch=16"), {});
  CHECK(lineOf(s) == "layers=4&at=20");
  // The optimiser's memory is gone when it comes back, and so are the weights of a layer.
  applyConfig(s, with(s, "optimizer=sgd"), {});
  applyConfig(s, with(s, "optimizer=adam"), {});
  CHECK(lineOf(s) == "layers=4&at=20:optimizer=sgd&at=20:optimizer=adam&at=20");
}

TEST_CASE("at its untouched beginning a run becomes the run of the new settings") {
  Session s = sessionOf("layers=8,8");
  applyConfig(s, with(s, "layers=8,8,4&norm=batch"), {});
  CHECK(!s.state.turns);
  CHECK(stateHash(s.state) == stateHash(makeSession(s.config, {}).state));
  // Not once a weight was set by hand.
  s.state.network.parameters[0] = 2;
  noteTurn(s, Turn::Kind::weights);
  applyConfig(s, with(s, "layers=8,8"), {});
  CHECK(s.state.network.parameters[0] == 2);
  CHECK(courseOf(s).missing == "the weights that it began with");
}

TEST_CASE("what began again, or went back, has forgotten what came after") {
  Session s = again("layers=4&at=10:lr=0.1&at=20");
  Session other = fork(s);
  applyConfig(other, with(other, "seed=2"), {});
  CHECK(lineOf(other) == printConfig(other.config));
  restart(s);
  CHECK(lineOf(s) == "layers=4&lr=0.1");

  History history;
  s = again("layers=4");
  beginHistory(history, s);
  for (int step = 0; step < 40; ++step) {
    if (step == 10 || step == 30) {
      applyConfig(s, with(s, step == 10 ? "lr=0.1" : "lr=0.2"), {});
      record(history, s, true);
    }
    advance(s);
    record(history, s);
  }
  CHECK(lineOf(s) == "layers=4&at=10:lr=0.1&at=30:lr=0.2&at=40");
  REQUIRE(seekTo(history, s, 25));
  CHECK(lineOf(s) == "layers=4&at=10:lr=0.1&at=25");
  REQUIRE(seekTo(history, s, 5));
  CHECK(lineOf(s) == "layers=4&at=5");
}

TEST_CASE("a line says what it does not carry") {
  Session s = again("layers=4&at=50");
  s.state.network.parameters[2] = 1;
  noteTurn(s, Turn::Kind::weights);
  noteTurn(s, Turn::Kind::weights);
  CHECK(courseOf(s).missing == "weights set by hand at step 50");
  CHECK(lineOf(s) == "layers=4&at=50:weights&at=50");
  const Course read = parseCourse(lineOf(s));
  CHECK(read.notes.empty());
  CHECK(read.missing == "weights set by hand at step 50");
  CHECK(lineOf(makeSession(read, {})) == "layers=4&at=50");

  applyConfig(s, with(s, "lr=0.1"), {});
  advanceBy(s, 3);
  noteTurn(s, Turn::Kind::weights);
  CHECK(courseOf(s).missing == "weights set by hand at step 50 and later");

  Session many = again("layers=2&samples=20");
  for (int i = 0; i <= kMostTurns; ++i) {
    advance(many);
    applyConfig(many, with(many, i % 2 ? "lr=0.1" : "lr=0.2"), {});
  }
  CHECK(courseOf(many).stops.size() == 1);
  CHECK(courseOf(many).missing == "changes before step 501");
}

TEST_CASE("what makes no sense in a line is noted and left out") {
  const std::pair<const char*, const char*> cases[] = {
      {"at=x", "at: “x” is not a step and was left out"},
      {"at=", "at: “” is not a step and was left out"},
      {"at=-5", "at: “-5” is not a step and was left out"},
      {"at=1e3", "at: “1e3” is not a step and was left out"},
      {"at=0x10:lr=1", "at: “0x10” is not a step and was left out"},
      {"at=99999999999999999999", "at: “99999999999999999999” is too far, so 1000000000 is used"},
      {"at=5:zzz=1&at=6", "at=5: “zzz” is not a setting and was left out"},
      {"at=5:lr=99&at=6", "at=5: lr: 99 is outside 1e-6 … 10, so 10 is used"},
      {"at=5:seed=3&at=6",
       "at=5: another data set, seed or initialisation begins another run and was left out"},
      {"at=9:lr=1&at=6", "at=9 is after step 6, where the line ends, and was left out"},
  };
  for (const auto& [line, note] : cases) {
    CAPTURE(line);
    const Course course = parseCourse(line);
    REQUIRE(course.notes.size() == 1);
    CHECK(course.notes[0] == note);
  }
  std::string many = "layers=2";
  for (int i = 1; i <= 1200; ++i) many += "&at=" + std::to_string(i) + ":lr=0." + std::to_string(i);
  CHECK(parseCourse(many).notes == std::vector<std::string>{"1000 changes are the most: 200 were left out"});
  CHECK(parseCourse("at=50:lr=0.1").step == 50);
  CHECK(parseCourse("at=50:lr=0.1&at=20:batch=8&at=70&lr=0.2").stops.front().step == 20);
  CHECK(printCourse(parseCourse("#at=50:lr=0.1&at=60&layers=4")) == "layers=4&at=50:lr=0.1&at=60");
  CHECK(printCourse(parseCourse("at=50%3alr%3D0.1%3Bbatch=8&at=60")) == "at=50:batch=8;lr=0.1&at=60");
  for (const char* word : {"at=50", "at%3D50", "at%3d50%3Alr"}) CHECK(isStop(word));
  for (const char* word : {"at", "at:50", "batch=5", "at%3A5"}) CHECK(!isStop(word));
}
