// A run of the workbench, A or B, with what views need to follow it.
#pragma once

#include <cstdint>
#include <vector>

#include "session/twin.h"

namespace lockstep {

// A point of the loss chart, measured over the whole sets.
struct MetricPoint {
  int64_t step = -1;
  Metrics metrics{};
  double rate = 0;     // of the step that followed
  bool stays = false;  // on the chart; else it is its end only as long as there is no later one
};

struct Run : TwinRun {
  int side = 0;  // 0 A, 1 B

  // Views compare these with their own to see what to redo. Every number is given once in a workbench, so
  // that a view that turns from one run to the other never takes one for the other.
  uint64_t parameterVersion = 0;  // any parameter may have changed
  uint64_t shapeVersion = 0;      // layers, widths or data may have changed
  uint64_t runVersion = 0;        // the past was rewritten: restart, rewind, undo

  MetricPoint latest;
  std::vector<MetricPoint> newMetrics;  // since the loss chart last took them
};

inline bool inPast(const Run& run) { return inPast(run.history, run.session); }

}  // namespace lockstep
