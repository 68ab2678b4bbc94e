// A table of the viewer's on the workbench: what is asked of it, what waits for it,
// and that nothing else changes.
#include <doctest/doctest.h>

#include "app/address.h"
#include "app/link.h"
#include "lab/challenges.h"
#include "lab/experiments/experiment.h"
#include "nn/rng.h"
#include "patience.h"
#include "run_helpers.h"
#include "session/course.h"
#include "session/saved_run.h"
#include "session/table_choice.h"
#include "studio/pending_table.h"
#include "studio/workbench.h"

using namespace lockstep;

namespace {

Workbench opened(std::string_view line, int steps = 0) {
  Workbench b;
  openWorkbench(b, parseConfig(line).config);
  for (int i = 0; i < steps; ++i) REQUIRE(trainStep(b));
  b.messages.clear();
  return b;
}

void change(Workbench& b, std::string_view line) {
  changeConfig(b, parseConfig(line, b.runs[0].session.config).config);
}

const Session& run(const Workbench& b) { return b.runs[0].session; }
std::string told(const Workbench& b) { return b.messages.empty() ? "" : b.messages.back().text; }

// `rows` rows of a class and two numbers.
std::string birds(int rows) {
  std::string text = "kind,wing,weight\n";
  for (int i = 0; i < rows; ++i)
    text += (i % 2 ? "wren," : "owl,") + std::to_string(i % 17 + 40 * (i % 2)) + "," +
            std::to_string(i % 23) + ".5\n";
  return text;
}

// Everything that training and the viewer can tell apart.
struct Seen {
  uint64_t state;
  std::string line;
  int count;
  std::size_t undo;
  bool operator==(const Seen&) const = default;
};
Seen seen(const Workbench& b) {
  return {stateHash(run(b).state), printConfig(run(b).config, true), run(b).problem.data.count(),
          b.undo.past.size()};
}

}  // namespace

TEST_CASE("a table says in a line how it was understood, and its target is a setting") {
  Workbench b = opened("layers=4", 10);
  openTable(b, "birds.csv", birds(60));
  CHECK(
      told(b) ==
      "birds.csv: 60 rows, 2 inputs; kind is the class (2 values, the only column of words). What of it is used can "
      "be changed under Settings, Data");
  CHECK(run(b).config.dataset == DataKind::csv);
  CHECK(run(b).problem.data.targetName == "kind");
  change(b, "target=weight");
  CHECK(run(b).problem.data.targetName == "weight");
  CHECK(run(b).problem.data.task == Task::regression);
  CHECK(runWords(b) == "dataset=csv&target=weight&layers=4");
  change(b, "target=1");
  CHECK(run(b).problem.data.targetName == "kind");
  change(b, "columns=weight");
  CHECK(run(b).problem.data.dims == 1);
  const Seen before = seen(b);
  change(b, "target=colour");
  CHECK(
      told(b) ==
      "birds.csv: there is no column “colour”: the table has kind, wing, weight. The run goes on as it was");
  CHECK(seen(b) == before);
  // Another table is not asked for the columns of this one.
  openTable(b, "numbers.csv", "a,b\n1,2.5\n2,3.5\n3,1.5\n");
  CHECK(run(b).config.target.empty());
  CHECK(run(b).problem.data.targetName == "b");
}

TEST_CASE("a run of a table waits for the file, with its settings, and the address keeps them") {
  const std::string line = "dataset=csv&target=kind&columns=wing&missing=fill&layers=5";
  Workbench b = opened(line);
  CHECK(run(b).config.dataset == DataKind::spiral);
  CHECK(runWords(b) == line);
  change(b, "lr=0.1");
  CHECK(runWords(b) == line + "&lr=0.1");
  openTable(b, "bad.csv", "1\n2\n");
  CHECK(runWords(b) == line + "&lr=0.1");
  openTable(b, "birds.csv", birds(60));
  CHECK(runWords(b) == line + "&lr=0.1");
  CHECK(run(b).problem.data.targetName == "kind");
  CHECK(run(b).problem.data.columnNames == std::vector<std::string>{"wing"});
  CHECK(run(b).config.layers == std::vector<int>{5});

  // Asked for while another run is there; and given up for a third.
  Workbench c = opened("layers=4", 5);
  change(c, "dataset=csv&target=kind&layers=6");
  CHECK(run(c).config.layers == std::vector<int>{6});
  CHECK(runWords(c) == "dataset=csv&target=kind&layers=6");
  change(c, "dataset=moons");
  CHECK(parseConfig(runWords(c)).config.dataset == DataKind::moons);
}

TEST_CASE("refusing or stopping never changes the run, and opening is one entry of undo") {
  const std::string plain = birds(40);
  int refused = 0, read = 0;
  for (uint64_t round = 0; round < 300; ++round) {
    Rng rng(5, Stream::probe, round);
    std::string text = plain;
    for (uint32_t edits = 1 + rng.below(2); edits > 0; --edits)
      text[rng.below(static_cast<uint32_t>(text.size()))] =
          static_cast<char>(rng.below(3) ? rng.next() & 127 : ",\n\"x"[rng.below(4)]);
    if (rng.below(4) == 0) text.resize(rng.below(40));
    Workbench b = opened("layers=3&samples=40", 3);
    const Seen before = seen(b);
    openTable(b, "t.csv", text);
    REQUIRE_FALSE(told(b).empty());
    if (b.messages.back().alarm) {
      ++refused;
      CHECK(seen(b) == before);
      CHECK(b.sources.csv.count() == 0);
    } else {
      ++read;
      CHECK(run(b).problem.data.kind == DataKind::csv);
      undoLast(b);
      CHECK(seen(b) == before);
    }
    REQUIRE(trainStep(b));
  }
  MESSAGE(read << " read, " << refused << " refused");
  CHECK(read > 20);
  CHECK(refused > 50);
}

