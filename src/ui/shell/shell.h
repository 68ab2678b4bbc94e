// The whole screen: which panels there are and where. Three shapes: wide (settings, network, pictures side by
// side), medium (the same, narrower) and narrow (one column, the rest in tabs).
#pragma once

#include "studio/requests.h"
#include "studio/workbench.h"
#include "ui/desk/desk.h"
#include "ui/instruments/panel.h"
#include "ui/kit/canvas.h"
#include "ui/kit/kit.h"
#include "ui/lessons/panel.h"
#include "ui/network/field_view.h"
#include "ui/network/network_view.h"
#include "ui/network/unit_pictures.h"
#include "ui/panels/config_panel.h"
#include "ui/panels/loss_panel.h"
#include "ui/panels/transport.h"
#include "ui/samples/digit_pad.h"
#include "ui/samples/predictions.h"
#include "ui/twin/view.h"

namespace lockstep {

struct Shell {
  Kit kit;
  Canvas canvas;
  Preferences preferences;
  Requests requests;

  UnitPictures pictures;
  NetworkView network;
  FieldView field;
  LossPanel loss;
  ConfigPanel config;
  PredictionsView predictions;
  DigitPad pad;
  Desk desk;
  DeskReadings deskReadings;
  Laboratory lab = makeLaboratory();
  ExperimentPanel experiments;
  TwinView twin;
  Laboratory twinLab = makeLaboratory();  // of B
  InstrumentPanel instruments;

  bool settingsOpen = true, aboutOpen = false;
  bool images = false;    // the data were images in the last frame
  bool notebook = false;  // the left column holds the experiments, not the settings
  bool embedded = false;  // on another page: nobody is welcomed there
  Arithmetic arithmetic = Arithmetic::onlyReproducible;
  bool complete = true;        // false: what measures has not arrived
  std::string whyIncomplete;   // empty while it is on its way
  uint64_t lessonsOpened = 0;  // of the workbench, as far as the screen has followed
  int tab = 0;                 // of the narrow screen
  std::string lastMessage;
};

// Draws one frame into a canvas of that many CSS pixels, between ImGui::NewFrame and ImGui::Render.
void drawShell(Shell& shell, Workbench& bench, float width, float height);

// A touch drag at the pointer belongs to a widget (drawing, changing a weight) and must not scroll.
bool ownsTouch(const Shell& shell, const Workbench& bench);

}  // namespace lockstep
