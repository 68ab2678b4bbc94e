#include "studio/laboratory.h"

#include <algorithm>
#include <cmath>

#include "data/number.h"
#include "studio/desk_measurement.h"

namespace lockstep {
namespace {

void forget(Gauge& g) {
  g.running.reset();
  g.latest.reset();
  g.runningStep = g.latestStep = -1;
  g.tracks.clear();
  g.version = 0;
}

}  // namespace

void followRun(Laboratory& lab, const Run& run) {
  if (lab.shapeVersion != run.shapeVersion) {
    for (Gauge& g : lab.gauges) forget(g);
    lab.subject.reset();
    lab.earlier.reset();
    lab.initial.clear();
    lab.subjectVersion = 0;
  } else if (lab.runVersion != run.runVersion) {
    const double step = static_cast<double>(run.session.state.step);
    for (Gauge& g : lab.gauges)
      for (Track& track : g.tracks)
        for (Series& row : track.rows) truncateAfter(row, step > 0 ? step : -1);
    lab.earlier.reset();
    lab.initial.clear();
  }
  lab.shapeVersion = run.shapeVersion;
  lab.runVersion = run.runVersion;
}

namespace {

void lookAnew(Laboratory& lab, const Run& run) {
  if (lab.subjectVersion == run.parameterVersion && lab.subject) return;
  if (lab.initial.empty()) lab.initial = initialParameters(run.session);
  SubjectPtr now = makeSubject(run.session, lab.samples, lab.initial);
  if (lab.subject && lab.subject->step < now->step) lab.earlier = lab.subject;
  lab.subject = std::move(now);
  lab.subjectVersion = run.parameterVersion;
}

// More than what it was last started on.
bool asksMore(const Gauge& g) { return g.startedLength != g.length || (g.startedBrief && !g.brief); }

bool due(const Gauge& g, const Run& run) {
  if (!g.wanted || g.running) return false;
  if (g.asked) return true;
  return !g.instrument->onDemand && (!g.latest || g.version != run.parameterVersion || asksMore(g));
}

void follow(Gauge& g) {
  const Readings readings = g.latest->readings();
  const double step = static_cast<double>(g.latestStep);
  std::size_t index = 0;
  for (const FollowedColumn& followed : g.instrument->followed) {
    if (g.tracks.size() <= index) g.tracks.emplace_back();
    Track& track = g.tracks[index++];
    track.name = followed.column;
    for (const Table& table : readings)
      for (const TableColumn& column : table.columns) {
        if (table.name != followed.table || column.name != followed.column) continue;
        track.unit = column.unit;
        track.rows.resize(std::max(track.rows.size(), column.values.size()));
        for (std::size_t i = 0; i < column.values.size(); ++i) append(track.rows[i], step, column.values[i]);
      }
  }
}

void keep(Gauge& g, const Run& run) {
  g.latest = std::move(g.running);
  g.latestStep = g.runningStep;
  g.cost = g.spent;
  if (!inPast(run.history, run.session)) follow(g);
}

// A measurement of another moment or length gives way once what it was asked for stands.
void giveWay(Gauge& g, const Run& run) {
  if (!g.wanted || !g.running || !g.running->usable()) return;
  if (g.version != run.parameterVersion || asksMore(g)) keep(g, run);
}

// All gauges that are due begin on the same moment, once those before them are done.
void begin(Laboratory& lab, const Run& run) {
  bool any = false;
  for (Gauge& g : lab.gauges) giveWay(g, run);
  for (const Gauge& g : lab.gauges) {
    if (g.wanted && g.running && !g.instrument->onDemand) return;
    any = any || due(g, run);
  }
  if (!any || run.session.problem.split.train.empty()) return;
  lookAnew(lab, run);
  for (Gauge& g : lab.gauges) {
    if (!due(g, run)) continue;
    const Measurement* same = g.version == lab.subjectVersion ? g.latest.get() : nullptr;
    g.running = g.instrument->start(
        {lab.subject, lab.earlier, &run.session, &run.history, g.variant, g.length, g.brief, same});
    g.runningStep = lab.subject->step;
    g.version = lab.subjectVersion;
    g.startedLength = g.length, g.startedBrief = g.brief;
    g.spent = 0;
    g.asked = false;
  }
}

void workOn(Gauge& g, const Run& run, double (*now)()) {
  const double start = now();
  const bool more = g.running->work();
  g.spent += now() - start;
  if (!more) keep(g, run);
}

Gauge* nextGauge(Laboratory& lab) {
  for (std::size_t i = 0; i < lab.gauges.size(); ++i) {
    Gauge& g = lab.gauges[(lab.turn + i) % lab.gauges.size()];
    if (!g.wanted || !g.running) continue;
    lab.turn = (lab.turn + i + 1) % lab.gauges.size();
    return &g;
  }
  return nullptr;
}

std::string csvCell(double value) { return std::isnan(value) ? "" : printFloat(static_cast<float>(value)); }

}  // namespace

const Measurement* standing(const Gauge& g) {
  return g.running && g.running->usable() ? g.running.get() : g.latest.get();
}

Laboratory makeLaboratory() {
  Laboratory lab;
  for (const Instrument& instrument : instruments()) lab.gauges.emplace_back().instrument = &instrument;
  lab.gauges.emplace_back().instrument = &deskInstrument();
  return lab;
}

Gauge& gaugeOf(Laboratory& lab, std::string_view name) {
  for (Gauge& g : lab.gauges)
    if (name == g.instrument->name) return g;
  return lab.gauges.front();
}

bool workLaboratory(Laboratory& lab, const Run& run, double (*now)(), double until) {
  followRun(lab, run);
  const double start = now();
  begin(lab, run);
  bool more = false;
  while (Gauge* g = nextGauge(lab)) {
    workOn(*g, run, now);
    begin(lab, run);
    more = true;
    if (now() >= until) break;
  }
  lab.load += 0.1 * (now() - start - lab.load);
  more = more && nextGauge(lab);
  for (Gauge& g : lab.gauges) g.wanted = false;
  return more;
}

const Track* findTrack(const Gauge& gauge, std::string_view name) {
  for (const Track& track : gauge.tracks)
    if (track.name == name) return &track;
  return nullptr;
}

std::string readingsCsv(const Gauge& g) {
  std::string csv;
  if (g.latest) {
    for (const Table& table : g.latest->readings()) {
      csv += "# " + table.name + ", step " + std::to_string(g.latestStep) + "\n";
      std::size_t rows = 0;
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const TableColumn& column = table.columns[i];
        csv += (i ? "," : "") + column.name + (column.unit.empty() ? "" : " (" + column.unit + ")");
        rows = std::max(rows, column.values.size());
      }
      csv += "\n";
      for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t i = 0; i < table.columns.size(); ++i)
          csv += (i ? "," : "") +
                 (row < table.columns[i].values.size() ? csvCell(table.columns[i].values[row]) : "");
        csv += "\n";
      }
      csv += "\n";
    }
  }
  for (const Track& track : g.tracks) {
    std::vector<std::string> names;
    std::vector<NamedSeries> series;
    for (std::size_t i = 0; i < track.rows.size(); ++i)
      names.push_back(track.rows.size() > 1 ? track.name + " " + std::to_string(i + 1) : track.name);
    for (std::size_t i = 0; i < track.rows.size(); ++i) series.push_back({names[i], &track.rows[i]});
    csv += "# " + track.name + " over the run\n" + seriesCsv("step", series) + "\n";
  }
  return csv;
}

}  // namespace lockstep
