// Runs that come from elsewhere, with a past of their own: by a link, or as a file.
#include <string>
#include <utility>

#include "session/saved_run.h"
#include "session/table_choice.h"
#include "studio/journey.h"
#include "studio/workbench_parts.h"

namespace lockstep {
namespace {

bool ended(Workbench& bench) {
  bench.journey.reset();
  return false;
}

bool stillOnItsWay(const Journey& j, const Run& a) {
  if (j.left) return j.left == a.parameterVersion;
  return a.session.state.step == 0 && a.session.config == j.course.beginning;
}

}  // namespace

void startCourse(Workbench& bench, const Course& course, bool plays) {
  bench.playing = false;
  bench.journey = std::make_shared<Journey>(Journey{course, plays});
}

void openCourse(Workbench& bench, const Course& course) {
  closeExperiment(bench);
  closeChallenge(bench);
  if (dataAtHand(bench, course.beginning)) {
    Dataset& table = bench.sources.csv;
    const bool anew = readOtherwise(table, course.beginning);
    TableResult read;
    if (anew) read = readAnew(table, course.beginning);
    if (!read.ok()) return refuse(bench, table.fileName, read.error);
    makeWay(bench, "Link opened", anew ? &table : nullptr);
    if (anew) table = std::move(read.data);
    beginRun(bench, course.beginning, {});
  } else if (bench.pendingAsset.empty()) {
    return;
  }
  startCourse(bench, course, false);
}

bool workCourse(Workbench& bench) {
  if (!bench.pendingAsset.empty()) return false;
  const std::shared_ptr<Journey> journey = bench.journey;
  Journey& j = *journey;
  Run& a = bench.runs[0];
  if (!stillOnItsWay(j, a)) return ended(bench);
  if (j.next < j.course.stops.size() && j.course.stops[j.next].step <= a.session.state.step) {
    const std::size_t told = bench.messages.size();
    applyToA(bench, j.course.stops[j.next++].config);
    bench.messages.resize(told);  // whoever made the change has read that
  } else if (a.session.state.step < j.course.step) {
    if (!trainStep(bench)) return ended(bench);
  } else {
    bench.arrived = a.parameterVersion;
    bench.playing = j.plays;
    return ended(bench);
  }
  j.left = a.parameterVersion;
  return true;
}

std::string openRun(Workbench& bench, const std::string& name, std::span<const uint8_t> bytes,
                    bool asChange) {
  auto run = std::make_shared<SavedRun>();
  std::string error = decodeRun(bytes, *run);
  return error.empty() ? enterRun(bench, {name, std::move(run), asChange}) : error;
}

std::string enterRun(Workbench& bench, PendingRun opened) {
  const SavedRun& run = *opened.run;
  Sources sources = bench.sources;
  if (run.table) sources.csv = *run.table;
  const bool anew = readOtherwise(sources.csv, run.config);
  if (anew) {
    TableResult read = readAnew(sources.csv, run.config);
    if (!read.ok()) return sources.csv.fileName + ": " + read.error;
    sources.csv = std::move(read.data);
  }
  if (!available(run.config.dataset, sources) && sourceOf(run.config.dataset) == DataSource::asset) {
    dataAtHand(bench, run.config);
    bench.pendingRun = std::make_unique<PendingRun>(std::move(opened));
    return "";
  }
  Session session;
  if (std::string error = resumeRun(run, sources, session); !error.empty()) return error;

  closeExperiment(bench);
  closeChallenge(bench);
  bench.journey.reset();
  forgetPending(bench);
  if (opened.asChange)
    makeWay(bench, opened.name + " opened", run.table || anew ? &bench.sources.csv : nullptr);
  else
    putTwinAside(bench);
  bench.playing = false;
  bench.alarm.clear();
  bench.sources = std::move(sources);
  Run& a = bench.runs[0];
  a.session = std::move(session);
  beginHistory(a.history, a.session);
  shapeChanged(bench, a);
  rewritten(bench);
  if (opened.asChange)
    say(bench, opened.name + ": the run goes on from step " + std::to_string(a.session.state.step), true);
  return "";
}

}  // namespace lockstep
