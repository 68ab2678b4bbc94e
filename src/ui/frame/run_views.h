// What all panels that show a run share of it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "studio/laboratory.h"
#include "studio/series.h"
#include "studio/workbench.h"
#include "ui/frame/columns.h"
#include "ui/frame/selection.h"
#include "ui/frame/unit_pictures.h"

namespace lockstep {

// The losses of a run so far, on its mini-batches (of A only) and over the whole sets, and the learning rate
// where the whole sets were measured.
struct LossSeries {
  Series batch, train, test, trainAccuracy, testAccuracy, rate;
  double passing = -1;  // the step of a last point over the whole sets that makes room for the next
  uint64_t runVersion = 0, comparison = 0;  // that they belong to
};

struct RunViews {
  UnitPictures pictures;
  int picturesFrame = -1;                     // that they were last refreshed in: see picturesOf
  NetworkLayout layout;                       // of the network as it was last drawn
  std::vector<std::vector<float>> ranks;      // per column: which units an excerpt of it shows
  uint64_t shapeVersion = 0, runVersion = 0;  // that these belong to, as does the selection
  NetworkSelection selection;
  LossSeries losses;
  Laboratory lab = makeLaboratory();
};

// What the run's loss is called on an axis.
const char* lossName(const Session& session);

// Takes the losses that the runs have produced since the last frame. After a rewind the series forget what is
// no longer past.
void takeLosses(Workbench& bench, std::array<RunViews, 2>& views);

}  // namespace lockstep
