// What panels have asked of the window in a frame (studio/requests.h), and data that the workbench waits for.
#pragma once

#include <string>

#include "app/application.h"

namespace lockstep {

// Does what is asked and forgets it.
void carryOut(Application& app);

// Fetches the asset that the workbench waits for, unless it is on its way.
void fetchPending(Application& app);

// Tells the viewer something that asks for nothing.
void tell(Application& app, std::string text);

// The word for the step on the stage; empty while there is none.
std::string stageWord(Application& app);

// The words about the page as they are now: the stage may have been opened or closed.
std::string pageWords(Application& app);

}  // namespace lockstep