TEST_CASE("a large table is read in pieces, beside which the run goes on; stopped, it leaves nothing") {
  const std::string large = birds(60000);
  REQUIRE(large.size() > 500000);
  Workbench b = opened("layers=3&samples=40", 3), alone = opened("layers=3&samples=40", 3);
  openTable(b, "large.csv", large);
  REQUIRE(b.pendingTable);
  float share = tableShare(b);
  CHECK(workTable(b));
  CHECK(tableShare(b) > share);
  REQUIRE(trainStep(b));
  REQUIRE(trainStep(alone));
  b.pendingTable.reset();
  CHECK(seen(b) == seen(alone));
  CHECK(b.messages.empty());

  openTable(b, "large.csv", large);
  REQUIRE(b.pendingTable);
  change(b, "lr=0.5");
  int pieces = 0;
  while (workTable(b)) ++pieces;
  CHECK(pieces > 10);
  CHECK(run(b).problem.data.count() == 60000);
  CHECK(run(b).config.lr == 0.5f);
  // Another file takes the place of one that is being read.
  openTable(b, "large.csv", large);
  openTable(b, "birds.csv", birds(60));
  CHECK(!b.pendingTable);
  CHECK(run(b).problem.data.count() == 60);
}

namespace {

// One of the things that can happen to a run and its table.
void happen(Workbench& b, const std::vector<uint8_t>& saved, uint32_t what) {
  switch (what) {
    case 0:
      return openTable(b, "birds.csv", birds(20));
    case 1:
      return openTable(b, "numbers.csv", "a,b,c\n1,2.5,4\n2,3.5,4\n3,1.5,5\n4,0.5,6\n");
    case 2:
      return change(b, "target=weight");
    case 3:
      return change(b, "target=nonsense");
    case 4:
      return change(b, "columns=wing&missing=fill");
    case 5:
      return change(b, "target=&columns=");
    case 6:
      return change(b, "dataset=moons");
    case 7:
      return change(b, "dataset=csv");
    case 8:
      return change(b, "lr=0.02");
    case 9:
      return undoLast(b);
    case 10:
      return redoLast(b);
    case 11:
      return b.twin ? closeTwin(b) : openTwin(b);
    case 12:
      return openExperiment(b, *findExperiment("promise"));
    case 13:
      return closeExperiment(b);
    case 14:
      return openCourse(b, parseCourse("dataset=csv&target=weight&layers=3&at=2"));
    case 15:
      return openCourse(b, parseCourse("dataset=csv&target=nonsense&at=2"));
    case 16:
      openRun(b, "birds.lockstep", saved, true);
      return;
    default:
      return stepOnce(b);
  }
}

}  // namespace

TEST_CASE("whatever happens, the data are those that the settings say") {
  Workbench other = opened("layers=3");
  openTable(other, "birds.csv", birds(20));
  change(other, "target=weight&columns=wing");
  const std::vector<uint8_t> saved = encodeRun(run(other), other.sources);
  int tables = 0;
  for (uint64_t walk = 0; walk < static_cast<uint64_t>(rounds(1500)); ++walk) {
    CAPTURE(walk);
    Rng rng(11, Stream::probe, walk);
    Workbench b = opened("layers=2&samples=20");
    for (int i = 0; i < 12; ++i) {
      const uint32_t what = rng.below(18);
      CAPTURE(what);
      happen(b, saved, what);
      while (b.journey && workCourse(b)) continue;
      for (const Run& r : shownRuns(b)) {
        if (r.session.config.dataset != DataKind::csv) continue;
        ++tables;
        REQUIRE(b.sources.csv.readBy == wordsOf(tableChoice(r.session.config)));
        REQUIRE(r.session.problem.data.targetName == b.sources.csv.targetName);
        REQUIRE(r.session.problem.data.x == b.sources.csv.x);
        REQUIRE(!b.awaitedTable);
      }
    }
  }
  MESSAGE(tables << " times a table was looked at");
  CHECK(tables > rounds(3000));
}

TEST_CASE("address and link keep the table that a run waits for, also after steps and changes") {
  Workbench b = opened("dataset=csv&target=kind&layers=5");
  for (int i = 0; i < 3; ++i) REQUIRE(trainStep(b));
  change(b, "lr=0.1");
  CHECK(linkTo(b, false).words == "dataset=csv&target=kind&layers=5&lr=0.1");
}

TEST_CASE("another column is called that by undo") {
  Workbench b = opened("layers=4");
  openTable(b, "birds.csv", birds(60));
  CHECK(b.undo.past.back().label == "Table birds.csv");
  change(b, "target=weight");
  CHECK(b.undo.past.back().label == "Target column");
}
