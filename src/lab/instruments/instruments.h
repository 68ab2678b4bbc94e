// The instruments: one list that the views, the links, the command line and the tests go by. The next
// instrument is a line in it, its row in src/lab/instruments/NAME.cpp and its view in
// src/ui/instruments/NAME.cpp. Where it measures something new, the class of its measurements stands beside
// the row if its readings are all that the view needs, else in a pair of files in src/probes.
//
// An instrument is the question, the method and how to start; a measurement is one answer to it, in progress
// or done, and its readings are the numbers (probes/measurement.h).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "probes/measurement.h"
#include "probes/subject.h"
#include "session/history.h"
#include "session/session.h"

// INSTRUMENT(name, class of its measurements), in the order of the screen. A missing row or view is reported
// by the linker as lockstep::instrument::NAME or lockstep::makeView(InstrumentOf<CLASS>).
#define LOCKSTEP_INSTRUMENTS(INSTRUMENT)     \
  INSTRUMENT(step, SlowStep)                 \
  INSTRUMENT(promise, Promise)               \
  INSTRUMENT(interaction, Interaction)       \
  INSTRUMENT(target, MovingTarget)           \
  INSTRUMENT(influence, Dependence)          \
  INSTRUMENT(shattering, ShatteredGradients) \
  INSTRUMENT(sharpness, Sharpness)           \
  INSTRUMENT(distributions, Distributions)   \
  INSTRUMENT(information, Information)       \
  INSTRUMENT(probes, LinearProbe)            \
  INSTRUMENT(landscape, LandscapeOfRun)      \
  INSTRUMENT(rates, RateRangeTest)

namespace lockstep {

// What an instrument is started on. It copies what it needs before `start` returns.
struct InstrumentContext {
  SubjectPtr now;
  SubjectPtr earlier;                 // the same run at an earlier step; may be null
  const Session* session = nullptr;   // the run at the step of `now`; never null
  const History* history = nullptr;   // may be null
  int variant = 0;                    // index into Instrument::variants
  double length = 1;                  // of the step to be tried, times the run's own
  bool brief = false;                 // what takes long may be left out
  const Measurement* same = nullptr;  // its last measurement, where that was of the same moment
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
  // "" or one sentence on why its readings do not apply to this run, or how they have to be read.
  std::string (*limits)(const Session& session);
  std::unique_ptr<Measurement> (*start)(const InstrumentContext& context);
};

std::span<const Instrument> instruments();
const Instrument* findInstrument(std::string_view name);

// A row that is known to make measurements of class M: only instrumentOf gives one.
template <typename M>
struct InstrumentOf : Instrument {
  constexpr explicit InstrumentOf(const Instrument& row) : Instrument(row) {}
};

// `begin` makes the measurement: a function from the context to a std::unique_ptr<M>.
template <auto begin>
constexpr auto instrumentOf(Instrument row) {
  using M = typename decltype(begin(std::declval<const InstrumentContext&>()))::element_type;
  row.start = [](const InstrumentContext& c) -> std::unique_ptr<Measurement> { return begin(c); };
  return InstrumentOf<M>(row);
}

#define LOCKSTEP_DECLARE(name, Class)    \
  class Class;                           \
  namespace instrument {                 \
  extern const InstrumentOf<Class> name; \
  }
LOCKSTEP_INSTRUMENTS(LOCKSTEP_DECLARE)
#undef LOCKSTEP_DECLARE

}  // namespace lockstep
