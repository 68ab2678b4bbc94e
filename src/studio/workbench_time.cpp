#include <algorithm>
#include <string>

#include "studio/lesson.h"
#include "studio/metric_schedule.h"
#include "studio/workbench_parts.h"

namespace lockstep {
namespace {

void stopAtDivergence(Workbench& bench) {
  bench.playing = false;
  Run& a = bench.runs[0];
  bench.diagnosis = diagnose(a.history, a.session);
  bench.alarm = describe(bench.diagnosis->divergence) + ". The run is back at step " +
                std::to_string(a.session.state.step) + ", the last good one";
  bench.messages.push_back({.text = bench.alarm, .alarm = true});
  rewritten(bench);
  followStep(bench);
  experimentLostA(bench);
}

void examineWhenDue(Workbench& bench) {
  const Session& a = bench.runs[0].session;
  if (bench.lesson || bench.attempt || !dueForExamination(a.state.step) || bench.complainedOf == a.config)
    return;
  // What was found in another run stays: undo brings that back.
  std::optional<Complaint> found = examine(a, bench.sources);
  if (!found) return;
  bench.complaint = std::move(found);
  bench.complainedOf = a.config;
}

}  // namespace

void leavePast(Workbench& bench) {
  Run& a = bench.runs[0];
  const int64_t step = a.session.state.step;
  seekTo(a.history, a.session, a.history.newest);
  remember(bench.undo, a.session, "On from step " + std::to_string(step), true);
  seekTo(a.history, a.session, step);
  forgetAfter(a.history, step);
  rewritten(bench);
  say(bench, "The run goes on from step " + std::to_string(step), true);
}

int64_t earliestStep(const Workbench& bench) {
  const int64_t first = firstStep(bench.runs[0].history);
  if (!bench.twin) return first;
  const Run& other = bench.runs[1];
  return std::max({first, bench.twin->forkStep, other.forked ? firstStep(other.history) : first});
}

void seek(Workbench& bench, int64_t step) {
  Run& a = bench.runs[0];
  step = std::clamp(step, std::min(earliestStep(bench), a.history.newest), a.history.newest);
  if (step == a.session.state.step) return;
  bench.playing = false;
  seekTo(a.history, a.session, step);
  bench.alarm.clear();
  a.latest.step = -1;
  parametersChanged(bench, a);
  followStep(bench);
}

bool trainStep(Workbench& bench) {
  if (waitsForData(bench)) return false;
  Run& a = bench.runs[0];
  if (inPast(a)) leavePast(bench);
  if (metricsDue(a.session)) measure(bench);
  if (bench.attempt && judgeAttempt(bench)) return false;  // at step 0
  if (bench.playing && stopsHere(bench)) return false;
  if (!advance(a.session)) {
    if (a.session.divergence && bench.waiting) return false;
    if (a.session.divergence) stopAtDivergence(bench);
    bench.playing = false;
    return false;
  }
  record(a.history, a.session);
  bench.alarm.clear();
  bench.stepLosses.emplace_back(a.session.state.step, static_cast<float>(a.session.last.loss));
  parametersChanged(bench, a);
  if (bench.twin) {
    Run& other = bench.runs[1];
    const bool well = !other.session.divergence;
    advanceTwin(*bench.twin, a, other);
    parametersChanged(bench, other);
    if (well && other.session.divergence)
      say(bench, "B: " + describe(*other.session.divergence) + ". A goes on without it");
  }
  if (bench.examining) examineWhenDue(bench);
  if (bench.attempt) return observeAttempt(bench);
  return observeExperiment(bench);
}

bool measured(const Workbench& bench) {
  return std::ranges::all_of(shownRuns(bench),
                             [](const Run& run) { return run.latest.step == run.session.state.step; });
}

void measure(Workbench& bench) {
  const bool stays = metricsDue(bench.runs[0].session);  // for both: their points are of the same steps
  for (Run& run : shownRuns(bench)) {
    if (run.latest.step == run.session.state.step) continue;
    run.latest = {run.session.state.step, evaluate(run.session), nextRate(run.session), stays};
    if (!inPast(run)) run.newMetrics.push_back(run.latest);
  }
}

void togglePlay(Workbench& bench) {
  bench.playing = !bench.playing && !bench.runs[0].session.problem.split.train.empty();
  if (bench.playing) watchStop(bench);
}

void stepOnce(Workbench& bench) {
  bench.playing = false;
  trainStep(bench);
}

void stepEpoch(Workbench& bench) {
  bench.playing = false;
  const TrainingState& state = bench.runs[0].session.state;
  const int64_t epoch = state.epoch;
  while (state.epoch == epoch && trainStep(bench)) {
  }
}

void restartRun(Workbench& bench) {
  if (inPast(bench)) leavePast(bench);
  Run& a = bench.runs[0];
  remember(bench.undo, a.session, "Back to the start", true);
  keepTwinForUndo(bench);
  restart(a.session);
  if (bench.lesson) putAtBeginning(*bench.lesson->run, a.session);
  bench.alarm.clear();
  beginHistory(a.history, a.session);
  rewritten(bench);
  renewTwin(bench);
}

}  // namespace lockstep
