// A link to the run as it stands, and what it cannot carry.
#pragma once

#include <string>

#include "app/application.h"

namespace lockstep {

struct Link {
  std::string words;    // for the address
  std::string leftOut;  // what its reader does not get, as a list; empty: the same bits
};

// To the run A at its step, with the changes made on the way where a link can carry them: their words are at
// most 1500 bytes. Where it cannot, the link is to a new run with the present settings.
Link linkTo(const Workbench& bench, bool fast);

// Whether this program makes its steps with fast arithmetic.
inline bool isFast(const Application& app) { return app.shell.screen.arithmetic == Arithmetic::fast; }
inline Link linkTo(const Application& app) { return linkTo(app.bench, isFast(app)); }

// The words of the address: the settings, with the changes made on the way where a link can carry them.
std::string wordsWithChanges(const Workbench& bench);

// "It leaves out …", with what to do about it; empty where nothing is left out.
std::string describeLeftOut(const Link& link);

}  // namespace lockstep
