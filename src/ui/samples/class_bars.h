// What the network thinks of one sample: a bar for the probability of each class.
#pragma once

#include <imgui.h>

#include <span>

#include "probes/predictions.h"
#include "studio/workbench.h"
#include "ui/kit/kit.h"

namespace lockstep {

struct ClassBars {
  std::span<const Text32> names;       // as from classNames()
  std::span<const float> probability;  // one per name; empty: tracks without bars
  int likeliest = -1, truth = -1;      // shown dark; named as "true"; −1: neither
};
// One row per class between min and max: name, bar, percentage.
void drawClassRows(const Kit& kit, ImDrawList* list, ImVec2 min, ImVec2 max, const ClassBars& bars);
// One column per class: name below, bar, percentage above it from ½ % on. `truth` is not shown.
void drawClassColumns(const Kit& kit, ImDrawList* list, ImVec2 min, ImVec2 max, const ClassBars& bars);

// The names of the classes as shown, shortened to what fits into a label. Allocates only where there are
// more than before.
void classNames(const Run& run, std::vector<Text32>& names);

}  // namespace lockstep
