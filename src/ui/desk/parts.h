// Shared by the files of this folder only.
#pragma once

#include "ui/desk/desk.h"

namespace lockstep {

constexpr float kWideStrip = 84;  // CSS px: narrower ones have no fader

struct Strip {
  int layer;
  float x, width;  // centre
};

// What the viewer sets, at height y: ready-made rates for all layers; freeze and solo; the rate.
void deskPresets(Kit& kit, Workbench& bench, float width);
void deskControls(Kit& kit, Workbench& bench, Solo& solo, const Strip& strip, float y);
void deskFader(Kit& kit, Workbench& bench, const Strip& strip, float y);

}  // namespace lockstep
