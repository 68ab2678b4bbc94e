// What leaves the page with the run: a link to it as it stands, or a file.
#pragma once

#include <string>

#include "app/application.h"

namespace lockstep {

struct Link {
  std::string words;    // for the address
  std::string leftOut;  // what its reader does not get, as a list; empty: the same bits
};

// Config, course and notes of an address from its words with at=STEP.
void readCourse(std::string_view words, Address& address);

// To the run A at its step, with the changes made on the way where a link can carry them: their words are at
// most 1500 bytes. Where it cannot, the link is to a new run with the present settings.
Link linkTo(const Workbench& bench, bool fast);
Link linkTo(const Application& app);

// The words of the address: the settings, with the changes made on the way where a link can carry them.
std::string wordsWithChanges(const Workbench& bench);

// {"link": "https://…#…", "words": what stands after its #, "leftOut": "…"}
std::string linkAsJson(const Application& app);

// "It leaves out …", with what to do about it; empty where nothing is left out.
std::string describeLeftOut(const Link& link);

// A link to the clipboard, and the same run on a page of its own; both tell what is left out.
void copyLink(Application& app);
void openWhole(Application& app);

// NAME.lockstep with A as it stands (session/saved_run.h), and the same given to the viewer.
std::vector<uint8_t> runAsFile(const Application& app);
void saveRun(Application& app);

}  // namespace lockstep
