#include <cmath>
#include <string>

#include "data/csv.h"
#include "session/course.h"
#include "studio/workbench_parts.h"

namespace lockstep {

void settle(Workbench& bench, const Change& change) {
  Run& a = bench.runs[0];
  for (const std::string& note : change.notes) say(bench, note, true);
  if (change.rebuilt || change.dataChanged) {
    shapeChanged(bench, a);
    beginHistory(a.history, a.session);
  } else {
    record(a.history, a.session, true);
  }
  if (change.restarted) rewritten(bench);
  if (change.restarted || change.fresh.size() > 0) bench.alarm.clear();
  parametersChanged(bench, a);
  a.latest.step = -1;
}

void applyToA(Workbench& bench, const Config& config, bool newSources) {
  const Config before = bench.runs[0].session.config;
  const Change change = applyConfig(bench.runs[0].session, config, bench.sources, newSources);
  settle(bench, change);
  followConfig(bench, before, change);
}

void beginRun(Workbench& bench, const Config& config, std::span<const float> parameters) {
  putTwinAside(bench);
  forgetPending(bench);
  Run& a = bench.runs[0];
  Change change = applyConfig(a.session, config, bench.sources);
  change.notes.clear();  // everything is new: nobody misses anything
  settle(bench, change);
  restart(a.session);
  if (!parameters.empty()) {
    a.session.state.network.parameters.assign(parameters.begin(), parameters.end());
    noteTurn(a.session, Turn::Kind::weights);
  }
  beginHistory(a.history, a.session);
  rewritten(bench);
  bench.alarm.clear();
}

void beginDrag(Workbench& bench, const Config& intended, int side) {
  if (inPast(bench)) leavePast(bench);
  if (side == 1) return beginTwinDrag(bench, intended);
  const Session& a = bench.runs[0].session;
  const Config& now = a.config;
  const bool anew = beginsComparisonAnew(bench, now, intended, 0);
  remember(bench.undo, a, describeChange(now, intended), anew || changeTouchesState(now, intended));
  if (anew) keepTwinForUndo(bench);
}

void dragConfig(Workbench& bench, const Config& config, int side) {
  if (!available(config.dataset, bench.sources)) return;
  if (side == 1) return dragTwin(bench, config);
  applyToA(bench, config);
}

void readTable(Workbench& bench, const Config& config, const std::string& name, std::string text) {
  CsvOptions options;
  options.targetColumn = config.target;
  CsvResult table = parseCsv(text, options);
  if (!table.ok()) {
    return refuse(bench, name, table.error);
  }
  say(bench, name + ": " + std::to_string(table.data.count()) + " rows, " + std::to_string(table.data.dims) +
                 " inputs, target “" + table.data.targetName + "”");
  for (const std::string& note : table.notes) say(bench, note);
  remember(bench.undo, bench.runs[0].session, "Table " + name, true, &bench.sources.csv);
  keepTwinForUndo(bench);
  bench.sources.csv = std::move(table.data);
  bench.sources.csv.fileName = name;
  bench.sources.csv.fileText = std::move(text);
  applyToA(bench, config, true);
}

void changeConfig(Workbench& bench, const Config& config, int side) {
  if (config == bench.runs[side].session.config || !dataAtHand(bench, config, side)) return;
  if (side == 0 && config.dataset == DataKind::csv && config.target != bench.runs[0].session.config.target)
    return readTable(bench, config, bench.sources.csv.fileName, bench.sources.csv.fileText);
  if (side == bench.pendingSide && config.dataset != bench.runs[side].session.config.dataset)
    forgetPending(bench);
  beginDrag(bench, config, side);
  dragConfig(bench, config, side);
}

void newSeed(Workbench& bench) {
  Config config = bench.runs[0].session.config;
  config.seed = (config.seed + 1) % 1000000;
  changeConfig(bench, config);
}

void beginParameterEdit(Workbench& bench, std::string_view what, int side) {
  if (inPast(bench)) leavePast(bench);
  remember(bench.undo, bench.runs[side].session, std::string(what), true);
  bench.undo.past.back().side = side;
}

void setParameter(Workbench& bench, int index, float value, int side) {
  if (!std::isfinite(value)) return;
  Run& run = bench.runs[side];
  noteTurn(run.session, Turn::Kind::weights);
  run.session.state.network.parameters[index] = value;
  record(run.history, run.session, true);
  parametersChanged(bench, run);
  run.latest.step = -1;
  checkParting(bench);
}

}  // namespace lockstep
