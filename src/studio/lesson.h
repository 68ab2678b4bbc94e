// An experiment on the screen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "lab/experiments/experiment.h"
#include "probes/measurement.h"

namespace lockstep {

// The run A and, where it is about a pair, its twin B are the arms.
struct Lesson {
  enum class Stage : unsigned char { asking, ready, running, done };

  const Experiment* experiment = nullptr;
  int seed = 1;
  Stage stage = Stage::asking;
  double guess = kUnknown;  // what the viewer expects of the second of the pair; NaN: rather not said
  std::unique_ptr<ExperimentRun> run;
  std::optional<Verdict> verdict;  // once done
  uint64_t version = 0;            // counts what was observed and measured

  // Private.
  std::optional<Session> alone;  // B, going on without an A that diverged
  double speedBefore = 0;        // of the transport
  std::size_t undoDepth = 0;     // undone below it, the experiment's runs are gone
};

}  // namespace lockstep
