// What all panels that show a run share of it.
#pragma once

#include "studio/laboratory.h"
#include "ui/frame/columns.h"
#include "ui/frame/selection.h"
#include "ui/frame/unit_pictures.h"

namespace lockstep {

struct RunViews {
  UnitPictures pictures;
  NetworkLayout layout;  // of the network as it was last drawn
  Selection selection;
  Laboratory lab = makeLaboratory();
};

}  // namespace lockstep
