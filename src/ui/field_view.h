// The large picture: what the network (or one of its units) answers over the whole input, with the
// data on it.
#pragma once

#include <vector>

#include "data/drawn.h"

#include "gfx/field.h"
#include "gfx/image.h"
#include "gfx/layer.h"
#include "gfx/points.h"
#include "ui/canvas.h"
#include "ui/config_panel.h"
#include "ui/kit.h"
#include "ui/network_view.h"
#include "ui/unit_pictures.h"
#include "ui/workbench.h"

namespace lockstep {

struct FieldView {
  bool showTest = true;  // test points, drawn hollow
  bool contour = true;   // the line where two classes are equally likely
  bool bare = false;     // neither title nor legend, and no space around

  // Private.
  gfx::Field field;
  gfx::Image classes;  // more than two classes
  std::vector<gfx::Point> points;
  gfx::FieldStyle style;
  gfx::Palette palette;
  gfx::PixelRect rect;
  gfx::PointStyle pointStyle;
  CanvasCall drawField, drawPoints;
  gfx::Layer pointLayer;
  std::vector<float> values;
  UnitRef shown;
  uint64_t parameterVersion = 0;
  int side = 0;
  bool dark = false, multiclass = false;
  Brush brush;
  std::vector<DrawnPoint> drawn;
  bool drawing = false, firstPoint = false;
};

// For 1-D and 2-D data. Drawing with the pointer changes the config's points, of both sides.
void drawFieldView(Kit& kit, Canvas& canvas, Workbench& bench, int side, UnitPictures& pictures,
                   const NetworkView& network, DrawTool& tool, FieldView& view, ImVec2 min, ImVec2 size);

}  // namespace lockstep
