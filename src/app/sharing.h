// What leaves the page with the run: a link to it as it stands, or a file.
#pragma once

#include <string>
#include <vector>

#include "app/application.h"
#include "app/link.h"

namespace lockstep {

// {"link": "https://…#…", "words": what stands after its #, "leftOut": "…"}
std::string linkAsJson(const Application& app);

// A link to the clipboard, and the same run on a page of its own; both tell what is left out.
void copyLink(Application& app);
void openWhole(Application& app);

// NAME.lockstep with A as it stands (session/saved_run.h), and the same given to the viewer.
std::vector<uint8_t> runAsFile(const Application& app);
void saveRun(Application& app);

}  // namespace lockstep
