// The bar under the network that opens the desk and the instruments, and the large view of the one that is
// open.
#pragma once

#include <array>

#include "studio/requests.h"
#include "ui/instruments/view.h"

namespace lockstep {

struct InstrumentPanel {
  int open = -1;  // its place among instruments(); −1: none
  bool deskOpen = true;
  bool roomForBoth = true;  // else the desk gives way to the open instrument
  bool alone = false;       // on a screen of its own, where there is nothing to close it for
  bool methodOpen = false;

  std::array<InstrumentViews, 2> views;  // of A and B
};

// Opens the instrument of that name, or closes the panel for an empty one. False: there is none.
bool openInstrument(InstrumentPanel& panel, std::string_view name);

inline bool deskShown(const InstrumentPanel& panel) {
  return panel.deskOpen && (panel.roomForBoth || panel.open < 0);
}

float instrumentBarHeight(const Kit& kit);
void drawInstrumentBar(Kit& kit, Workbench& bench, Laboratory& lab, InstrumentPanel& panel, ImVec2 min,
                       ImVec2 size);

// One or two sides (A, and its twin B) beside each other. labs[i] and runs[i] belong together.
void drawInstrument(Kit& kit, Canvas& canvas, Workbench& bench, InstrumentPanel& panel, Requests& requests,
                    std::span<Laboratory* const> labs, std::span<const Run> runs, ImVec2 min,
                    ImVec2 size);

}  // namespace lockstep
