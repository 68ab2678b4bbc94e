// Shared by the files of the predictions view only: its three pictures.
#pragma once

#include "ui/samples/class_bars.h"
#include "ui/samples/predictions.h"

namespace lockstep {

// The samples of the set that the view shows: indices into the data set, of which at
// most kMostPredictions count.
const std::vector<int>& samplesOf(const Run& run, const PredictionsView& view);

// Thumbnails in rows that scroll, each with what the network takes it for; a card with all probabilities for
// the one under the pointer.
void drawSampleGrid(Kit& kit, Canvas& canvas, const Run& run, PredictionsView& view, ImVec2 min, ImVec2 size);

// True classes in rows, predicted ones in columns. True when a click changed the pair that the grid shows;
// without `pressable` nothing can be clicked.
bool drawConfusion(Kit& kit, PredictionsView& view, bool pressable, ImVec2 min, ImVec2 size);
// The width that the matrix makes good use of at this height.
float confusionWidth(const Kit& kit, const PredictionsView& view, float height);

// Fill of a cell with this share of its row, by the square root, so that one mistake in a hundred is seen.
Color confusionShade(const Theme& theme, double share);

// One point per sample: predicted over true value.
void drawScatter(Kit& kit, Canvas& canvas, const Run& run, PredictionsView& view, ImVec2 min, ImVec2 size);

}  // namespace lockstep
