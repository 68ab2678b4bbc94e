// Twin runs: what is equal stays equal to the bit, and what differs does so from the step where it must.
#include "session/twin.h"

#include <doctest/doctest.h>

#include <cmath>

#include "run_helpers.h"

using namespace lockstep;

namespace {

struct Pair {
  TwinRun a, b;
  Twin twin;
};

// Steps of A and all that goes with it.
void advanceBoth(Pair& p, int steps) {
  for (int i = 0; i < steps; ++i) {
    if (!advance(p.a.session)) return;
    record(p.a.history, p.a.session);
    advanceTwin(p.twin, p.a, p.b);
  }
}

Pair pairOf(std::string_view line, int forkStep, std::string_view change, int seeds = 1) {
  Pair p;
  p.a.session = sessionOf(line);
  beginHistory(p.a.history, p.a.session);
  for (int i = 0; i < forkStep; ++i) {
    REQUIRE(advance(p.a.session));
    record(p.a.history, p.a.session);
  }
  startTwin(p.twin, p.a, p.b, with(p.a.session, change), {}, seeds);
  return p;
}

int arrive(Pair& p) {
  int units = 0;
  while (workTwin(p.twin, p.b, {}) && units < 10000) ++units;
  return units;
}

}  // namespace

TEST_CASE("a twin with nothing changed stays bit-equal for 300 steps") {
  for (const char* line :
       {"norm=batch&dropout=0.3&batch=7", "optimizer=momentum&lr=0.05&norm=layer", "optimizer=adamw&batch=0",
        "schedule=cosine&period=120&warmup=20&skip=0.5&layers=8,8,8", "optimizer=rmsprop&l1=0.001&clip=1"})
    for (int forkStep : {0, 37}) {
      CAPTURE(line);
      CAPTURE(forkStep);
      Pair p = pairOf(line, forkStep, "");
      advanceBoth(p, 300);
      CHECK(p.twin.partedAt == -1);
      CHECK(p.b.session.state.step == forkStep + 300);
      CHECK(stateHash(p.b.session.state) == stateHash(p.a.session.state));
      CHECK(p.a.losses == p.b.losses);
      CHECK(p.a.losses.size() == 300);
    }
}

TEST_CASE("the divergence point is the first step that the change can reach") {
  struct Case {
    const char *line, *change;
    int forkStep;
    int64_t parted;
  };
  for (const Case& c : {
           Case{"", "lr=0.02", 25, 26},                            // with the next update
           Case{"schedule=cosine&period=50", "", 25, -1},          // nothing
           Case{"warmup=40", "warmup=30", 25, 26},                 // inside the warm-up
           Case{"", "warmup=20", 25, -1},                          // over before the fork
           Case{"schedule=step&period=40", "gamma=0.25", 25, 41},  // at the next period: update of step 40
           Case{"", "layers=8,9", 25, 25},                         // other shapes at once
           Case{"", "init=he", 0, 0},                              // other weights at once
           Case{"dropout=0.2", "dropout=0", 25, 26},
       }) {
    CAPTURE(c.change);
    Pair p = pairOf(c.line, c.forkStep, c.change);
    advanceBoth(p, 60);
    CHECK(p.twin.partedAt == c.parted);
  }
}

TEST_CASE("a twin of an untouched run is the run that its own config would start") {
  for (const char* change : {"layers=8,8,8,8", "layers=16,8", "norm=batch", "activation=relu"}) {
    CAPTURE(change);
    Pair p = pairOf("", 0, change);
    Session alone = makeSession(with(p.a.session, change), {});
    CHECK(stateHash(p.b.session.state) == stateHash(alone.state));
    advanceBoth(p, 50);
    advanceBy(alone, 50);
    CHECK(stateHash(p.b.session.state) == stateHash(alone.state));
  }
}

