// What web.cpp (calls to the page) and events.cpp (calls from the page) share.
#pragma once

#include <imgui.h>

#include "app/platform.h"
#include "app/touch.h"

namespace lockstep {

struct Platform::Host {
  bool running = false, drawing = false;
  bool frameRequested = false;
  double timerAt = kNever;
  Touch touch;
  double touchedAt = 0;  // when the touch was last brought up to date, for coasting
  int buttons = 0;       // as the browser last told them
  int modifiers = 0;
  double wheelUsedAt = -kNever;
  ImGuiMouseCursor cursor = ImGuiMouseCursor_Arrow;
  std::string clipboard;
  bool clipboardChanged = false, inClipboardEvent = false;
  std::string fragment;
  std::vector<uint8_t> buffer;  // bytes on their way in
  std::string reply;            // text on its way out
  std::vector<Outcome> outcomes;
  std::vector<Progress> progresses;
  std::vector<Asset> assets;
  int restores = 0;  // of the GL context
};

// The one platform of this wasm instance: calls from the page carry no context.
Platform& pagePlatform();

// Draws at the display's refresh that began at `time`, if there is still something to draw.
void drawRefresh(Platform& platform, double time);

// Draws at once instead of at the next refresh, for answers that the browser wants before an event ends.
void drawNow(Platform& platform, int frames);

// Draws at once until the queued input is used up. What a click starts (copying, a file dialog, fullscreen, a
// screen keyboard) browsers allow only inside the event of that click.
void drawInput(Platform& platform);

}  // namespace lockstep
