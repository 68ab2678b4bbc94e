#include <algorithm>

#include "ui/lesson.h"
#include "ui/workbench_parts.h"

namespace lockstep {
namespace {

bool changesMoreThanRates(const Config& from, const Config& to) {
  return std::any_of(fields().begin(), fields().end(), [&](const ConfigField& f) {
    return f.effect >= Effect::data && printField(f, from) != printField(f, to);
  });
}

// `to`, except where `own` differs from `from`.
Config carried(const Config& from, const Config& to, const Config& own) {
  Config config = to;
  std::string note;
  for (const ConfigField& f : fields()) {
    const std::string value = printField(f, own);
    if (value != printField(f, from)) parseField(f, value, config, note);
  }
  return config;
}

void touched(Workbench& b, bool reshaped) {
  ++b.sideB.parameterVersion;
  if (reshaped) ++b.sideB.shapeVersion;
  b.sideB.latest.step = -1;
}

void renew(Workbench& b, const Config& config, int seeds) {
  const Change change = startTwin(*b.twin, b.session, config, b.sources, seeds);
  for (const std::string& note : change.notes) say(b, "B: " + note);
  touched(b, true);
  ++b.sideB.runVersion;
  ++b.sideB.comparison;
  b.sideB.newMetrics.clear();
}

}  // namespace

RunScene sceneOf(const Workbench& b, int side) {
  if (side == 0)
    return {&b.session, &b.history, 0, b.parameterVersion, b.shapeVersion, b.runVersion, b.playing};
  const TwinSide& s = b.sideB;
  return {&b.twin->b.session, &b.twin->b.history, 1,        s.parameterVersion,
          s.shapeVersion,     s.runVersion,       b.playing};
}

int64_t earliestStep(const Workbench& b) {
  const int64_t first = firstStep(b.history);
  if (!b.twin) return first;
  const TwinRun& other = b.twin->b;
  return std::max({first, b.twin->forkStep, other.forked ? firstStep(other.history) : first});
}

// Opening and closing.

void openTwin(Workbench& b) {
  if (b.twin) return;
  remember(b.undo, b.session, "Comparison opened", false);
  b.undo.past.back().swapsTwin = true;
  beginTwin(b, b.session.config);
}

void beginTwin(Workbench& b, const Config& config) {
  b.twin = std::make_unique<Twin>();
  renew(b, config, 1);
}

void closeTwin(Workbench& b) {
  if (!b.twin) return;
  remember(b.undo, b.session, "Comparison closed", false);
  b.undo.past.back().swapsTwin = true;
  b.undo.past.back().twin = std::move(b.twin);
  if (b.lesson && armCount(*b.lesson->experiment) == 2) closeExperiment(b);
  say(b, "The comparison is closed. Run A goes on", Remedy::undo);
}

void changeTwinSeeds(Workbench& b, int seeds) {
  if (!b.twin) return;
  setTwinSeeds(*b.twin, b.session, b.sources, seeds);
  touched(b, false);
}

bool workComparison(Workbench& b) {
  if (!b.twin || runsBehind(*b.twin) == 0) return false;
  const int64_t before = b.twin->b.session.state.step;
  const bool more = workTwin(*b.twin, b.sources);
  if (b.twin->b.session.state.step != before) {
    touched(b, false);
    checkParting(b);
  }
  return more;
}

std::string twinDifference(const Workbench& b) {
  std::string text;
  const Config &a = b.session.config, &own = configOf(b, 1);
  for (const ConfigField& f : fields()) {
    const std::string from = printField(f, a), to = printField(f, own);
    if (from == to) continue;
    if (!text.empty()) text += ", ";
    text += f.label;
    if (f.type != FieldType::text)
      text += " " + (from.empty() ? "none" : from) + " → " + (to.empty() ? "none" : to);
  }
  return text;
}

// A changes.

bool beginsComparisonAnew(const Workbench& b, const Config& from, const Config& to, int side) {
  if (!b.twin || !changesMoreThanRates(from, to)) return false;
  return side == 0 || b.twin->step == b.twin->forkStep;
}

void keepTwinForUndo(Workbench& b) {
  if (!b.twin) return;
  UndoEntry& entry = b.undo.past.back();
  const Config config = configOf(b, 1);
  const int seeds = twinSeeds(*b.twin);
  entry.swapsTwin = true;
  entry.twin = std::make_unique<Twin>(std::move(*b.twin));
  renew(b, config, seeds);
}

void renewTwin(Workbench& b) {
  if (!b.twin) return;
  const Config config = configOf(b, 1);
  renew(b, config, twinSeeds(*b.twin));
}

void followConfig(Workbench& b, const Config& before, const Change& change) {
  if (!b.twin) return;
  if (change.rebuilt || change.dataChanged || change.restarted) {
    const Config config = carried(before, b.session.config, configOf(b, 1));
    return renew(b, config, twinSeeds(*b.twin));
  }
  changeTwin(*b.twin, 0, b.session.config, b.sources);
}

void followStep(Workbench& b) {
  if (!b.twin) return;
  if (seekTwin(*b.twin, b.session))
    touched(b, false);
  else
    renewTwin(b);
}

void checkParting(Workbench& b) {
  if (!b.twin || b.twin->b.session.state.step != b.session.state.step) return;
  const int64_t step = b.session.state.step;
  const bool same = b.twin->b.session.state.network.parameters == b.session.state.network.parameters;
  int64_t& parted = b.twin->partedAt;
  if (same && parted <= step) parted = -1;
  if (!same && (parted < 0 || parted > step)) parted = step;
}

// B changes.

void beginTwinDrag(Workbench& b, const Config& intended) {
  const Config& now = configOf(b, 1);
  const std::string label = "B: " + describeChange(now, intended);
  if (beginsComparisonAnew(b, now, intended, 1)) {
    remember(b.undo, b.session, label, false);
    return keepTwinForUndo(b);
  }
  remember(b.undo, b.twin->b.session, label, changeTouchesState(now, intended));
  b.undo.past.back().side = 1;
}

void dragTwin(Workbench& b, const Config& wanted) {
  Config config = wanted;
  config.target = b.session.config.target;  // there is one table
  if (beginsComparisonAnew(b, configOf(b, 1), config, 1)) return renew(b, config, twinSeeds(*b.twin));
  const Change change = changeTwin(*b.twin, 1, config, b.sources);
  for (const std::string& note : change.notes) say(b, "B: " + note, Remedy::undo);
  touched(b, change.rebuilt || change.dataChanged);
  if (change.restarted) ++b.sideB.runVersion;
  checkParting(b);
}

bool undoInTwin(Workbench& b, bool redo) {
  std::vector<UndoEntry>& from = redo ? b.undo.future : b.undo.past;
  if (!b.twin) {
    from.pop_back();
    return false;
  }
  TwinRun& run = b.twin->b;
  const bool state = from.back().state.has_value();
  const std::optional<Change> change =
      redo ? redoChange(b.undo, run.session, b.sources) : undoChange(b.undo, run.session, b.sources);
  if (state) {
    beginHistory(run.history, run.session);
    run.forked = run.session.state.step >= b.twin->forkStep;
    ++b.sideB.runVersion;
  }
  changeTwin(*b.twin, 1, run.session.config, b.sources);  // its further seeds
  touched(b, change->rebuilt || change->dataChanged);
  return true;
}

}  // namespace lockstep
