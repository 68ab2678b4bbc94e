// The network: a column of neurons per layer, each with its live picture; edges are the weights. Hover shows,
// click edits, drag changes.
#pragma once

#include <vector>

#include "gfx/edges.h"
#include "gfx/heat.h"
#include "studio/workbench.h"
#include "ui/kit/canvas.h"
#include "ui/kit/kit.h"
#include "ui/frame/columns.h"
#include "ui/frame/unit_pictures.h"

namespace lockstep {

// A unit by its column's layer (−1: an input).
struct UnitRef {
  int layer = -2, unit = 0;
  bool valid() const { return layer > -2; }
  bool operator==(const UnitRef&) const = default;
};

// One parameter: the weight of layer `layer` from its input `from` to its unit `to`, or a bias (from −1).
struct ParameterRef {
  int layer = -1, to = 0, from = -1;
  bool valid() const { return layer >= 0; }
  bool operator==(const ParameterRef&) const = default;
};

struct NetworkView {
  UnitRef hoveredUnit, pinnedUnit;  // pinned by a click; the field view shows it
  ParameterRef hovered, edited;     // under the pointer; open in the editor
  NetworkLayout layout;             // of the last frame
  bool freezeButtons = true;        // in the column headers; the desk has its own

  // Private.
  std::vector<gfx::Edge> edges;
  std::vector<ParameterRef> edgeRefs;
  std::vector<gfx::HeatQuad> neurons, matrices;
  std::vector<gfx::TileId> matrixTiles;  // per column
  gfx::HeatAtlas matrixAtlas;
  gfx::EdgeStyle edgeStyle;
  gfx::Palette palette;
  UnitPictures* pictures = nullptr;
  CanvasCall drawEdges, drawNeurons;
  uint64_t shapeVersion = 0, runVersion = 0, matrixVersion = 0;
  std::vector<std::vector<float>> activity;
  ParameterRef dragged;
  float dragFrom = 0, dragY = 0;
  bool dragMoved = false, openEditor = false, editing = false;
  double editValue = 0;
};

// Of side 0, or of side 1 while there is a twin. Widgets of B have "b." before their names.
void drawNetwork(Kit& kit, Canvas& canvas, Workbench& bench, int side, UnitPictures& pictures,
                 NetworkView& view, ImVec2 min, ImVec2 size);

// "Layer 2, unit 5", "input x²".
Text64 unitName(const Session& session, UnitRef unit);

}  // namespace lockstep
