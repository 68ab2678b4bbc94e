#include "session/table_choice.h"
#include "studio/workbench_parts.h"

namespace lockstep {

void say(Workbench& bench, std::string text, bool undo) {
  bench.messages.push_back({.text = std::move(text), .offer = undo ? Offer::undo : Offer::none});
}

void parametersChanged(Workbench& bench, Run& run) { run.parameterVersion = bench.nextVersion++; }

void shapeChanged(Workbench& bench, Run& run) { run.shapeVersion = bench.nextVersion++; }

void pastChanged(Workbench& bench, Run& run) {
  run.runVersion = bench.nextVersion++;
  run.newMetrics.clear();
}

void rewritten(Workbench& bench) {
  for (Run& run : bench.runs) pastChanged(bench, run);
  parametersChanged(bench, bench.runs[0]);
  bench.runs[0].latest.step = -1;
  bench.stepLosses.clear();
}

void refuse(Workbench& bench, const std::string& what, const std::string& why, Offer offer) {
  bench.messages.push_back(
      {.text = what + ": " + why + ". The run goes on as it was", .offer = offer, .alarm = true});
}

void forgetAsset(Workbench& bench) {
  bench.pendingAsset.clear(), bench.failedAsset.clear();
  bench.pendingSide = 0;
  bench.pendingExperiment = nullptr;
  bench.pendingChallenge = nullptr;
  bench.pendingRun.reset();
}

void forgetPending(Workbench& bench) {
  bench.awaitedTable.reset();
  bench.pendingTable.reset();
  forgetAsset(bench);
}

bool dataAtHand(Workbench& bench, const Config& config, int side) {
  if (available(config.dataset, bench.sources)) return true;
  if (const char* asset = dataInfo(config.dataset).asset) {
    forgetPending(bench);
    bench.pending = config;
    bench.pendingFrom = bench.runs[side].session.config;
    bench.pendingSide = side;
    bench.pendingAsset = asset;
    bench.assetShare = -1;
  } else {
    bench.awaitedTable = config;
    const char* rest = config.target.empty() ? "" : "; its settings are kept";
    bench.messages.push_back(
        {.text = std::string("There is no table yet. Drop the file on the page, or open it") + rest,
         .offer = Offer::open});
  }
  return false;
}

void openWorkbench(Workbench& bench, const Config& config) {
  Config first = config;
  if (bench.twin) putTwinAside(bench);
  bench.lesson.reset();
  bench.attempt.reset();
  bench.journey.reset();
  bench.alarm.clear();
  forgetPending(bench);
  Dataset& table = bench.sources.csv;
  TableResult read;
  if (readOtherwise(table, config)) {
    read = readAnew(table, config);
    if (read.ok()) table = std::move(read.data);
  }
  if (!read.ok()) bench.messages.push_back({.text = table.fileName + ": " + read.error, .alarm = true});
  if (!read.ok() || !dataAtHand(bench, config)) first.dataset = Config{}.dataset, bench.pendingFrom = first;
  Run& a = bench.runs[0];
  a.session = makeSession(first, bench.sources);
  for (const std::string& note : a.session.problem.notes) say(bench, note);
  beginHistory(a.history, a.session);
  shapeChanged(bench, a);
  rewritten(bench);
}

}  // namespace lockstep
