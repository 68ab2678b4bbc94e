#include <cmath>
#include <string>

#include "session/course.h"
#include "session/table_choice.h"
#include "studio/pending_table.h"
#include "studio/workbench_parts.h"

namespace lockstep {

void settle(Workbench& bench, const Change& change) {
  Run& a = bench.runs[0];
  if (a.session.config.dataset == DataKind::csv) bench.awaitedTable.reset();
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
  if (config.dataset != before.dataset) bench.awaitedTable.reset();
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

namespace {

constexpr std::size_t kAtOnce = 1 << 18, kUnit = 1 << 16;  // bytes

// Settings that were changed while it was read stay as they are now.
Config configWith(const PendingTable& table, const Config& now) {
  Config config = parseConfig(printDifference(table.before, now), table.wanted).config;
  config.dataset = DataKind::csv;
  setTableChoice(config, table.wanted);
  return config;
}

void endTable(Workbench& bench, PendingTable& pending) {
  TableResult table = resultOf(*pending.reading);
  const std::string& name = pending.name;
  if (!table.ok()) return refuse(bench, name, table.error);
  const Config before = bench.runs[0].session.config, config = configWith(pending, before);
  const bool again = bench.sources.csv.fileName == name && bench.sources.csv.fileText == pending.text;
  say(bench, name + ": " + describeTable(table.data) + "; " + table.summary +
                 (again ? "" : ". What of it is used can be changed under Settings, Data"));
  forgetPending(bench);
  if (bench.journey) bench.journey.reset();
  if (inPast(bench)) leavePast(bench);
  remember(bench.undo, bench.runs[0].session, again ? describeChange(before, config) : "Table " + name, true,
           &bench.sources.csv);
  keepTwinForUndo(bench);
  table.data.fileName = name;
  table.data.fileText = std::move(pending.text);
  bench.sources.csv = std::move(table.data);
  applyToA(bench, config, true);
}

}  // namespace

void beginTable(Workbench& bench, const Config& config, const std::string& name, std::string text) {
  forgetAsset(bench);
  auto pending = std::make_shared<PendingTable>();
  pending->name = name, pending->text = std::move(text);
  pending->before = bench.runs[0].session.config, pending->wanted = config;
  pending->reading = beginReading(pending->text, tableChoice(config));
  bench.pendingTable = pending;
  if (pending->text.size() <= kAtOnce)
    while (workTable(bench)) continue;
}

bool workTable(Workbench& bench) {
  const std::shared_ptr<PendingTable> pending = bench.pendingTable;
  if (workOn(*pending->reading, kUnit)) return true;
  bench.pendingTable.reset();
  endTable(bench, *pending);
  return false;
}

float tableShare(const Workbench& bench) { return shareOf(*bench.pendingTable->reading); }

void changeConfig(Workbench& bench, const Config& config, int side) {
  const Config& now = bench.runs[side].session.config;
  if (config == now) return;
  if (!dataAtHand(bench, config, side)) {
    if (!bench.awaitedTable) return;
    Config rest = config;  // it can be had now
    rest.dataset = now.dataset;
    return changeConfig(bench, rest, side);
  }
  if (const std::shared_ptr<PendingTable> read = bench.pendingTable;
      read && side == 0 && wordsOf(tableChoice(config)) != wordsOf(tableChoice(now)))
    return beginTable(bench, parseConfig(printDifference(now, config), read->wanted).config, read->name,
                      read->text);
  if (side == 0 && readOtherwise(bench.sources.csv, config))
    return beginTable(bench, config, bench.sources.csv.fileName, bench.sources.csv.fileText);
  if (side == bench.pendingSide && config.dataset != now.dataset) forgetPending(bench);
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
