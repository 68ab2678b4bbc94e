// Experiments: a claim, what the viewer expects, one run or a pair of runs, and what was measured on them.
//
// An experiment has one or two arms: runs that somebody else advances (on the page the run on the screen and
// its twin, on the command line a loop). It is told of each step, measures what it needs in units of work
// between the steps, and trains on its own whatever else it compares with. Its verdict is made of measured
// quantities, each with the bound the claim puts on it; a claim that its bounds contradict is not confirmed,
// and says so.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "session/session.h"

namespace lockstep {

// Something measured. The claim holds if all quantities with a bound are finite and within it.
struct Quantity {
  enum class Bound : uint8_t { none, atMost, atLeast };
  std::string name, unit;  // "loss, all layers at once", "%"; unit empty where there is none
  double value = 0;
  Bound bound = Bound::none;
  double limit = 0;
};
bool holds(const Quantity& quantity);

struct Verdict {
  bool confirmed = false;
  std::string sentence;  // what was measured, with the numbers
  std::vector<Quantity> measured;
};

// A chart as far as it has been measured. Points come in the order of x; NaN where there is nothing.
struct Curve {
  std::string name;
  std::vector<double> x, y;
};
struct Figure {
  std::string title, xLabel, yLabel;
  bool logX = false, logY = false;
  std::vector<Curve> curves;
};

class ExperimentRun {
 public:
  virtual ~ExperimentRun() = default;

  // The parameters of both arms at their step 0; empty: those that their configs draw.
  virtual std::span<const float> beginning() const { return {}; }

  // Call with each arm before its first step and after every one. Steps seen before (the viewer looked
  // back) and steps beyond the experiment's are passed over. Cost: that of what has to be kept, at most O(P
  // + probe samples).
  virtual void observe(int arm, const Session& session) = 0;
  // The arm cannot go on.
  virtual void diverged(int arm) = 0;
  // Whether the arm still has steps to make.
  virtual bool wants(int arm) const = 0;

  // One unit of work, about kWorkUnit flop. False if there is nothing to do until an arm has moved on.
  virtual bool work() = 0;

  virtual bool finished() const = 0;
  virtual double progress() const = 0;  // 0 … 1, never less than before
  // Settings were changed by hand on the way: the verdict is about that run, not about the experiment's.
  virtual bool altered() const = 0;
  // The first one shows what the pair is about.
  virtual std::vector<Figure> figures() const = 0;
  // The two numbers that it all comes down to, as far as they are known; NaN before.
  virtual std::array<double, 2> pair() const = 0;
  virtual Verdict verdict() const = 0;  // once finished
};

// The axis of the two numbers that it all comes down to. What lies beyond its ends is drawn there.
struct PairAxis {
  const char* label;                 // what both are: "right on the test digits"
  const char* unit;                  // empty where there is none
  std::array<const char*, 2> names;  // whose they are
  double low, high;
  bool log = false;
};

struct Experiment {
  const char *name, *title;
  const char* claim;     // one sentence
  const char* question;  // what the viewer is asked first: how large the second of the pair will be
  PairAxis pair;
  const char* config;  // arm 0
  const char* change;  // what arm 1 has different; null: there is no arm 1
  std::array<const char*, 2> armNames;
  int64_t steps;           // of each arm
  int stepsPerSecond;      // that make good watching
  const char* instrument;  // to open beside it: a name in instruments()
  const char* watch;       // what to look at meanwhile
  const char* why;         // one paragraph
  const char* stops;       // where the claim does not hold, as measured on other settings
  const char* reference;
  std::unique_ptr<ExperimentRun> (*start)(const Experiment& experiment, int seed, const Sources& sources);
};

// All of them, in the order of the list, and one by its name or null (table.cpp).
std::span<const Experiment> experiments();
const Experiment* findExperiment(std::string_view name);

inline int armCount(const Experiment& experiment) { return experiment.change ? 2 : 1; }
// The run of an arm, with this seed. Both arms have the same.
Config armConfig(const Experiment& experiment, int arm, int seed);
// An arm at step 0, for those who advance the arms of `run` themselves.
Session beginArm(const ExperimentRun& run, const Config& config, const Sources& sources);
// Puts a session at its step 0 where the arms of `run` begin.
void putAtBeginning(const ExperimentRun& run, Session& session);

// Starts it, measuring runs of this seed. `sources` must have the data of both arms and outlive the run.
inline std::unique_ptr<ExperimentRun> start(const Experiment& experiment, int seed, const Sources& sources) {
  return experiment.start(experiment, seed, sources);
}
// The whole experiment without a screen.
std::unique_ptr<ExperimentRun> runToEnd(const Experiment& experiment, int seed, const Sources& sources);

// The claim is about networks, not about one lucky seed: of `seeds` runs, this many may fail it.
constexpr int toleratedFailures(int seeds) { return seeds / 5; }

// "at most 0.1", "at least 2"; empty without a bound.
std::string describeBound(const Quantity& quantity);

}  // namespace lockstep
