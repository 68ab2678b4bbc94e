// What the network gets right and wrong on whole sets: for images a grid of samples, mistakes first,
// beside the confusion matrix; for tables the matrix alone, or with numbers to predict, predicted
// against true values.
#pragma once

#include <cstdint>
#include <vector>

#include "gfx/heat.h"
#include "gfx/points.h"
#include "probes/predictions.h"
#include "ui/chart/axis.h"
#include "ui/frame/panel.h"

namespace lockstep {

// Samples of a set that are measured; what is left out is said on screen.
constexpr int kMostPredictions = 16384;

// Arithmetic that a frame may spend on them: about half a millisecond while training runs, a few while it is
// paused. For 784-32-32-10 that is 184 samples a frame: 3000 are gone through in 17 frames.
constexpr double kPredictionFlop = 1.5e7, kPausedPredictionFlop = 6e7;

// Fits any size from about 280 × 240 CSS px at scale 1: side by side where there is room, one after the other
// where not. Asks for more frames until every sample is fresh, then for none.
struct PredictionsView final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float width) const override { return pictureHeight(frame.kit, width); }

  int set = 0;                             // 0: test samples, 1: training samples
  int show = 0;                            // 0: mistakes only, 1: all samples
  int page = 0;                            // where there is room for one only: 0 samples, 1 matrix
  int pairTruth = -1, pairPredicted = -1;  // the cell of the matrix that the grid is limited to; −1: none
  Predictions predictions;                 // of the set; kept fresh while the view is drawn

  // Private.
  std::vector<int> order;  // samples in the grid
  std::vector<Text32> names;
  std::vector<std::string_view> nameViews;
  Workspace workspace;
  std::vector<float> x, targets;
  int next = 0, stale = 0, unranked = 0;  // samples: where to go on; not fresh; measured since the ranking
  float rankAge = 0;                      // seconds of drawing since the ranking
  bool ranked = false;
  int measuredSet = -1;
  uint64_t shapeVersion = 0, parameterVersion = 0;
  struct Slot {
    gfx::TileId tile = gfx::kNoTile;
    int sample = -1;
  };
  std::vector<Slot> slots;  // the sample at place p of the grid is in slot p mod size
  gfx::HeatAtlas atlas;
  gfx::Palette palette;
  std::vector<gfx::HeatQuad> tiles;
  gfx::HeatQuad large;
  int pinned = -1;  // sample whose card a tap holds open
  std::vector<gfx::Point> points;
  gfx::PointStyle pointStyle;
  AxisRange range;  // of the scatter plot, both axes
  CanvasCall drawTiles, drawLarge, drawPoints;
};

inline std::unique_ptr<Panel> makeSamples() { return std::make_unique<PredictionsView>(); }

}  // namespace lockstep
