// The instruments at work on a run on the screen: what is measured when, within a share of the frame, what
// came of it over the run, and what it cost. Knows no Dear ImGui; the clock is handed in.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lab/instruments/instruments.h"
#include "lab/make_subject.h"
#include "studio/series.h"
#include "studio/workbench.h"

namespace lockstep {

// One quantity followed over the run: a series per row of its column, such as per layer.
struct Track {
  std::string name, unit;
  std::vector<Series> rows;
};

// An instrument at work on a run: what it is measuring, what it measured last, and what it followed so far.
struct Gauge {
  const Instrument* instrument = nullptr;
  int variant = 0;
  double length = 1;  // of the step that it tries, times the run's own
  std::unique_ptr<Measurement> running, latest;
  int64_t runningStep = -1, latestStep = -1;
  double spent = 0, cost = 0;  // ms of the measurement in progress, and of the last complete one
  std::vector<Track> tracks;

  bool wanted = false;  // by something on screen in this frame
  bool brief = false;   // …at a glance: measurements may leave out what takes long
  bool asked = false;   // the viewer wants it measured anew

  // Private.
  uint64_t version = 0;      // of the parameters it was last started on
  double startedLength = 1;  // likewise
  bool startedBrief = false;
};

struct Laboratory {
  std::vector<Gauge> gauges;  // in the order of instruments(); the desk last
  float share = 0.1f;         // of the frame while training, for all gauges together
  ProbeSamples samples = ProbeSamples::fixed;
  double load = 0;  // smoothed: ms per frame that measuring took

  // Private.
  SubjectPtr subject, earlier;  // the moment all gauges look at, and the one before it
  uint64_t subjectVersion = 0, shapeVersion = 0, runVersion = 0;
  std::vector<float> initial;  // parameters of step 0
  std::size_t turn = 0;        // whose unit of work is next
};

// The measurement in progress where what it was asked for stands, else the last one, or null.
const Measurement* standing(const Gauge& gauge);

// Forgets what was measured of another network, and what lies in another past. What a view makes of a
// measurement fits that network alone, so this comes before anything measured is drawn of the run.
void followRun(Laboratory& lab, const Run& run);

Laboratory makeLaboratory();
Gauge& gaugeOf(Laboratory& lab, std::string_view name);

// Does units of work for the wanted gauges until `now()` (ms) reaches `until`, at least one where any is
// due, and takes the wishes back. Returns whether more is to be done even if the run stands still.
bool workLaboratory(Laboratory& lab, const Run& run, double (*now)(), double until);

// A followed quantity, or null where nothing was measured yet.
const Track* findTrack(const Gauge& gauge, std::string_view name);

// Everything last measured as CSV, a block per table, and what was followed over the run.
std::string readingsCsv(const Gauge& gauge);

}  // namespace lockstep
