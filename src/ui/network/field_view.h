// The large picture: what the network (or one of its units) answers over the whole input, with the
// data on it.
#pragma once

#include <vector>

#include "data/drawn.h"
#include "gfx/cached_drawing.h"
#include "gfx/image.h"
#include "gfx/plane.h"
#include "gfx/points.h"
#include "ui/frame/panel.h"
#include "ui/network/fine_field.h"

namespace lockstep {

struct FieldView {
  bool bare = false;  // neither title nor legend, and no space around

  // Private.
  gfx::Plane plane;
  gfx::Image classes;  // more than two classes
  std::vector<gfx::Point> points;
  gfx::PlaneStyle style;
  gfx::Palette palette;
  gfx::PixelRect rect;
  gfx::PointStyle pointStyle;
  CanvasCall drawField, drawPoints;
  gfx::CachedDrawing keptPoints;
  FineField fine;
  std::vector<float> values;
  UnitRef shown;
  uint64_t parameterVersion = 0;
  int resolution = 0;  // of the pictures that it shows
  bool dark = false, multiclass = false;
  Brush brush;
  std::vector<DrawnPoint> drawn;
  bool drawing = false, firstPoint = false;
};

// For 1-D and 2-D data. Drawing with the pointer changes the config's points, of both sides.
void drawFieldView(Frame& frame, int side, FieldView& view, Rect rect);

// The answer of the run that is shown.
std::unique_ptr<Panel> makeField();

}  // namespace lockstep