TEST_CASE("seeking A takes B to the same step, to the bit, to and fro") {
  Pair p = pairOf("norm=batch&dropout=0.2&layers=16,16", 33, "lr=0.03", 3);
  p.b.history.interval = p.a.history.interval = 8;
  arrive(p);
  std::vector<uint64_t> hashes{stateHash(p.b.session.state)};
  std::vector<uint64_t> seeds{stateHash(p.twin.more[1][1].session.state)};
  for (int i = 0; i < 120; ++i) {
    advanceBoth(p, 1);
    hashes.push_back(stateHash(p.b.session.state));
    seeds.push_back(stateHash(p.twin.more[1][1].session.state));
  }
  const std::vector<float> losses = p.b.losses;
  for (int64_t step : {153, 33, 90, 91, 40, 152, 34, 120}) {
    REQUIRE(seekTo(p.a.history, p.a.session, step));
    REQUIRE(seekTwin(p.twin, p.a, p.b));
    CHECK(p.b.session.state.step == step);
    CHECK(stateHash(p.b.session.state) == hashes[step - 33]);
    CHECK(stateHash(p.twin.more[1][1].session.state) == seeds[step - 33]);
    CHECK(p.twin.partedAt == 34);
  }
  CHECK(p.b.losses == losses);  // looking back forgets nothing

  // Going on from the past repeats it, since nothing was changed.
  advanceBoth(p, 33);
  CHECK(stateHash(p.b.session.state) == hashes.back());
  CHECK(p.b.losses == losses);
  CHECK(p.a.losses.size() == losses.size());

  REQUIRE(seekTo(p.a.history, p.a.session, 20));
  CHECK_FALSE(seekTwin(p.twin, p.a, p.b));  // before the fork there is no B
}

TEST_CASE("going on from before the divergence point makes B equal again") {
  Pair p = pairOf("schedule=step&period=40", 10, "gamma=0.25");
  advanceBoth(p, 50);
  CHECK(p.twin.partedAt == 41);
  REQUIRE(seekTo(p.a.history, p.a.session, 30));
  REQUIRE(seekTwin(p.twin, p.a, p.b));
  advanceBoth(p, 5);
  CHECK(p.twin.partedAt == -1);
  advanceBoth(p, 20);
  CHECK(p.twin.partedAt == 41);
}

TEST_CASE("further seeds are the runs their seeds would be, and catch up in units of work") {
  Pair p = pairOf("layers=32,32&batch=50", 400, "lr=0.02", 4);
  CHECK(runCount(p.twin) == 8);
  CHECK(runsBehind(p.twin, p.b) == 6);
  CHECK(lossBand(p.twin, p.b, 1, 400).runs == 0);
  advanceBoth(p, 20);  // they come after a moving A
  const int units = arrive(p);
  MESSAGE("brought to the fork in " << units << " units");
  CHECK(units > 20);
  CHECK(runsBehind(p.twin, p.b) == 0);
  advanceBoth(p, 10);

  for (int k = 0; k < 3; ++k) {
    Session alone = makeSession(with(p.a.session, "seed=" + std::to_string(k + 2)), {});
    advanceBy(alone, 400);
    Session changed = fork(alone);
    changed.config.lr = 0.02f;
    advanceBy(alone, 30), advanceBy(changed, 30);
    CHECK(stateHash(p.twin.more[0][k].session.state) == stateHash(alone.state));
    CHECK(stateHash(p.twin.more[1][k].session.state) == stateHash(changed.state));
  }
  for (int side : {0, 1})
    for (int64_t step : {400, 415, 429}) {
      const LossBand band = lossBand(p.twin, side ? p.b : p.a, side, step);
      CHECK(band.runs == 4);
      CHECK(band.low <= band.median);
      CHECK(band.median <= band.high);
      const auto& first = (side ? p.b : p.a).losses;
      CHECK(band.low <= first[step - 400]);
      CHECK(first[step - 400] <= band.high);
    }
  CHECK(std::isnan(lossBand(p.twin, p.a, 0, 430).median));
  CHECK(lossBand(p.twin, p.a, 0, 399).runs == 0);
}

