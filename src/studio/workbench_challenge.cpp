#include <algorithm>
#include <string>

#include "studio/attempt.h"
#include "studio/workbench_parts.h"

namespace lockstep {
namespace {

bool drawnByConfig(const Session& a, const TrainingState& first) {
  return std::ranges::equal(first.network.parameters, initialParameters(a));
}

// Whether the past of A is one run with the settings that it has now, from step 0 and without a hand in it.
bool unaltered(const Run& a) {
  const std::vector<Keyframe>& past = a.history.keyframes;
  return !past.empty() && past.front().state.step == 0 && std::ranges::all_of(past, [&](const Keyframe& k) {
    return k.config == a.session.config && (!k.forced || k.state.step == 0);
  });
}

void judgeAnew(Workbench& bench) {
  Attempt& t = *bench.attempt;
  Run& a = bench.runs[0];
  if (a.session.state.step == 0) t.drawn = drawnByConfig(a.session, a.session.state);
  t.whole = t.drawn && unaltered(a);
  t.now = judge(*t.challenge, a.session, t.now, t.whole);
  t.judged = a.parameterVersion;
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
  if (!dataAtHand(bench, config)) return;
  seek(bench, bench.runs[0].history.newest);
  remember(bench.undo, bench.runs[0].session, std::string("Challenge: ") + challenge.title, true);
  bench.undo.past.back().swapsTwin = true;
  bench.undo.past.back().twin = putTwinAside(bench);
  beginRun(bench, config, {});
  bench.attempt = std::make_shared<Attempt>();
  ++bench.challengesOpened;
  bench.attempt->challenge = &challenge;
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

std::string attemptWords(const Workbench& bench) {
  const Challenge& c = *bench.attempt->challenge;
  const std::string changes = changesOf(c, bench.runs[0].session.config);
  return "challenge=" + std::string(c.name) + (changes.empty() ? "" : "&" + changes);
}

}  // namespace lockstep
