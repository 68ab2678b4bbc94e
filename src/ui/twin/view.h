// The comparison on the screen: the bar above the two networks, what is written above each of them, and the
// views of B.
#pragma once

#include "ui/network/field_view.h"
#include "ui/network/network_view.h"
#include "ui/frame/unit_pictures.h"
#include "ui/twin/multiples.h"

namespace lockstep {

struct TwinView {
  bool open = false;  // as far as the screen has followed
  int side = 0;       // whose settings are shown, and where there is room for one only, whose network
  UnitPictures pictures;
  NetworkView network;
  FieldView field;
  TwinMultiples multiples;
};

float comparisonBarHeight(const Kit& kit, bool narrow);
// How the two runs stand, seeds, close; on a narrow screen also whose pictures are shown.
void drawComparisonBar(Kit& kit, Workbench& bench, TwinView& view, bool narrow, ImVec2 min, ImVec2 size);

// "A", or "B" and what is different there: above its network. A press chooses the side.
float sideTitleHeight(const Kit& kit);
void drawSideTitle(Kit& kit, Workbench& bench, TwinView& view, int side, ImVec2 min, ImVec2 size);

// Both fields beside each other and the small multiples below, for 1-D and 2-D data.
struct TwinFields {
  UnitPictures* pictures[2];
  const NetworkView* networks[2];
  FieldView* fields[2];
};
float twinFieldsHeight(const Kit& kit, const Workbench& bench, float width);
void drawTwinFields(Kit& kit, Canvas& canvas, Workbench& bench, TwinView& view, const TwinFields& parts,
                    DrawTool& tool, ImVec2 min, ImVec2 size);

}  // namespace lockstep