TEST_CASE("all runs on the same images share them") {
  Sources sources;
  Dataset& images = sources.asset(DataKind::digits);
  images = {.kind = DataKind::digits, .dims = 4, .classes = 10, .imageSide = 2};
  images.x = std::vector<float>(400, 0.5f);
  for (int i = 0; i < 100; ++i) images.y.push_back(static_cast<float>(i % 10));
  const Config config = configOf("dataset=digits&layers=4"), other = configOf("dataset=digits&layers=4&lr=1");
  TwinRun a, b;
  a.session = makeSession(config, sources);
  Twin twin;
  startTwin(twin, a, b, other, sources, 3);
  const float* const shared = images.x.data();
  for (const Session* s : std::vector<const Session*>{&a.session, &b.session, &twin.more[0][1].session,
                                                      &twin.more[1][1].session}) {
    CHECK(s->problem.x.data() == shared);
    CHECK(s->problem.data.x.data() == shared);
  }
}

TEST_CASE("seeds asked for on the way are the runs they would have been from the start") {
  Pair p = pairOf("", 40, "lr=0.02"), all = pairOf("", 40, "lr=0.02", 4);
  advanceBoth(p, 25);
  advanceBoth(all, 25);
  setTwinSeeds(p.twin, p.a, p.b, {}, 4);
  CHECK(twinSeeds(p.twin) == 4);
  arrive(p), arrive(all);
  for (int side : {0, 1})
    for (int k = 0; k < 3; ++k) {
      const TwinRun &late = p.twin.more[side][k], &early = all.twin.more[side][k];
      CHECK(late.session.state.step == 65);
      CHECK(stateHash(late.session.state) == stateHash(early.session.state));
      CHECK(late.losses == early.losses);
    }
  setTwinSeeds(p.twin, p.a, p.b, {}, 2);
  CHECK(runCount(p.twin) == 4);
  advanceBoth(p, 5);
  CHECK(lossBand(p.twin, p.b, 1, 69).runs == 2);
}

TEST_CASE("a change that starts B again lets it come after A") {
  Pair p = pairOf("", 60, "init=he", 2);
  CHECK(p.twin.partedAt == 60);
  CHECK(p.b.session.state.step == 0);
  advanceBoth(p, 15);
  arrive(p);
  CHECK(p.b.session.state.step == 75);
  Session alone = makeSession(with(p.a.session, "init=he"), {});
  advanceBy(alone, 75);
  CHECK(stateHash(p.b.session.state) == stateHash(alone.state));
  CHECK(p.b.losses.size() == 15);
  CHECK(p.twin.more[1][0].losses.size() == 15);
  REQUIRE(seekTo(p.a.history, p.a.session, 60));
  CHECK(seekTwin(p.twin, p.a, p.b));
  CHECK(p.b.session.state.step == 60);
}

TEST_CASE("a B that diverges stays behind and the rest goes on") {
  Pair p =
      pairOf("dataset=plane&layers=16,16&activation=relu&optimizer=sgd&lr=0.01", 5, "lr=10&initScale=5", 2);
  arrive(p);
  advanceBoth(p, 200);
  arrive(p);
  REQUIRE(p.b.session.divergence.has_value());
  CHECK(p.a.losses.size() == 200);
  CHECK(p.b.losses.size() < 200);
  CHECK(runsBehind(p.twin, p.b) == 0);
  CHECK(lossBand(p.twin, p.b, 1, 204).runs == 0);
  CHECK(lossBand(p.twin, p.a, 0, 204).runs == 2);
}

TEST_CASE("B and its seeds can be changed again on the way, without touching A") {
  Pair p = pairOf("", 20, "lr=0.02", 2);
  arrive(p);
  advanceBoth(p, 30);
  Session alone = fork(p.b.session);
  const uint64_t before = stateHash(p.a.session.state);
  changeTwin(p.twin, p.b, with(p.b.session, "lr=0.05"), {});
  CHECK(stateHash(p.a.session.state) == before);
  CHECK(p.twin.more[1][0].session.config.lr == 0.05f);
  CHECK(p.twin.more[1][0].session.config.seed == 2);
  CHECK(p.twin.more[0][0].session.config.lr == 0.01f);
  advanceBoth(p, 30);
  alone.config.lr = 0.05f;
  advanceBy(alone, 30);
  CHECK(stateHash(p.b.session.state) == stateHash(alone.state));
  REQUIRE(seekTo(p.a.history, p.a.session, 35));
  REQUIRE(seekTwin(p.twin, p.a, p.b));
  CHECK(p.b.session.config.lr == 0.02f);
}
