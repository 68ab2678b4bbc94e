// A challenge on the workbench.
#include <doctest/doctest.h>

#include <string>

#include "app/link.h"
#include "lab/experiments/experiment.h"
#include "run_helpers.h"
#include "session/course.h"
#include "studio/attempt.h"
#include "studio/lesson.h"
#include "studio/workbench.h"

using namespace lockstep;

namespace {

// The step at which these changes first meet it.
int64_t withoutScreen(const Challenge& c, const std::string& changes) {
  Session s = makeSession(parseConfig(changes, startOf(c)).config, {});
  Judgement j = judge(c, startOf(c), s, {});
  while (!j.met && j.step < c.steps && advance(s)) j = judge(c, startOf(c), s, j);
  return j.step;
}

}  // namespace

TEST_CASE("an open challenge is judged at every step, ends the run where it is met, and has a link") {
  Workbench b;
  openWorkbench(b, configOf(""));
  const Challenge& c = *findChallenge("synergy");
  openChallenge(b, c, startOf(c));
  REQUIRE(b.attempt);
  CHECK(b.runs[0].session.config == startOf(c));
  CHECK(challengeWords(*b.attempt->challenge, b.runs[0].session.config) == "challenge=synergy");
  b.playing = true;
  while (trainStep(b)) {
  }
  CHECK(b.runs[0].session.state.step == c.steps);
  CHECK(!b.playing);
  CHECK(!b.attempt->solved);

  changeConfig(b, parseConfig("lr=10", b.runs[0].session.config).config);
  judgeAttempt(b);
  CHECK(!madeBySettings(b.runs[0].session));
  CHECK(!linkTo(b, false).leftOut.empty());
  changeConfig(b, parseConfig("initScale=0.2", b.runs[0].session.config).config);
  judgeAttempt(b);
  CHECK(madeBySettings(b.runs[0].session));  // other first weights begin the run again
  CHECK(linkTo(b, false).leftOut.empty());
  b.playing = true;
  while (trainStep(b)) {
  }
  REQUIRE(b.attempt->solved);
  CHECK(b.attempt->solved->step == withoutScreen(c, "initScale=0.2&lr=10"));  // as without a screen
  CHECK(b.solved == std::vector<const Challenge*>{&c});
  CHECK(challengeWords(*b.attempt->challenge, b.runs[0].session.config) ==
        "challenge=synergy&initScale=0.2&lr=10");

  SUBCASE("what was met stands while the run goes on, and goes with its settings") {
    trainStep(b);
    CHECK(b.attempt->solved);
    Config config = b.runs[0].session.config;
    config.lr = 1;
    changeConfig(b, config);
    judgeAttempt(b);
    CHECK(!b.attempt->solved);
  }
  SUBCASE("a weight changed by hand on the way does not count") {
    restartRun(b);
    setParameter(b, 0, 0.5f);
    judgeAttempt(b);
    CHECK(!madeBySettings(b.runs[0].session));
    trainStep(b);
    CHECK(!madeBySettings(b.runs[0].session));
    beginAttemptAnew(b);
    judgeAttempt(b);
    CHECK(madeBySettings(b.runs[0].session));
    trainStep(b);
    setParameter(b, 0, 0.5f);
    judgeAttempt(b);
    CHECK(!madeBySettings(b.runs[0].session));
  }
  SUBCASE("undo beyond its opening closes it") {
    while (b.attempt && !b.undo.past.empty()) undoLast(b);
    CHECK(!b.attempt);
    CHECK(b.runs[0].session.config == configOf(""));
  }
  SUBCASE("an experiment takes its place") {
    openExperiment(b, experiments()[0]);
    CHECK(!b.attempt);
  }
}

TEST_CASE("a run that began with weights trained before is not the one that its settings make") {
  Workbench b;
  openWorkbench(b, configOf(""));
  CHECK(linkTo(b, false).leftOut.empty());
  trainStep(b);
  CHECK(linkTo(b, false).leftOut.empty());
  Sources sources = pictures(120, 784);  // made up, in the place of the digits
  Dataset& digits = b.sources.asset(DataKind::digits) = sources.csv;
  digits.kind = DataKind::digits;
  digits.imageSide = 28;
  openExperiment(b, *findExperiment("finetune"));
  REQUIRE(b.lesson);
  REQUIRE(!b.lesson->run->beginning().empty());
  closeExperiment(b);
  closeTwin(b);
  CAPTURE(linkTo(b, false).words);
  CHECK(linkTo(b, false).leftOut.find("weights") != std::string::npos);
  restartRun(b);
  CHECK(linkTo(b, false).leftOut.empty());
  trainStep(b);
  setParameter(b, 0, 1);
  CHECK(!linkTo(b, false).leftOut.empty());
}
