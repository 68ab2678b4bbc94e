// What leaves the page with the run: a link to it as it stands, or a file.
#pragma once

#include <vector>

#include "app/application.h"

namespace lockstep {

// A link to the clipboard, and the same run on a page of its own; both tell what is left out.
void copyLink(Application& app);
void openWhole(Application& app);

// A as it stands (session/saved_run.h), and NAME.lockstep with that.
std::vector<uint8_t> runAsBytes(const Application& app);
SaveRequest runAsFile(const Application& app);

}  // namespace lockstep
