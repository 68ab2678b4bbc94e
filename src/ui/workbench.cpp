#include "ui/workbench.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "data/csv.h"
#include "data/digits.h"

namespace lockstep {
namespace {

void say(Workbench& b, std::string text, Remedy remedy = Remedy::none) {
  b.messages.push_back({std::move(text), remedy, false});
}

void parametersChanged(Workbench& b) { ++b.parameterVersion; }

// The run has another past now: the charts start again from it.
void rewritten(Workbench& b) {
  ++b.runVersion;
  ++b.parameterVersion;
  b.stepLosses.clear();
  b.newMetrics.clear();
  b.latest.step = -1;
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

// The run goes on from an earlier step: what came after is another run now, which undo brings back.
void leavePast(Workbench& b) {
  const int64_t step = b.session.state.step;
  seekTo(b.history, b.session, b.history.newest);
  remember(b.undo, b.session, "On from step " + std::to_string(step), true);
  seekTo(b.history, b.session, step);
  forgetAfter(b.history, step);
  rewritten(b);
  say(b, "The run goes on from step " + std::to_string(step), Remedy::undo);
}

// False if the config has to wait for its data.
bool dataAtHand(Workbench& b, const Config& config) {
  if (available(config.dataset, b.sources)) return true;
  if (const char* asset = assetName(config.dataset)) {
    b.pending = config;
    b.pendingAsset = asset;
    b.assetShare = -1;
  } else {
    say(b, "There is no table yet. Drop a CSV file on the page, or open one in the Data section");
  }
  return false;
}

void stopAtDivergence(Workbench& b) {
  b.playing = false;
  b.diagnosis = diagnose(b.history, b.session);
  b.alarm = describe(b.diagnosis->divergence) + ". The run is back at step " +
            std::to_string(b.session.state.step) + ", the last good one";
  b.messages.push_back({b.alarm, Remedy::none, true});
  rewritten(b);
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

// Makes the table with the config's target column the data set, or says what is wrong and changes nothing.
void readTable(Workbench& b, const Config& config, const std::string& name, std::string text) {
  CsvOptions options;
  options.targetColumn = config.target;
  CsvResult table = parseCsv(text, options);
  if (!table.ok()) {
    b.messages.push_back({name + ": " + table.error + ". The run goes on as it was", Remedy::none, true});
    return;
  }
  say(b, name + ": " + std::to_string(table.data.count()) + " rows, " + std::to_string(table.data.dims) +
             " inputs, target “" + table.data.targetName + "”");
  for (const std::string& note : table.notes) say(b, note);
  remember(b.undo, b.session, "Table " + name, true, &b.sources.csv);
  b.sources.csv = std::move(table.data);
  b.sources.csv.fileName = name;
  b.sources.csv.fileText = std::move(text);
  settle(b, applyConfig(b.session, config, b.sources, true));
}

}  // namespace

void openWorkbench(Workbench& b, const Config& config) {
  Config first = config;
  if (!dataAtHand(b, config)) first.dataset = Config{}.dataset;
  b.session = makeSession(first, b.sources);
  for (const std::string& note : b.session.problem.notes) say(b, note);
  beginHistory(b.history, b.session);
  ++b.shapeVersion;
  rewritten(b);
}

void seek(Workbench& b, int64_t step) {
  step = std::clamp(step, firstStep(b.history), b.history.newest);
  if (step == b.session.state.step) return;
  b.playing = false;
  seekTo(b.history, b.session, step);
  b.alarm.clear();
  b.latest.step = -1;
  parametersChanged(b);
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
  return true;
}

void measure(Workbench& b) {
  if (b.latest.step == b.session.state.step) return;
  b.latest = {b.session.state.step, evaluate(b.session)};
  if (!inPast(b)) b.newMetrics.push_back(b.latest);
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
  restart(b.session);
  b.alarm.clear();
  beginHistory(b.history, b.session);
  rewritten(b);
}

void newSeed(Workbench& b) {
  Config config = b.session.config;
  config.seed = (config.seed + 1) % 1000000;
  changeConfig(b, config);
}

void changeConfig(Workbench& b, const Config& config) {
  if (config == b.session.config || !dataAtHand(b, config)) return;
  if (config.dataset == DataKind::csv && config.target != b.session.config.target)
    return readTable(b, config, b.sources.csv.fileName, b.sources.csv.fileText);
  beginDrag(b, config);
  dragConfig(b, config);
}

void beginDrag(Workbench& b, const Config& intended) {
  if (inPast(b)) leavePast(b);
  const Config& now = b.session.config;
  remember(b.undo, b.session, describeChange(now, intended), changeTouchesState(now, intended));
}

void dragConfig(Workbench& b, const Config& config) {
  if (!available(config.dataset, b.sources)) return;
  settle(b, applyConfig(b.session, config, b.sources));
}

void undoLast(Workbench& b) {
  seek(b, b.history.newest);
  const std::string label = b.undo.past.empty() ? "" : b.undo.past.back().label;
  const bool state = !b.undo.past.empty() && b.undo.past.back().state.has_value();
  if (std::optional<Change> change = undoChange(b.undo, b.session, b.sources)) {
    settle(b, *change);
    if (state) rewritten(b);
    b.alarm.clear();
    say(b, "Taken back: " + label);
  }
}

void redoLast(Workbench& b) {
  seek(b, b.history.newest);
  const std::string label = b.undo.future.empty() ? "" : b.undo.future.back().label;
  const bool state = !b.undo.future.empty() && b.undo.future.back().state.has_value();
  if (std::optional<Change> change = redoChange(b.undo, b.session, b.sources)) {
    settle(b, *change);
    if (state) rewritten(b);
    say(b, "Done again: " + label);
  }
}

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
    config = b.session.config;
    config.lr = std::max(config.lr / 10, 1e-6f);
    dragConfig(b, config);
    restart(b.session);
    beginHistory(b.history, b.session);
    b.alarm.clear();
    rewritten(b);
    b.playing = true;
  }
}

void beginParameterEdit(Workbench& b, std::string_view what) {
  if (inPast(b)) leavePast(b);
  remember(b.undo, b.session, std::string(what), true);
}

void setParameter(Workbench& b, int index, float value) {
  if (!std::isfinite(value)) return;
  b.session.state.network.parameters[index] = value;
  record(b.history, b.session, true);
  parametersChanged(b);
  b.latest.step = -1;
}

const char* assetName(DataKind kind) {
  if (kind == DataKind::oneSeven) return "digits-1v7.bin";
  if (kind == DataKind::digits) return "digits.bin";
  return nullptr;
}

void assetArrived(Workbench& b, const std::vector<uint8_t>& bytes, std::string_view error) {
  const Config wanted = b.pending;
  b.pendingAsset.clear();
  std::string problem(error);
  if (problem.empty()) {
    DigitsResult digits = decodeDigits(std::span<const uint8_t>(bytes), wanted.dataset);
    problem = digits.error;
    if (problem.empty())
      (wanted.dataset == DataKind::digits ? b.sources.digits : b.sources.oneSeven) = std::move(digits.data);
  }
  if (!problem.empty()) {
    b.messages.push_back(
        {"The digits could not be loaded: " + problem + ". The run goes on as it was", Remedy::none, true});
    return;
  }
  changeConfig(b, wanted);
}

void openTable(Workbench& b, const std::string& name, std::string_view text) {
  Config config = b.session.config;
  if (config.dataset != DataKind::csv) config.target = -1;
  config.dataset = DataKind::csv;
  readTable(b, config, name, std::string(text));
}

}  // namespace lockstep
