// The one table of instruments: what each is called, what it asks of the network, how it is started. The
// page, the command line and the links all read it; a new instrument is a file in probes/, an entry here and
// a view.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "probes/measurement.h"
#include "session/history.h"
#include "session/subject.h"

namespace lockstep {

// What a measurement is started on. The pointers are only read while it starts: it copies what it needs.
struct InstrumentContext {
  SubjectPtr now;
  SubjectPtr earlier;                // the same run some steps before; may be null
  const Session* session = nullptr;  // at the step of `now`
  const History* history = nullptr;  // may be null
  int variant = 0;                   // index into the instrument's variants
};

// A column whose rows are followed over the run (one line per row: per layer, or one in a "summary").
struct FollowedColumn {
  const char *table, *column;
};

struct Instrument {
  const char* name;       // on the command line and in links; never renamed
  const char* title;      // "Together or alone"
  const char* question;   // that it answers, one sentence
  const char* method;     // what is measured and how, one paragraph
  const char* reference;  // paper
  const char* cost;       // "4 U": U is one training step on the probe batch
  // Heavy, or about the start of a run: measured when it is asked for, not again and again while training.
  bool onDemand;
  std::span<const char* const>
      variants;  // names of its ways to measure, the first is the default; may be empty
  std::span<const FollowedColumn> followed;
  // Why its reading does not apply to this run, one sentence; empty where it does.
  std::string (*limits)(const Session& session);
  std::unique_ptr<Measurement> (*start)(const InstrumentContext& context);
};

std::span<const Instrument> instruments();
const Instrument* findInstrument(std::string_view name);  // null: unknown

}  // namespace lockstep
