// The instruments: one table that the views, the links, the command line and the tests go by. The next
// instrument is a file in src/probes and an entry here.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "probes/measurement.h"
#include "probes/subject.h"
#include "session/history.h"
#include "session/session.h"

namespace lockstep {

// What an instrument is started on. It copies what it needs before `start` returns.
struct InstrumentContext {
  SubjectPtr now;
  SubjectPtr earlier;                // the same run at an earlier step; may be null
  const Session* session = nullptr;  // the run at the step of `now`; never null
  const History* history = nullptr;  // may be null
  int variant = 0;                   // index into Instrument::variants
};

// A column worth following over the run: a line per row, such as per layer.
struct FollowedColumn {
  const char *table, *column;
};

struct InstrumentVariant {
  const char *name, *label;  // on the command line and in links; on screen
};

struct Instrument {
  const char* name;       // command line and links; never renamed
  const char* title;      // on screen
  const char* question;   // that it answers
  const char* method;     // one paragraph: what is measured and how
  const char* reference;  // paper, or where the definition comes from
  const char* cost;       // in U, training steps on the probe batch
  bool onDemand;          // too dear to be repeated while training: measured when asked for
  std::span<const InstrumentVariant> variants;  // empty: just the one
  std::span<const FollowedColumn> followed;
  // "" or one sentence on why its reading does not apply to this run, or how it has to be read.
  std::string (*limits)(const Session& session);
  std::unique_ptr<Measurement> (*start)(const InstrumentContext& context);
};

std::span<const Instrument> instruments();
const Instrument* findInstrument(std::string_view name);

}  // namespace lockstep
