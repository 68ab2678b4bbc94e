// Runs that come from elsewhere into the workbench: by a link with changes, or as a file.
#include <doctest/doctest.h>

#include "app/link.h"
#include "lab/challenges.h"
#include "run_helpers.h"
#include "session/saved_run.h"
#include "studio/journey.h"
#include "studio/lesson.h"

using namespace lockstep;

namespace {

Workbench opened(std::string_view line) {
  Workbench b;
  const Address address = readAddress(line);
  CHECK(address.notes == std::vector<std::string>{});
  openWorkbench(b, address.config);
  if (address.course) startCourse(b, *address.course, false);
  while (b.journey) workCourse(b);
  return b;
}

void change(Workbench& b, std::string_view line) {
  changeConfig(b, parseConfig(line, b.runs[0].session.config).config);
}

void train(Workbench& b, int steps) {
  for (int i = 0; i < steps; ++i) REQUIRE(trainStep(b));
}

const TrainingState& stateOf(const Workbench& b) { return b.runs[0].session.state; }

}  // namespace

TEST_CASE("the link of a run that was changed on the way opens the same run, at its step") {
  Workbench b = opened("layers=4");
  train(b, 50);
  change(b, "lr=0.1");
  train(b, 20);
  change(b, "layers=4,4");
  train(b, 30);
  const Link link = linkTo(b, false);
  CHECK(link.words == "layers=4&at=50:lr=0.1&at=70:layers=4,4&at=100");
  CHECK(link.leftOut.empty());
  CHECK(wordsWithChanges(b) == "layers=4&at=50:lr=0.1&at=70:layers=4,4");
  const Workbench same = opened(link.words);
  CHECK(stateHash(stateOf(same)) == stateHash(stateOf(b)));
  CHECK(linkTo(same, false).words == link.words);
  CHECK(same.messages.empty());
  CHECK(!same.playing);

  seek(b, 80);
  CHECK(linkTo(b, false).words == "layers=4&at=50:lr=0.1&at=70:layers=4,4&at=80");
}

TEST_CASE("going on from the past, and undo, forget the changes made after") {
  Workbench b = opened("layers=4");
  train(b, 20);
  change(b, "lr=0.1");
  train(b, 20);
  undoLast(b);  // the rate goes back where the run is now
  CHECK(linkTo(b, false).words == "layers=4&at=20:lr=0.1&at=40:lr=0.01&at=40");
  seek(b, 10);
  train(b, 5);
  CHECK(linkTo(b, false).words == "layers=4&at=15");
  undoLast(b);
  CHECK(linkTo(b, false).words == "layers=4&at=20:lr=0.1&at=40:lr=0.01&at=40");
  change(b, "batch=8");
  undoLast(b);
  CHECK(linkTo(b, false).words == "layers=4&at=20:lr=0.1&at=40:lr=0.01&at=40");
  restartRun(b);
  CHECK(linkTo(b, false).words == "layers=4");
}

TEST_CASE("a link says what it leaves out, and opens the present settings instead") {
  Workbench b = opened("layers=4&lr=0.02");
  train(b, 12);
  CHECK(linkTo(b, true).leftOut == "the last digits, which fast arithmetic makes differently");
  beginParameterEdit(b, "Weight");
  setParameter(b, 2, 0.5f);
  setParameter(b, 2, 0.75f);
  CHECK(linkTo(b, false).words == "layers=4&lr=0.02");
  CHECK(linkTo(b, false).leftOut == "weights set by hand at step 12, the step");
  CHECK(wordsWithChanges(b) == "layers=4&lr=0.02");
  undoLast(b);
  CHECK(linkTo(b, false).words == "layers=4&lr=0.02&at=12");
  openTwin(b);
  CHECK(linkTo(b, false).leftOut == "run B");

  Workbench many = opened("layers=2");
  for (int i = 0; i < 100; ++i) {
    train(many, 1);
    change(many, i % 2 ? "momentum=0.5&lr=0.01" : "momentum=0.25&lr=0.02");
  }
  CHECK(linkTo(many, false).words.find("at=") == std::string::npos);
  CHECK(linkTo(many, false).leftOut == "100 changes made on the way, the step");

  Workbench lesson = opened("layers=2");
  openExperiment(lesson, *findExperiment("promise"));
  CHECK(linkTo(lesson, false).leftOut.empty());
  train(lesson, 3);
  CHECK(linkTo(lesson, false).leftOut == "the steps made so far: an experiment opens at its beginning");
  Workbench attempt = opened("layers=2");
  openChallenge(attempt, *findChallenge("harm"), parseConfig("seed=2").config);
  train(attempt, 3);
  CHECK(linkTo(attempt, true).leftOut ==
        "the last digits, which fast arithmetic makes differently, "
        "the steps made so far: a challenge opens at its beginning");
  CHECK(linkTo(opened(""), false).words.find("at=") == std::string::npos);
}

