// One step in pictures: for each layer what one of its units answers before the step and after it, and the
// difference, magnified; below them the layer's parameters, likewise.
#pragma once

#include <span>
#include <vector>

#include "probes/slow_step.h"
#include "ui/frame/unit_pictures.h"
#include "ui/instruments/view.h"

namespace lockstep {

class StepColumns {
 public:
  // `layers`: those that have a column, of m's; the first `lit` of them are shown whole, the others only as
  // they are before the step. `live`: all as they are, and how far they move. A press on a picture turns to
  // the next unit.
  void draw(InstrumentFrame& f, const SlowStep& m, Rect room, std::span<const int> layers, float lit,
            bool live);

  // The layers, from 0, that have a column where there is room for `most`: the first and the last, and others
  // evenly between them.
  static std::vector<int> chooseLayers(int count, int most);
  // How many of so many columns are wide enough to look at, in such a room.
  static int mostColumns(const Kit& kit, const Rect& room, int count);

 private:
  struct Grid {
    float gutter, pitch;     // of the labels; from column to column
    float side, strip, row;  // of a picture; of the parameters below it; from row to row
    ImVec2 origin;           // of the first cell
    std::size_t rows;        // of cells
  };
  struct Cell {
    gfx::TileId picture = gfx::kNoTile, parameters = gfx::kNoTile;
    std::vector<float> numbers;
  };
  struct Column {
    int layer = 0, unit = 0;
    float scale = 1, parameterScale = 1;
    Cell cells[3];  // before, after, difference
  };

  void follow(InstrumentFrame& f, const SlowStep& m, std::span<const int> layers, bool live);
  void measure(const Problem& problem, const SlowStep& m, Column& column);
  void paint(Column& column, const SlowStep& m);
  void magnify(const SlowStep& m);
  void turnUnit(const SlowStep& m, Column& column);
  void drawColumn(InstrumentFrame& f, const SlowStep& m, Column& column, const Grid& grid, std::size_t index,
                  bool lit, bool live);

  UnitPictures before_, after_;
  Network moved_;  // θ + α d
  std::vector<Column> columns_;
  std::vector<int> units_;  // shown of each layer, −1: not chosen yet
  SubjectPtr subject_;      // that the pictures are of
  double length_ = 0;
  bool live_ = false, stale_ = false;  // stale: another unit was chosen
  int magnified_ = 1, pictureWidth_ = 0;
  uint64_t shapeVersion_ = 0, version_ = 0;
  gfx::HeatAtlas atlas_;
  std::vector<gfx::HeatQuad> quads_;
  gfx::Palette palette_;
  CanvasCall call_;
};

}  // namespace lockstep
