#include "studio/laboratory.h"

#include <algorithm>
#include <cmath>

#include "data/number.h"
#include "studio/desk_measurement.h"

namespace lockstep {
namespace {

void forget(Channel& c) {
  c.running.reset();
  c.latest.reset();
  c.runningStep = c.latestStep = -1;
  c.tracks.clear();
  c.version = 0;
}

// What was measured belongs to a run: another network is another subject, another past is cut off.
void followRun(Laboratory& lab, const RunScene& scene) {
  if (lab.shapeVersion != scene.shapeVersion) {
    for (Channel& c : lab.channels) forget(c);
    lab.subject.reset();
    lab.earlier.reset();
    lab.initial.clear();
    lab.subjectVersion = 0;
  } else if (lab.runVersion != scene.runVersion) {
    const double step = static_cast<double>(scene.session->state.step);
    for (Channel& c : lab.channels)
      for (Track& track : c.tracks)
        for (Series& row : track.rows) truncateAfter(row, step > 0 ? step : -1);
    lab.earlier.reset();
    lab.initial.clear();
  }
  lab.shapeVersion = scene.shapeVersion;
  lab.runVersion = scene.runVersion;
}

void lookAnew(Laboratory& lab, const RunScene& scene) {
  if (lab.subjectVersion == scene.parameterVersion && lab.subject) return;
  if (lab.initial.empty()) lab.initial = initialParameters(*scene.session);
  SubjectPtr now = makeSubject(*scene.session, lab.samples, lab.initial);
  if (lab.subject && lab.subject->step < now->step) lab.earlier = lab.subject;
  lab.subject = std::move(now);
  lab.subjectVersion = scene.parameterVersion;
}

bool due(const Channel& c, const RunScene& scene) {
  if (!c.wanted || c.running) return false;
  if (c.asked) return true;
  return !c.instrument->onDemand && (!c.latest || c.version != scene.parameterVersion);
}

// All channels that are due begin on the same moment, once those before them are done.
void begin(Laboratory& lab, const RunScene& scene) {
  bool any = false;
  for (const Channel& c : lab.channels) {
    if (c.wanted && c.running && !c.instrument->onDemand) return;
    any = any || due(c, scene);
  }
  if (!any || scene.session->problem.split.train.empty()) return;
  lookAnew(lab, scene);
  for (Channel& c : lab.channels) {
    if (!due(c, scene)) continue;
    c.running = c.instrument->start({lab.subject, lab.earlier, scene.session, scene.history, c.variant});
    c.runningStep = lab.subject->step;
    c.version = lab.subjectVersion;
    c.spent = 0;
    c.asked = false;
  }
}

void follow(Channel& c) {
  const Readings readings = c.latest->readings();
  const double step = static_cast<double>(c.latestStep);
  std::size_t index = 0;
  for (const FollowedColumn& followed : c.instrument->followed) {
    if (c.tracks.size() <= index) c.tracks.emplace_back();
    Track& track = c.tracks[index++];
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

void workOn(Channel& c, const RunScene& scene, double (*now)()) {
  const double start = now();
  const bool more = c.running->work();
  c.spent += now() - start;
  if (more) return;
  c.latest = std::move(c.running);
  c.latestStep = c.runningStep;
  c.cost = c.spent;
  if (!inPast(*scene.history, *scene.session)) follow(c);
}

Channel* nextChannel(Laboratory& lab) {
  for (std::size_t i = 0; i < lab.channels.size(); ++i) {
    Channel& c = lab.channels[(lab.turn + i) % lab.channels.size()];
    if (!c.wanted || !c.running) continue;
    lab.turn = (lab.turn + i + 1) % lab.channels.size();
    return &c;
  }
  return nullptr;
}

std::string csvCell(double value) { return std::isnan(value) ? "" : printFloat(static_cast<float>(value)); }

}  // namespace

Laboratory makeLaboratory() {
  Laboratory lab;
  for (const Instrument& instrument : instruments()) lab.channels.emplace_back().instrument = &instrument;
  lab.channels.emplace_back().instrument = &deskInstrument();
  return lab;
}

Channel& channelOf(Laboratory& lab, std::string_view name) {
  for (Channel& c : lab.channels)
    if (name == c.instrument->name) return c;
  return lab.channels.front();
}

bool workLaboratory(Laboratory& lab, const RunScene& scene, double (*now)(), double until) {
  followRun(lab, scene);
  const double start = now();
  begin(lab, scene);
  bool more = false;
  while (Channel* c = nextChannel(lab)) {
    workOn(*c, scene, now);
    begin(lab, scene);
    more = true;
    if (now() >= until) break;
  }
  lab.load += 0.1 * (now() - start - lab.load);
  more = more && nextChannel(lab);
  for (Channel& c : lab.channels) c.wanted = false;
  return more;
}

const Track* findTrack(const Channel& channel, std::string_view name) {
  for (const Track& track : channel.tracks)
    if (track.name == name) return &track;
  return nullptr;
}

std::string readingsCsv(const Channel& c) {
  std::string csv;
  if (c.latest) {
    for (const Table& table : c.latest->readings()) {
      csv += "# " + table.name + ", step " + std::to_string(c.latestStep) + "\n";
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
  for (const Track& track : c.tracks) {
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
