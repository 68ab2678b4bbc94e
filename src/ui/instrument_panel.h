// The bar under the network that opens the desk and the instruments, and the large view of the one
// that is open.
#pragma once

#include <array>
#include <memory>

#include "ui/instrument_view.h"
#include "ui/requests.h"

namespace lockstep {

struct InstrumentPanel {
  int open = -1;  // index into the laboratory's channels; −1: none
  bool deskOpen = true;
  bool roomForBoth = true;  // else the desk gives way to the open instrument
  bool alone = false;       // on a screen of its own, where there is nothing to close it for
  bool methodOpen = false;

  // Private: per side and channel.
  std::array<std::vector<std::unique_ptr<InstrumentViewState>>, 2> states;
};

// Opens the instrument of that name, or closes the panel for an empty one. False: there is none.
bool openInstrument(InstrumentPanel& panel, std::string_view name);

inline bool deskShown(const InstrumentPanel& panel) {
  return panel.deskOpen && (panel.roomForBoth || panel.open < 0);
}

float instrumentBarHeight(const Kit& kit);
void drawInstrumentBar(Kit& kit, Workbench& bench, Laboratory& lab, InstrumentPanel& panel, ImVec2 min,
                       ImVec2 size);

// One or two sides (A, and its twin B) beside each other. labs[i] and scenes[i] belong together.
void drawInstrument(Kit& kit, Canvas& canvas, Workbench& bench, InstrumentPanel& panel, Requests& requests,
                    std::span<Laboratory* const> labs, std::span<const RunScene> scenes, ImVec2 min,
                    ImVec2 size);

}  // namespace lockstep
