// The past of a run: every step of it can be had again, to the bit.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "run_helpers.h"
#include "session/change.h"
#include "session/history.h"

using namespace lockstep;

namespace {

struct Event {
  int64_t step;
  std::string_view change;  // a config line, or "edit": a weight set by hand
};

// A run with its history, and what it was at each step, after whatever was changed by hand there.
struct Recorded {
  Session session;
  History history;
  std::vector<uint64_t> hashes;
  std::vector<Config> configs;
};

void apply(Recorded& r, std::string_view change) {
  if (change == "edit")
    r.session.state.network.parameters[3] += 0.25f;
  else
    applyConfig(r.session, parseConfig(change, r.session.config).config, {});
  record(r.history, r.session, true);
}

Recorded recordRun(std::string_view line, int steps, const std::vector<Event>& events, std::size_t budget) {
  Recorded r{sessionOf(line), {}, {}, {}};
  r.history.budget = budget;
  beginHistory(r.history, r.session);
  r.history.interval = 8;  // as for a large network
  for (int t = 0; t <= steps; ++t) {
    for (const Event& event : events)
      if (event.step == t) apply(r, event.change);
    r.hashes.push_back(stateHash(r.session.state));
    r.configs.push_back(r.session.config);
    if (t == steps) break;
    REQUIRE(advance(r.session));
    record(r.history, r.session);
  }
  return r;
}

std::size_t bytesOf(const History& h) {
  std::size_t total = 0;
  for (const Keyframe& k : h.keyframes)
    total += sizeof(float) * (3 * k.state.network.parameters.size() + k.state.network.statistics.size());
  return total;
}

// Seeks every step from the end to the earliest one that is left, and then to and fro, and counts what is not
// as it was.
int wrongOnTheWayBack(Recorded r) {
  int wrong = 0;
  const int64_t first = firstStep(r.history), last = r.session.state.step;
  for (int64_t step = r.session.state.step; step >= first; --step)
    wrong += !seekTo(r.history, r.session, step) || r.session.state.step != step ||
             stateHash(r.session.state) != r.hashes[step] || !(r.session.config == r.configs[step]);
  for (int64_t i = 0; i < 40; ++i) {
    const int64_t step = first + i * 7919 % (last - first + 1);
    wrong += !seekTo(r.history, r.session, step) || stateHash(r.session.state) != r.hashes[step] ||
             !(r.session.config == r.configs[step]);
  }
  wrong += first > 0 && seekTo(r.history, r.session, first - 1);
  return wrong;
}

const std::vector<Event> kChanges = {{5, "lr=0.1"},
                                     {20, "batch=7"},
                                     {20, "lr=0.02"},
                                     {33, "optimizer=momentum"},
                                     {34, "rates=1,0,0.5"},
                                     {60, "edit"},
                                     {61, "edit"},
                                     {80, "schedule=cosine&period=400"},
                                     {81, "batch=0"},
                                     {82, "batch=13"},
                                     {90, "clip=0.5&l2=0.01"}};

}  // namespace

TEST_CASE("every step of a run can be had again, to the bit") {
  for (const char* line :
       {"", "norm=batch&dropout=0.2&skip=1", "batch=0&optimizer=nesterov", "samples=45&schedule=onecycle"}) {
    INFO(std::string(line));
    CHECK(wrongOnTheWayBack(recordRun(line, 130, {}, kHistoryBytes)) == 0);
  }
}

TEST_CASE("the past can be had again across changes by hand: config and weights") {
  Recorded r = recordRun("norm=batch&layers=8,8", 130, kChanges, kHistoryBytes);
  CHECK(r.history.keyframes.front().state.step == 0);
  CHECK(wrongOnTheWayBack(std::move(r)) == 0);
}

TEST_CASE("a tight budget makes keyframes rarer, not wrong: the start of the run stays within reach") {
  for (std::size_t budget : {std::size_t{0}, std::size_t{4000}, std::size_t{10000}, std::size_t{20000}}) {
    Recorded r = recordRun("layers=4,4", 500, {}, budget);
    MESSAGE("budget " << budget << ": " << r.history.keyframes.size() << " keyframes, " << bytesOf(r.history)
                      << " bytes, one every " << r.history.interval << " steps");
    CHECK(r.history.keyframes.front().state.step == 0);
    CHECK(r.history.keyframes.size() >= 2);
    CHECK((r.history.keyframes.size() <= 3 || bytesOf(r.history) <= budget));
    CHECK(wrongOnTheWayBack(std::move(r)) == 0);
  }
}

TEST_CASE("a long run of a small network keeps a bounded number of keyframes") {
  Session s = sessionOf("layers=1&batch=1");
  History h;
  beginHistory(h, s);
  h.interval = 1;  // a step each: what takes hours otherwise
  std::vector<uint64_t> hashes = {stateHash(s.state)};
  std::size_t most = 0;
  for (int t = 0; t < 10000; ++t) {
    REQUIRE(advance(s));
    record(h, s);
    hashes.push_back(stateHash(s.state));
    most = std::max(most, h.keyframes.size());
  }
  MESSAGE("at most " << most << " keyframes, one every " << h.interval << " steps");
  CHECK(most == kMostKeyframes);
  CHECK(h.interval == 8);
  for (int step : {0, 1, 4095, 4096, 7777, 9999}) {
    REQUIRE(seekTo(h, s, step));
    CHECK(stateHash(s.state) == hashes[static_cast<std::size_t>(step)]);
  }
}

