// What is kept on the viewer's device (Preferences in studio/requests.h).
#pragma once

#include "app/application.h"

namespace lockstep {

// Reads them from the platform; what is missing or makes no sense keeps its default.
void loadPreferences(Application& app);
void storePreferences(const Application& app);

// Makes the theme that they and the environment ask for; of the window's size it depends on wantedScale.
void applyPreferences(Application& app);
float wantedScale(const Application& app);

}  // namespace lockstep
