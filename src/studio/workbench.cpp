#include "studio/workbench_parts.h"

#include <algorithm>
#include <cmath>

#include "studio/lesson.h"

namespace lockstep {
namespace {

void parametersChanged(Workbench& b) { ++b.parameterVersion; }

// The run has another past now: the charts start again from it.
void rewritten(Workbench& b) {
  ++b.runVersion;
  ++b.parameterVersion;
  b.stepLosses.clear();
  b.newMetrics.clear();
  b.latest.step = -1;
  ++b.sideB.runVersion;
  b.sideB.newMetrics.clear();
}

void settle(Workbench& b, const Change& change) {
  for (const std::string& note : change.notes) say(b, note, Remedy::undo);
  if (change.rebuilt || change.dataChanged) {
    ++b.shapeVersion;
    beginHistory(b.history, b.session);
  } else {
    record(b.history, b.session, true);
  }
  if (change.restarted) rewritten(b);
  if (change.restarted || change.fresh.size() > 0) b.alarm.clear();
  parametersChanged(b);
  b.latest.step = -1;
}

void stopAtDivergence(Workbench& b) {
  b.playing = false;
  b.diagnosis = diagnose(b.history, b.session);
  b.alarm = describe(b.diagnosis->divergence) + ". The run is back at step " +
            std::to_string(b.session.state.step) + ", the last good one";
  b.messages.push_back({b.alarm, Remedy::none, true});
  rewritten(b);
  followStep(b);
  experimentLostA(b);
}

// Goes on from an earlier step with another config, as one entry of undo.
void goOnWith(Workbench& b, int64_t step, const Config& config, std::string label) {
  seek(b, b.history.newest);
  remember(b.undo, b.session, std::move(label), true);
  seek(b, step);
  forgetAfter(b.history, step);
  dragConfig(b, config);
  rewritten(b);
  b.alarm.clear();
  b.playing = true;
}

// Takes back the last change, or does it again.
void travel(Workbench& b, bool redo) {
  seek(b, b.history.newest);
  std::vector<UndoEntry>&from = redo ? b.undo.future : b.undo.past, &to = redo ? b.undo.past : b.undo.future;
  if (from.empty()) return;
  UndoEntry& entry = from.back();
  const std::string label = entry.label;
  const bool state = entry.state.has_value(), swaps = entry.swapsTwin;
  std::unique_ptr<Twin> twin = std::move(entry.twin);
  if (entry.side == 1) {
    if (!undoInTwin(b, redo)) return;
  } else {
    const Config before = b.session.config;
    const std::optional<Change> change =
        redo ? redoChange(b.undo, b.session, b.sources) : undoChange(b.undo, b.session, b.sources);
    settle(b, *change);
    if (state) rewritten(b);
    b.alarm.clear();
    if (swaps) {
      to.back().twin = std::move(b.twin);
      b.twin = std::move(twin);
      ++b.sideB.shapeVersion;
      ++b.sideB.comparison;
    }
    if (swaps || state)
      followStep(b);
    else
      followConfig(b, before, *change);
  }
  checkParting(b);
  if (b.lesson && b.undo.past.size() < b.lesson->undoDepth) closeExperiment(b);
  say(b, (redo ? "Done again: " : "Taken back: ") + label);
}

}  // namespace

void applyToA(Workbench& b, const Config& config, bool newSources) {
  const Config before = b.session.config;
  const Change change = applyConfig(b.session, config, b.sources, newSources);
  settle(b, change);
  followConfig(b, before, change);
}

void say(Workbench& b, std::string text, Remedy remedy) {
  b.messages.push_back({std::move(text), remedy, false});
}

void leavePast(Workbench& b) {
  const int64_t step = b.session.state.step;
  seekTo(b.history, b.session, b.history.newest);
  remember(b.undo, b.session, "On from step " + std::to_string(step), true);
  seekTo(b.history, b.session, step);
  forgetAfter(b.history, step);
  rewritten(b);
  say(b, "The run goes on from step " + std::to_string(step), Remedy::undo);
}

void openWorkbench(Workbench& b, const Config& config) {
  Config first = config;
  b.twin.reset();
  b.lesson.reset();
  if (!dataAtHand(b, config)) first.dataset = Config{}.dataset;
  b.session = makeSession(first, b.sources);
  for (const std::string& note : b.session.problem.notes) say(b, note);
  beginHistory(b.history, b.session);
  ++b.shapeVersion;
  rewritten(b);
}

void seek(Workbench& b, int64_t step) {
  step = std::clamp(step, std::min(earliestStep(b), b.history.newest), b.history.newest);
  if (step == b.session.state.step) return;
  b.playing = false;
  seekTo(b.history, b.session, step);
  b.alarm.clear();
  b.latest.step = -1;
  parametersChanged(b);
  followStep(b);
}

void beginRun(Workbench& b, const Config& config) {
  b.twin.reset();
  Change change = applyConfig(b.session, config, b.sources);
  change.notes.clear();  // everything is new: nobody misses anything
  settle(b, change);
  restart(b.session);
  beginHistory(b.history, b.session);
  rewritten(b);
  b.alarm.clear();
}

bool trainStep(Workbench& b) {
  if (inPast(b)) leavePast(b);
  if (!advance(b.session)) {
    if (b.session.divergence) stopAtDivergence(b);
    b.playing = false;
    return false;
  }
  record(b.history, b.session);
  b.alarm.clear();
  b.stepLosses.emplace_back(b.session.state.step, static_cast<float>(b.session.last.loss));
  parametersChanged(b);
  if (b.twin) {
    const Session& other = b.twin->b.session;
    const bool well = !other.divergence;
    advanceTwin(*b.twin, b.session);
    ++b.sideB.parameterVersion;
    if (well && other.divergence) say(b, "B: " + describe(*other.divergence) + ". A goes on without it");
  }
  return observeExperiment(b);
}

bool measured(const Workbench& b) {
  return b.latest.step == b.session.state.step &&
         (!b.twin || b.sideB.latest.step == b.twin->b.session.state.step);
}

void measure(Workbench& b) {
  auto look = [](MetricPoint& latest, std::vector<MetricPoint>& points, const History& history, Session& s) {
    if (latest.step == s.state.step) return;
    latest = {s.state.step, evaluate(s)};
    if (!inPast(history, s)) points.push_back(latest);
  };
  look(b.latest, b.newMetrics, b.history, b.session);
  if (b.twin) look(b.sideB.latest, b.sideB.newMetrics, b.twin->b.history, b.twin->b.session);
}

void togglePlay(Workbench& b) { b.playing = !b.playing && !b.session.problem.split.train.empty(); }

void stepOnce(Workbench& b) {
  b.playing = false;
  trainStep(b);
}

void stepEpoch(Workbench& b) {
  b.playing = false;
  const int64_t epoch = b.session.state.epoch;
  while (b.session.state.epoch == epoch && trainStep(b)) {
  }
}

void restartRun(Workbench& b) {
  if (inPast(b)) leavePast(b);
  remember(b.undo, b.session, "Back to the start", true);
  keepTwinForUndo(b);
  restart(b.session);
  b.alarm.clear();
  beginHistory(b.history, b.session);
  rewritten(b);
  renewTwin(b);
}

void newSeed(Workbench& b) {
  Config config = b.session.config;
  config.seed = (config.seed + 1) % 1000000;
  changeConfig(b, config);
}

void changeConfig(Workbench& b, const Config& config, int side) {
  if (config == configOf(b, side) || !dataAtHand(b, config, side)) return;
  if (side == 0 && config.dataset == DataKind::csv && config.target != b.session.config.target)
    return readTable(b, config, b.sources.csv.fileName, b.sources.csv.fileText);
  beginDrag(b, config, side);
  dragConfig(b, config, side);
}

void beginDrag(Workbench& b, const Config& intended, int side) {
  if (inPast(b)) leavePast(b);
  if (side == 1) return beginTwinDrag(b, intended);
  const Config& now = b.session.config;
  const bool anew = beginsComparisonAnew(b, now, intended, 0);
  remember(b.undo, b.session, describeChange(now, intended), anew || changeTouchesState(now, intended));
  if (anew) keepTwinForUndo(b);
}

void dragConfig(Workbench& b, const Config& config, int side) {
  if (!available(config.dataset, b.sources)) return;
  if (side == 1) return dragTwin(b, config);
  applyToA(b, config);
}

void undoLast(Workbench& b) { travel(b, false); }
void redoLast(Workbench& b) { travel(b, true); }

void applyRemedy(Workbench& b, Remedy remedy) {
  if (remedy == Remedy::undo) return undoLast(b);
  if (remedy == Remedy::none || !b.diagnosis) return;
  const int64_t earlier = b.diagnosis->earlier;
  seek(b, earlier);
  Config config = b.session.config;
  if (remedy == Remedy::clip) {
    config.clip = 1;
    goOnWith(b, earlier, config, "On from step " + std::to_string(earlier) + " with clipping");
  } else if (remedy == Remedy::returnSlower) {
    config.lr = std::max(config.lr / 3, 1e-6f);
    goOnWith(b, earlier, config, "On from step " + std::to_string(earlier) + " at a third of the rate");
  } else {
    seek(b, b.history.newest);
    remember(b.undo, b.session, "Start again at a tenth of the rate", true);
    keepTwinForUndo(b);
    config = b.session.config;
    config.lr = std::max(config.lr / 10, 1e-6f);
    dragConfig(b, config);
    restart(b.session);
    beginHistory(b.history, b.session);
    b.alarm.clear();
    rewritten(b);
    renewTwin(b);
    b.playing = true;
  }
}

void beginParameterEdit(Workbench& b, std::string_view what, int side) {
  if (inPast(b)) leavePast(b);
  remember(b.undo, side ? b.twin->b.session : b.session, std::string(what), true);
  b.undo.past.back().side = side;
}

void setParameter(Workbench& b, int index, float value, int side) {
  if (!std::isfinite(value)) return;
  Session& s = side ? b.twin->b.session : b.session;
  s.state.network.parameters[index] = value;
  record(side ? b.twin->b.history : b.history, s, true);
  ++(side ? b.sideB.parameterVersion : b.parameterVersion);
  (side ? b.sideB.latest : b.latest).step = -1;
  checkParting(b);
}

}  // namespace lockstep