TEST_CASE("a tight budget across changes by hand gives up the oldest past rather than the exact one") {
  for (std::size_t budget : {std::size_t{0}, std::size_t{6000}, std::size_t{20000}}) {
    Recorded r = recordRun("norm=batch&layers=8,8", 400, kChanges, budget);
    MESSAGE("budget " << budget << ": " << r.history.keyframes.size() << " keyframes from step "
                      << r.history.keyframes.front().state.step << " on, one every " << r.history.interval
                      << " steps");
    CHECK((r.history.keyframes.size() <= 3 || bytesOf(r.history) <= budget));
    CHECK(wrongOnTheWayBack(std::move(r)) == 0);
  }
}

TEST_CASE("a slider dragged through hundreds of steps neither fills the memory nor spoils the past") {
  std::vector<Event> drag;
  std::vector<std::string> lines;
  for (int t = 0; t < 300; ++t) lines.push_back("lr=" + std::to_string(0.001 + 0.0001 * t));
  for (int t = 0; t < 300; ++t) drag.push_back({50 + t, lines[static_cast<std::size_t>(t)]});
  Recorded r = recordRun("layers=4", 500, drag, 30000);
  MESSAGE(r.history.keyframes.size() << " keyframes from step " << r.history.keyframes.front().state.step
                                     << " on");
  CHECK(bytesOf(r.history) <= 30000);
  CHECK(r.history.interval <= 4096);
  CHECK(wrongOnTheWayBack(std::move(r)) == 0);
}

TEST_CASE("a rewound run goes on as it did before, and a fork goes its own way") {
  Recorded r = recordRun("dropout=0.1&norm=batch", 120, {}, kHistoryBytes);
  CHECK(seekTo(r.history, r.session, 47));
  for (int t = 48; t <= 120; ++t) {
    CHECK(advance(r.session));
    record(r.history, r.session);
    CHECK(stateHash(r.session.state) == r.hashes[t]);
  }
  CHECK(seekTo(r.history, r.session, 47));
  CHECK(inPast(r.history, r.session));
  apply(r, "lr=0.5");
  CHECK(!inPast(r.history, r.session));
  CHECK(!seekTo(r.history, r.session, 48));
  CHECK(advanceBy(r.session, 10));
  record(r.history, r.session);
  const uint64_t forked = stateHash(r.session.state);
  CHECK(forked != r.hashes[57]);
  CHECK(advanceBy(r.session, 30));
  record(r.history, r.session);
  CHECK(seekTo(r.history, r.session, 57));
  CHECK(stateHash(r.session.state) == forked);
  CHECK(r.session.config.lr == 0.5f);
  CHECK(seekTo(r.history, r.session, 46));
  CHECK(stateHash(r.session.state) == r.hashes[46]);
  CHECK(r.session.config.lr == 0.01f);
}

TEST_CASE("steps before the beginning or after the present cannot be reached, and asking changes nothing") {
  Recorded r = recordRun("", 20, {}, kHistoryBytes);
  CHECK(!seekTo(r.history, r.session, -1));
  CHECK(!seekTo(r.history, r.session, 21));
  CHECK(r.session.state.step == 20);
  CHECK(stateHash(r.session.state) == r.hashes[20]);
  History none;
  CHECK(!seekTo(none, r.session, 5));
  beginHistory(r.history, r.session);
  CHECK(!seekTo(r.history, r.session, 19));
  CHECK(seekTo(r.history, r.session, 20));
}

TEST_CASE("after a divergence the last good step comes back, to the bit, with the divergence gone") {
  for (std::size_t budget : {kHistoryBytes, std::size_t{3000}}) {
    Session s = sessionOf("activation=relu&layers=8x6&dataset=plane&optimizer=sgd&lr=0.01");
    History h;
    h.budget = budget;
    beginHistory(h, s);
    std::vector<uint64_t> hashes = {stateHash(s.state)};
    while (s.state.step < 3000 && advance(s)) {
      record(h, s);
      hashes.push_back(stateHash(s.state));
      if (s.state.step == 100) {
        applyConfig(s, parseConfig("lr=10", s.config).config, {});
        record(h, s, true);
      }
    }
    REQUIRE(s.divergence.has_value());
    const int64_t lost = s.divergence->step;
    MESSAGE("diverged at step " << lost);
    CHECK(lost > 100);
    CHECK(s.state.step == lost);
    CHECK(seekTo(h, s, lost - 1));
    CHECK(!s.divergence.has_value());
    CHECK(stateHash(s.state) == hashes[lost - 1]);
    CHECK(finiteState(s.state));
    CHECK(seekTo(h, s, 100));
    CHECK(stateHash(s.state) == hashes[100]);
    applyConfig(s, parseConfig("lr=0.01", s.config).config, {});
    CHECK(advanceBy(s, 50));
  }
}
