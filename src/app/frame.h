// One frame, as both hosts draw it.
#pragma once

#include "app/platform.h"

namespace lockstep {

void startImGui(Platform& platform);
void stopImGui();

// Has the client prepare, draw, paint and work. `refresh`: when the display's refresh that is drawn for
// began, in milliseconds; for frames between refreshes (paced false) the time of the call.
void drawFrame(Platform& platform, double refresh, bool paced);

// The same without a new picture: of a refresh that passes without one only its work is done.
void passRefresh(Platform& platform, double refresh);

// frameDelay() for this platform, which also draws on while a button is held and queued input is not used up.
double nextFrameDelay(const Platform& platform);

// Pointer input runs hover delays: see kHoverMs.
void wakeForPointer(Platform& platform);

}  // namespace lockstep
