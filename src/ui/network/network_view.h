// The network: a column of neurons per layer, each with its live picture; edges are the weights. Hover shows,
// click edits, drag changes.
#pragma once

#include <vector>

#include "gfx/edges.h"
#include "gfx/heat.h"
#include "ui/frame/panel.h"

namespace lockstep {

struct NetworkView {
  RunViews* shared = nullptr;  // of the run that is drawn
  bool freezeButtons = true;   // in the column headers; the desk has its own
  bool low = false;            // no room for what changes a layer under its name
  std::vector<gfx::Edge> edges;
  std::vector<ParameterRef> edgeRefs;
  std::vector<gfx::HeatQuad> neurons, matrices;
  std::vector<gfx::TileId> matrixTiles;  // per column
  gfx::HeatAtlas matrixAtlas;
  gfx::EdgeStyle edgeStyle;
  gfx::Palette palette;
  CanvasCall drawEdges, drawNeurons;
  uint64_t shapeVersion = 0, runVersion = 0, matrixVersion = 0;
  ParameterRef edited, dragged;  // open in the editor; under the hand
  float dragFrom = 0, dragY = 0;
  bool dragMoved = false, openEditor = false, editing = false;
  double editValue = 0;
};

// Draws the network of side 0, or of side 1 while there is a twin. Widgets of B have "b." before their names.
void drawNetwork(Frame& frame, int side, NetworkView& view, Rect rect);

// The network of the run that is shown.
std::unique_ptr<Panel> makeNetwork();

}  // namespace lockstep
