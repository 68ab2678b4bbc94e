#include "studio/laboratory.h"

#include <doctest/doctest.h>

#include "probes/slow_step.h"
#include "run_helpers.h"

namespace lockstep {
namespace {

double gNow = 0;  // the tests' clock: each look at it takes a millisecond
double now() { return gNow += 1; }

struct Fixture {
  Workbench bench;
  Laboratory lab = makeLaboratory();
  explicit Fixture(std::string_view line = "layers=4,4&samples=100") { openWorkbench(bench, configOf(line)); }

  bool work(const char* name, double budget = 1e9) {
    gaugeOf(lab, name).wanted = true;
    return workLaboratory(lab, bench.runs[0], now, gNow + budget);
  }
  void train(int steps) {
    for (int i = 0; i < steps; ++i) trainStep(bench);
  }
};

}  // namespace

TEST_CASE("what is on screen is measured, once for each set of parameters") {
  Fixture f;
  CHECK(!f.work("promise"));
  Gauge& g = gaugeOf(f.lab, "promise");
  REQUIRE(g.latest);
  CHECK(g.latestStep == 0);
  CHECK(g.cost > 0);
  const Measurement* first = g.latest.get();
  f.work("promise");
  CHECK(g.latest.get() == first);
  f.train(3);
  f.work("promise");
  CHECK(g.latestStep == 3);
  CHECK(!gaugeOf(f.lab, "interaction").latest);
}

TEST_CASE("measuring leaves the run untouched, whatever is measured") {
  Fixture watched, alone;
  for (int i = 0; i < 20; ++i) {
    for (Gauge& g : watched.lab.gauges) g.wanted = true;
    workLaboratory(watched.lab, watched.bench.runs[0], now, gNow + 100);
    watched.train(1);
    alone.train(1);
  }
  CHECK(stateHash(watched.bench.runs[0].session.state) == stateHash(alone.bench.runs[0].session.state));
}

TEST_CASE("a budget spreads a measurement over frames, and it stays about one moment") {
  Fixture f("layers=32,32,32");
  int frames = 0;
  for (; !gaugeOf(f.lab, "interaction").latest && frames < 10000; ++frames) {
    f.work("interaction", 1);
    f.train(1);
  }
  MESSAGE(frames << " frames");
  CHECK(frames > 3);
  CHECK(gaugeOf(f.lab, "interaction").latestStep == 0);
}

TEST_CASE("the step of a held run is measured anew at every length it is given, and soon") {
  Fixture f("layers=16,16,16");
  Gauge& g = gaugeOf(f.lab, "step");
  f.work("step");
  REQUIRE(g.latest);
  const uint64_t before = stateHash(f.bench.runs[0].session.state);
  double together = 0;
  for (double length : {2.0, 5.0, 20.0, 60.0}) {
    g.length = length;
    // Frames too short for all of it: what was asked for comes first, and gives way to the next.
    for (int frames = 0; frames < 1000; ++frames) {
      f.work("step", 1);
      const auto* m =
          static_cast<const SlowStep*>(g.running && g.running->usable() ? g.running.get() : g.latest.get());
      if (m->length != length) continue;
      CHECK(m->together != together);
      together = m->together;
      break;
    }
    CHECK(static_cast<const SlowStep*>(g.running ? g.running.get() : g.latest.get())->length == length);
  }
  while (f.work("step", 1)) {
  }
  CHECK(g.latestStep == 0);
  CHECK(static_cast<const SlowStep&>(*g.latest).length == 60);
  CHECK(static_cast<const SlowStep&>(*g.latest).limit() > 0);
  CHECK(stateHash(f.bench.runs[0].session.state) == before);
}

TEST_CASE("at a glance the limit of a step is left out, and found once somebody asks for more") {
  Fixture f("layers=8,8");
  Gauge& g = gaugeOf(f.lab, "step");
  const auto limit = [&] { return static_cast<const SlowStep&>(*g.latest).limit(); };
  g.brief = true;
  f.work("step");
  REQUIRE(g.latest);
  CHECK(std::isnan(limit()));
  const double together = static_cast<const SlowStep&>(*g.latest).together;
  g.brief = false;
  f.work("step");
  CHECK(!std::isnan(limit()));
  CHECK(static_cast<const SlowStep&>(*g.latest).together == together);
  // Less is no reason to measure again.
  const Measurement* last = g.latest.get();
  g.brief = true;
  f.work("step");
  CHECK(g.latest.get() == last);
}

TEST_CASE("what is followed over the run is cut where the run goes on from its past") {
  Fixture f;
  for (int i = 0; i < 10; ++i) {
    f.work("promise");
    f.train(1);
  }
  const Track* track = findTrack(gaugeOf(f.lab, "promise"), "ratio");
  REQUIRE(track);
  CHECK(track->rows.at(0).lastX() == 9);
  seek(f.bench, 4);
  f.work("promise");
  CHECK(track->rows.at(0).lastX() == 9);
  CHECK(gaugeOf(f.lab, "promise").latestStep == 4);
  f.train(1);
  f.work("promise");
  CHECK(track->rows.at(0).lastX() == 5);
}

TEST_CASE("dear instruments wait until they are asked for") {
  Fixture f;
  CHECK(!f.work("rates"));
  Gauge& g = gaugeOf(f.lab, "rates");
  CHECK(!g.latest);
  g.asked = true;
  while (f.work("rates")) {
  }
  CHECK(g.latest);
}

TEST_CASE("readings are written as CSV with their names, step and columns") {
  Fixture f;
  f.train(2);
  f.work("promise");
  f.train(1);
  f.work("promise");
  const std::string csv = readingsCsv(gaugeOf(f.lab, "promise"));
  CHECK(csv.find("# summary, step 3\n") != std::string::npos);
  CHECK(csv.find("ratio") != std::string::npos);
  CHECK(csv.find("# ratio over the run\nstep,ratio\n2,") != std::string::npos);
}

}  // namespace lockstep
