// What the viewer has opened, and what the application says about the page: the state that
// several panels share.
#pragma once

#include <string>
#include <string_view>

#include "studio/requests.h"
#include "ui/frame/draw_tool.h"
#include "ui/frame/figure.h"

namespace lockstep {

// The tabs of a narrow screen, in order; samples only for images.
enum class Tab : int { network, loss, settings, guide, desk, instruments, samples };

struct Screen {
  Preferences preferences;
  FigureChoice authored;  // by the page that this one is a part of
  bool lecture = false;   // one thing at a time, for the last row of a hall
  bool embedded = false;  // on another page: nobody is welcomed there
  Arithmetic arithmetic = Arithmetic::onlyReproducible;
  bool canFill = true;        // there may be a full screen
  bool complete = true;       // false: the second part of the program has not arrived
  std::string whyIncomplete;  // empty while it is on its way

  bool settingsOpen = false, aboutOpen = false;
  bool guide = false;  // the left column holds the guide, not the settings
  int side = 0;        // of two runs: whose settings are shown and, where there is room for one
                       // only, whose network
  Tab tab = Tab::network;
  int instrument = -1;    // the open one, by its place among instruments(); −1: none
  bool resumes = false;   // the run goes on once the stage is left, which held it
  bool deskOpen = false;  // wished for: see deskShown
  int lossScale = 1;      // of the chart of losses: 0 linear, 1 logarithmic
  bool showTest = true;   // test samples in the large picture, drawn hollow
  DrawTool tool;

  // Of this frame.
  FigureChoice figure;      // the author's, or the one thing of a lecture
  bool narrow = false;      // one column, the rest in tabs
  bool tall = true;         // room for network, desk and instrument below each other
  bool shallow = false;     // no room for a card and a network below each other
  bool low = false;         // room for little more than one of them
  bool samplesFit = true;   // below the network
  bool wantsRest = false;   // a part of the figure is in the second part of the program
  float likedHeight = 0;    // px that a figure would fill well at this width
  bool holdsTouch = false;  // a drag at the pointer belongs to a panel (drawing, changing a weight) and
                            // must not scroll
};

// Without room for both, the open instrument has that of the desk.
inline bool deskShown(const Screen& screen) {
  return screen.deskOpen && (screen.tall || screen.instrument < 0);
}

// Whether the open instrument has the whole screen: one step slowed down.
bool onStage(const Screen& screen);

// Opens the list of experiments, or the open one.
void showGuide(Screen& screen);

// Opens the instrument of that name, or closes the open one for an empty name. False: there is none.
bool openInstrument(Screen& screen, std::string_view name);

}  // namespace lockstep
