#include <algorithm>
#include <utility>

#include "session/setting.h"
#include "session/table_choice.h"
#include "studio/lesson.h"
#include "studio/workbench_parts.h"

namespace lockstep {
namespace {

bool changesMoreThanRates(const Config& from, const Config& to) {
  return std::any_of(settings().begin(), settings().end(), [&](const Setting& f) {
    return f.effect >= Effect::data && printSetting(f, from) != printSetting(f, to);
  });
}

// `to`, except where `own` differs from `from`.
Config carried(const Config& from, const Config& to, const Config& own) {
  Config config = to;
  std::string note;
  for (const Setting& f : settings()) {
    const std::string value = printSetting(f, own);
    if (value != printSetting(f, from)) parseSetting(f, value, config, note);
  }
  return config;
}

void touched(Workbench& bench, bool reshaped) {
  Run& other = bench.runs[1];
  parametersChanged(bench, other);
  if (reshaped) shapeChanged(bench, other);
  other.latest.step = -1;
}

// B leaves A anew.
void renew(Workbench& bench, const Config& config, int seeds) {
  const Change change =
      startTwin(bench.twin.emplace(), bench.runs[0], bench.runs[1], config, bench.sources, seeds);
  for (const std::string& note : change.notes) say(bench, "B: " + note);
  touched(bench, true);
  pastChanged(bench, bench.runs[1]);
  bench.comparison = bench.nextVersion++;
}

}  // namespace

// Opening and closing.

void openTwin(Workbench& bench) {
  if (bench.twin) return;
  remember(bench.undo, bench.runs[0].session, "Comparison opened", false);
  bench.undo.past.back().swapsTwin = true;
  beginTwin(bench, bench.runs[0].session.config);
}

void beginTwin(Workbench& bench, const Config& config) { renew(bench, config, 1); }

std::unique_ptr<KeptTwin> putTwinAside(Workbench& bench) {
  if (!bench.twin) return nullptr;
  TwinRun& other = bench.runs[1];
  auto kept = std::make_unique<KeptTwin>(
      KeptTwin{std::move(*bench.twin), std::exchange(other, {}), std::exchange(bench.runs[0].losses, {})});
  bench.twin.reset();
  if (bench.pendingSide == 1) forgetAsset(bench);
  return kept;
}

void takeTwinUp(Workbench& bench, std::unique_ptr<KeptTwin> kept) {
  if (!kept) return;
  TwinRun& other = bench.runs[1];
  other = std::move(kept->b);
  bench.runs[0].losses = std::move(kept->lossesOfA);
  bench.twin = std::move(kept->twin);
  shapeChanged(bench, bench.runs[1]);
  bench.runs[1].newMetrics.clear();
  bench.comparison = bench.nextVersion++;
}

void closeTwin(Workbench& bench) {
  if (!bench.twin) return;
  remember(bench.undo, bench.runs[0].session, "Comparison closed", false);
  bench.undo.past.back().swapsTwin = true;
  bench.undo.past.back().twin = putTwinAside(bench);
  if (bench.lesson && armCount(*bench.lesson->experiment) == 2) closeExperiment(bench);
  say(bench, "The comparison is closed. Run A goes on", true);
}

void changeTwinSeeds(Workbench& bench, int seeds) {
  if (!bench.twin) return;
  if (bench.lesson && !bench.lesson->run->beginning().empty())
    return say(bench, "These two runs were trained before; further seeds would begin without that");
  setTwinSeeds(*bench.twin, bench.runs[0], bench.runs[1], bench.sources, seeds);
  touched(bench, false);
}

bool workComparison(Workbench& bench) {
  Run& other = bench.runs[1];
  if (!bench.twin || runsBehind(*bench.twin, other) == 0) return false;
  const int64_t before = other.session.state.step;
  const bool more = workTwin(*bench.twin, other, bench.sources);
  if (other.session.state.step != before) {
    touched(bench, false);
    checkParting(bench);
  }
  return more;
}

namespace {

// "Layer 1 frozen", "only layer 2 learns"; empty where the rates say more than that.
std::string frozenLayers(const std::vector<float>& rates, int layers) {
  std::string frozen;
  int still = 0, learns = -1;
  for (int l = 0; l < layers; ++l) {
    const float rate = l < static_cast<int>(rates.size()) ? rates[static_cast<std::size_t>(l)] : 1;
    if (rate != 0 && rate != 1) return {};
    if (rate == 1) {
      learns = l;
      continue;
    }
    frozen += (still++ ? ", " : "") + std::to_string(l + 1);
  }
  if (still == 0 || learns < 0) return {};
  if (still == layers - 1 && still > 1) return "Only layer " + std::to_string(learns + 1) + " learns";
  return (still > 1 ? "Layers " : "Layer ") + frozen + " frozen";
}

// What B has different in one setting: "With skips of 0.5", or else "Learning rate 0.01 → 0.03".
std::string difference(const Setting& setting, const Config& a, const Config& b) {
  const std::string from = printSetting(setting, a), to = printSetting(setting, b);
  if (from == to) return {};
  if (&setting == &settingOf(&Config::rates)) {
    const std::string words = frozenLayers(b.rates, static_cast<int>(b.layers.size()) + 1);
    if (a.rates.empty() && !words.empty()) return words;
  }
  if (&setting == &settingOf(&Config::skip) && (a.skip == 0 || b.skip == 0))
    return b.skip == 0 ? "Without skips" : "With skips of " + to;
  if (typeOf(setting) == SettingType::text) return setting.label;
  return std::string(setting.label) + " " + (from.empty() ? "none" : from) + " → " +
         (to.empty() ? "none" : to);
}

}  // namespace

std::string twinDifference(const Workbench& bench) {
  std::string text;
  for (const Setting& setting : settings()) {
    const std::string words = difference(setting, bench.runs[0].session.config, bench.runs[1].session.config);
    if (!words.empty()) text += (text.empty() ? "" : ", ") + words;
  }
  return text;
}

// A changes.

bool beginsComparisonAnew(const Workbench& bench, const Config& from, const Config& to, int side) {
  if (!bench.twin || !changesMoreThanRates(from, to)) return false;
  return side == 0 || bench.twin->step == bench.twin->forkStep;
}

void keepTwinForUndo(Workbench& bench) {
  if (!bench.twin) return;
  const Config config = bench.runs[1].session.config;
  const int seeds = twinSeeds(*bench.twin);
  UndoEntry& entry = bench.undo.past.back();
  entry.swapsTwin = true;
  entry.twin = putTwinAside(bench);
  renew(bench, config, seeds);
}

void renewTwin(Workbench& bench) {
  if (!bench.twin) return;
  const Config config = bench.runs[1].session.config;
  renew(bench, config, twinSeeds(*bench.twin));
}

void followConfig(Workbench& bench, const Config& before, const Change& change) {
  if (!bench.twin) return;
  const Config& now = bench.runs[0].session.config;
  if (change.rebuilt || change.dataChanged || change.restarted) {
    const Config config = carried(before, now, bench.runs[1].session.config);
    return renew(bench, config, twinSeeds(*bench.twin));
  }
  changeSeeds(*bench.twin, 0, now, bench.sources);
}

void followStep(Workbench& bench) {
  if (!bench.twin) return;
  if (seekTwin(*bench.twin, bench.runs[0], bench.runs[1]))
    touched(bench, false);
  else
    renewTwin(bench);
}

void checkParting(Workbench& bench) {
  if (bench.twin) checkParting(*bench.twin, bench.runs[0], bench.runs[1]);
}

// B changes.

void beginTwinDrag(Workbench& bench, const Config& intended) {
  const Config& now = bench.runs[1].session.config;
  const std::string label = "B: " + describeChange(now, intended);
  if (beginsComparisonAnew(bench, now, intended, 1)) {
    remember(bench.undo, bench.runs[0].session, label, false);
    return keepTwinForUndo(bench);
  }
  remember(bench.undo, bench.runs[1].session, label, changeTouchesState(now, intended));
  bench.undo.past.back().side = 1;
}

void dragTwin(Workbench& bench, const Config& wanted) {
  Config config = wanted;
  setTableChoice(config, bench.runs[0].session.config);  // there is one table
  if (beginsComparisonAnew(bench, bench.runs[1].session.config, config, 1))
    return renew(bench, config, twinSeeds(*bench.twin));
  const Change change = changeTwin(*bench.twin, bench.runs[1], config, bench.sources);
  for (const std::string& note : change.notes) say(bench, "B: " + note, true);
  touched(bench, change.rebuilt || change.dataChanged);
  if (change.restarted) pastChanged(bench, bench.runs[1]);
  checkParting(bench);
}

bool undoInTwin(Workbench& bench, bool redo) {
  std::vector<UndoEntry>& from = redo ? bench.undo.future : bench.undo.past;
  if (!bench.twin) {
    from.pop_back();
    return false;
  }
  Run& run = bench.runs[1];
  const bool state = from.back().state.has_value();
  const std::optional<Change> change = redo ? redoChange(bench.undo, run.session, bench.sources)
                                            : undoChange(bench.undo, run.session, bench.sources);
  if (state) {
    beginHistory(run.history, run.session);
    run.forked = run.session.state.step >= bench.twin->forkStep;
    pastChanged(bench, run);
  }
  changeTwin(*bench.twin, run, run.session.config, bench.sources);  // its further seeds
  touched(bench, change->rebuilt || change->dataChanged);
  return true;
}

}  // namespace lockstep