TEST_CASE("a file replaces the run as one entry of undo, and with it the comparison") {
  Workbench made = opened("dataset=moons&layers=3&at=30");
  change(made, "lr=0.1");
  beginParameterEdit(made, "Weight");
  setParameter(made, 1, 2.5f);
  train(made, 15);
  const std::vector<uint8_t> bytes = encodeRun(made.runs[0].session, made.sources);

  Workbench b = opened("layers=5");
  train(b, 10);
  openTwin(b);
  const uint64_t before = stateHash(stateOf(b));
  const std::size_t entries = b.undo.past.size();
  REQUIRE(openRun(b, "moons.lockstep", bytes, true) == "");
  CHECK(stateHash(stateOf(b)) == stateHash(stateOf(made)));
  CHECK(!b.twin);
  CHECK(b.undo.past.size() == entries + 1);
  CHECK(linkTo(b, false).leftOut == "weights set by hand at step 30, the step");
  train(b, 40), train(made, 40);
  CHECK(stateHash(stateOf(b)) == stateHash(stateOf(made)));
  undoLast(b);
  CHECK(stateHash(stateOf(b)) == before);
  CHECK(b.twin);
  redoLast(b);
  CHECK(stateHash(stateOf(b)) == stateHash(stateOf(made)));
  CHECK(!b.twin);
}

TEST_CASE("a table comes and goes with its file") {
  Sources sources = pictures(40, 4);
  sources.csv.fileName = "birds.csv";
  Session s = makeSession(parseConfig("dataset=csv&layers=3").config, sources);
  advanceBy(s, 12);
  Workbench b = opened("layers=2&at=5");
  const uint64_t before = stateHash(stateOf(b));
  REQUIRE(openRun(b, "birds.lockstep", encodeRun(s, sources), true) == "");
  CHECK(b.sources.csv.fileName == "birds.csv");
  CHECK(linkTo(b, false).leftOut == "the table birds.csv");
  train(b, 5), advanceBy(s, 5);
  CHECK(stateHash(stateOf(b)) == stateHash(s.state));
  undoLast(b);
  CHECK(stateHash(stateOf(b)) == before);
  CHECK(b.sources.csv.count() == 0);
  redoLast(b);
  CHECK(stateHash(stateOf(b)) == stateHash(s.state));
}

TEST_CASE("a file that cannot be opened changes nothing") {
  Workbench b = opened("layers=2&at=9");
  const uint64_t before = stateHash(stateOf(b));
  std::vector<uint8_t> bytes = encodeRun(b.runs[0].session, b.sources);
  bytes[70] ^= 1;
  CHECK(openRun(b, "run.lockstep", bytes, true) == "it is damaged: copy or download it again");
  CHECK(stateHash(stateOf(b)) == before);
  CHECK(b.undo.past.empty());
}

TEST_CASE("a journey ends where the viewer does something else") {
  const Address address = readAddress("layers=2&at=1000");
  Workbench b;
  openWorkbench(b, address.config);
  startCourse(b, *address.course, true);
  for (int i = 0; i < 20; ++i) REQUIRE(workCourse(b));
  stepOnce(b);
  CHECK(!workCourse(b));
  CHECK(!b.journey);
  CHECK(stateOf(b).step == 21);
  CHECK(!b.playing);

  openCourse(b, *address.course);
  CHECK(stateOf(b).step == 0);
  while (b.journey) workCourse(b);
  CHECK(stateOf(b).step == 1000);
  undoLast(b);
  CHECK(stateOf(b).step == 21);
}

TEST_CASE("an address with a step begins with its settings; what it cannot do is said") {
  const Address address = readAddress("at=40&layers=3&embed&at=20:lr=0.1");
  CHECK(address.run == "at=40&layers=3&at=20:lr=0.1");
  CHECK(address.page == "embed");
  REQUIRE(address.course);
  CHECK(address.course->step == 40);
  CHECK(address.config == parseConfig("layers=3").config);
  CHECK(!readAddress("layers=3").course);
  CHECK(readAddress("at=5:weights&at=9").notes ==
        std::vector<std::string>{"The link does not carry weights set by hand at step 5"});
  CHECK(!readAddress("experiment=finetune&at=9").course);
}
