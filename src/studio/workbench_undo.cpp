#include <algorithm>
#include <string>
#include <utility>

#include "studio/attempt.h"
#include "studio/lesson.h"
#include "studio/workbench_parts.h"

namespace lockstep {
namespace {

// Goes on from an earlier step with another config, as one entry of undo.
void goOnWith(Workbench& bench, int64_t step, const Config& config, std::string label) {
  Run& a = bench.runs[0];
  seek(bench, a.history.newest);
  remember(bench.undo, a.session, std::move(label), true);
  seek(bench, step);
  forgetAfter(a.history, step);
  dragConfig(bench, config);
  rewritten(bench);
  bench.alarm.clear();
  bench.playing = true;
}

// Takes back the last change, or does it again.
void travel(Workbench& bench, bool redo) {
  Session& a = bench.runs[0].session;
  seek(bench, bench.runs[0].history.newest);
  std::vector<UndoEntry>&from = redo ? bench.undo.future : bench.undo.past,
  &to = redo ? bench.undo.past : bench.undo.future;
  if (from.empty()) return;
  UndoEntry& entry = from.back();
  const std::string label = entry.label;
  const bool state = entry.state.has_value(), swaps = entry.swapsTwin;
  std::unique_ptr<KeptTwin> twin = std::move(entry.twin);
  if (entry.side == 1) {
    if (!undoInTwin(bench, redo)) return;
  } else {
    const Config before = a.config;
    const std::optional<Change> change =
        redo ? redoChange(bench.undo, a, bench.sources) : undoChange(bench.undo, a, bench.sources);
    settle(bench, *change);
    if (state) rewritten(bench);
    bench.alarm.clear();
    if (swaps) {
      to.back().twin = putTwinAside(bench);
      takeTwinUp(bench, std::move(twin));
    }
    if (swaps || state)
      followStep(bench);
    else
      followConfig(bench, before, *change);
  }
  checkParting(bench);
  if (bench.lesson && bench.undo.past.size() < bench.lesson->undoDepth) closeExperiment(bench);
  if (bench.attempt && bench.undo.past.size() < bench.attempt->undoDepth) closeChallenge(bench);
  say(bench, (redo ? "Done again: " : "Taken back: ") + label);
}

}  // namespace

void makeWay(Workbench& bench, std::string label, const Dataset* table) {
  seek(bench, bench.runs[0].history.newest);
  remember(bench.undo, bench.runs[0].session, std::move(label), true, table);
  bench.undo.past.back().swapsTwin = true;
  bench.undo.past.back().twin = putTwinAside(bench);
}

void undoLast(Workbench& bench) { travel(bench, false); }
void redoLast(Workbench& bench) { travel(bench, true); }

void applyRemedy(Workbench& bench, const Remedy& remedy) {
  const Remedy chosen = remedy;  // what it stands in goes with the change
  if (chosen.step > 0) return goOnWith(bench, chosen.step, chosen.config, chosen.label);
  Run& a = bench.runs[0];
  seek(bench, a.history.newest);
  remember(bench.undo, a.session, chosen.label, true);
  keepTwinForUndo(bench);
  dragConfig(bench, chosen.config);
  restart(a.session);
  beginHistory(a.history, a.session);
  bench.alarm.clear();
  rewritten(bench);
  renewTwin(bench);
  bench.playing = true;
}

}  // namespace lockstep
