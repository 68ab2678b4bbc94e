// Data that are fetched while the viewer goes on: whatever arrives in whatever order, the run is what was
// wanted last, with the changes made since.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "digit_files.h"
#include "lab/challenges.h"
#include "patience.h"
#include "run_helpers.h"
#include "session/course.h"
#include "session/saved_run.h"
#include "studio/lesson.h"
#include "studio/workbench.h"

using namespace lockstep;

namespace {

constexpr int kImages = 24;
using Bytes = std::vector<uint8_t>;

Bytes fileOf(DataKind kind) {
  static const Bytes all = noiseDigits(kImages, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 5);
  static const Bytes two = noiseDigits(kImages, {1, 7}, 6);
  return kind == DataKind::digits ? all : two;
}

// A workbench with a server that answers when it is told to.
struct Served {
  Workbench b;
  std::set<DataKind> asked;
  std::string wanted = "spiral";  // of A, by the last wish
  bool slower = false;            // the viewer has changed the rate since then
  bool simple = true;             // nothing was done that the two do not follow

  explicit Served(const char* line = "layers=2&samples=40") {
    openWorkbench(b, parseConfig(line).config), ask();
  }
  void ask() {
    if (!b.pendingAsset.empty()) asked.insert(b.pending.dataset);
  }
  void want(const std::string& words, int side = 0) {
    const Config& now = b.runs[side].session.config;
    const Config next = parseConfig(words, now).config;
    if (next == now && words.starts_with("dataset")) forgetPending(b);  // as the Data section does
    changeConfig(b, next, side);
    ask();
  }
  void arrive(DataKind kind, const Bytes& bytes) {
    if (asked.erase(kind)) assetArrived(b, kind, bytes, "");
  }
  void wantForA(const char* name) {
    want(std::string("dataset=") + name);
    wanted = name;
  }
  void act(int what) {
    switch (what) {
      case 0:
        return wantForA("1v7");
      case 1:
        return wantForA("digits");
      case 2:
        return wantForA("spiral");
      case 3:
        slower = true;
        return want("lr=0.125");
      case 4:
        return arrive(DataKind::digits, fileOf(DataKind::digits));
      case 5:
        return arrive(DataKind::oneSeven, fileOf(DataKind::oneSeven));
      case 6:
        simple = false;
        return b.twin ? closeTwin(b) : openTwin(b);
      case 7:
        simple = false;
        if (b.twin) want("dataset=1v7", 1);
        return;
      case 8:
        simple = false;
        return undoLast(b);
      case 9:
        simple = false;
        openExperiment(b, *findExperiment("promise"));
        return ask();
    }
  }
};
constexpr int kActs = 10;

void checkData(const Run& run, const Sources& sources) {
  const Problem& p = run.session.problem;
  const DataKind kind = run.session.config.dataset;
  REQUIRE(p.data.kind == kind);
  if (dataInfo(kind).asset) {
    REQUIRE(p.data.count() == kImages);
    REQUIRE(p.data.x == sources.asset(kind).x);
    REQUIRE(p.data.classes == (kind == DataKind::digits ? 10 : 2));
  }
}

}  // namespace

TEST_CASE("whatever arrives in whatever order, the run is the one wanted last, with the changes made since") {
  int tried = 0, followed = 0;
  for (int word = 0; word < kActs * kActs * kActs * kActs; word += kSlow ? 7 : 1) {
    CAPTURE(word);
    Served s;
    for (int i = 0, rest = word; i < 4; ++i, rest /= kActs) s.act(rest % kActs);
    for (const DataKind kind : {DataKind::digits, DataKind::oneSeven}) s.arrive(kind, fileOf(kind));
    REQUIRE(s.b.pendingAsset.empty());
    for (const Run& run : shownRuns(s.b)) checkData(run, s.b.sources);
    if (s.simple) {
      REQUIRE(dataInfo(s.b.runs[0].session.config.dataset).name == s.wanted);
      REQUIRE((s.b.runs[0].session.config.lr == 0.125) == s.slower);
      ++followed;
    }
    ++tried;
  }
  MESSAGE(tried << " orders, " << followed << " of them followed");
}

TEST_CASE("a wish for B is not A's") {
  Served s;
  openTwin(s.b);
  s.want("dataset=digits", 1);
  closeTwin(s.b);
  openTwin(s.b);
  s.arrive(DataKind::digits, fileOf(DataKind::digits));
  for (const Run& run : s.b.runs) CHECK(run.session.config.dataset == DataKind::spiral);
}

TEST_CASE("what is changed while a link waits for its data counts") {
  Served s("dataset=digits&layers=3&lr=0.02");
  REQUIRE(waitsForData(s.b));
  s.want("lr=0.125");
  s.arrive(DataKind::digits, fileOf(DataKind::digits));
  CHECK(printConfig(s.b.runs[0].session.config) == "dataset=digits&layers=3&lr=0.125");
}

TEST_CASE("data that cannot be had are asked for again by a press") {
  Served s;
  s.want("dataset=digits");
  assetArrived(s.b, DataKind::digits, {}, "no connection");
  REQUIRE(s.b.messages.size() == 1);
  CHECK(s.b.messages[0].text == "The digits could not be loaded: no connection. The run goes on as it was");
  CHECK(s.b.messages[0].offer == Offer::retry);
  CHECK(s.b.pendingAsset.empty());
  s.want("lr=0.125");
  retryPending(s.b);
  CHECK(s.b.assetShare < 0);
  s.ask();
  s.arrive(DataKind::digits, fileOf(DataKind::digits));
  CHECK(s.b.runs[0].session.config.dataset == DataKind::digits);
  CHECK(s.b.runs[0].session.config.lr == 0.125);
  retryPending(s.b);
  CHECK(s.b.pendingAsset.empty());
}

TEST_CASE("a link or a file that is opened over a challenge leaves it") {
  for (const bool file : {false, true}) {
    Served s;
    const Challenge& c = *findChallenge("harm");
    openChallenge(s.b, c, startOf(c));
    REQUIRE(s.b.attempt);
    Session other = sessionOf("layers=3");
    advanceBy(other, 5);
    if (file)
      CHECK(openRun(s.b, "run.lockstep", encodeRun(other, {}), true) == "");
    else
      openCourse(s.b, parseCourse("layers=3&at=5"));
    CHECK(!s.b.attempt);
  }
}
