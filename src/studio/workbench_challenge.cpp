#include <algorithm>
#include <string>

#include "studio/attempt.h"
#include "studio/workbench_parts.h"

namespace lockstep {
namespace {

void judgeAnew(Workbench& bench) {
  Attempt& t = *bench.attempt;
  Run& a = bench.runs[0];
  t.now = judge(*t.challenge, t.start, a.session, t.now);
  t.judged = a.parameterVersion;
  if (!t.solved && !t.now.met) return;
  const std::string words = changesOf(*t.challenge, a.session.config);
  if (t.solved && (words != t.solvedWith || t.now.step < t.solved->step)) t.solved.reset();
  if (t.solved || !t.now.met) return;
  t.solved = t.now;
  t.solvedWith = words;
  bench.playing = false;
  if (std::ranges::find(bench.solved, t.challenge) == bench.solved.end()) bench.solved.push_back(t.challenge);
}

}  // namespace

void openChallenge(Workbench& bench, const Challenge& challenge, const Config& config) {
  closeExperiment(bench);
  closeChallenge(bench);
  if (!dataAtHand(bench, config)) {
    bench.pendingChallenge = &challenge;
    return;
  }
  makeWay(bench, std::string("Challenge: ") + challenge.title);
  beginRun(bench, config, {});
  bench.attempt = std::make_shared<Attempt>();
  ++bench.challengesOpened;
  bench.attempt->challenge = &challenge;
  bench.attempt->start = startOf(challenge);
  bench.attempt->undoDepth = bench.undo.past.size();
  judgeAnew(bench);
}

void closeChallenge(Workbench& bench) { bench.attempt.reset(); }

bool judgeAttempt(Workbench& bench) {
  const Run& a = bench.runs[0];
  const Attempt& t = *bench.attempt;
  if (inPast(a) || t.judged == a.parameterVersion) return false;
  const bool before = t.solved.has_value();
  judgeAnew(bench);
  return !before && t.solved;
}

bool observeAttempt(Workbench& bench) {
  const bool met = judgeAttempt(bench);
  const Attempt& t = *bench.attempt;
  const bool late = !t.solved && t.now.step == t.challenge->steps;
  if (late) bench.playing = false;
  return !met && !late;
}

void beginAttemptAnew(Workbench& bench) {
  restartRun(bench);
  bench.playing = true;
}

}  // namespace lockstep
