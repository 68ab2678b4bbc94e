// What the Share panel of a page asks the program for: texts that it writes out, and what it knows of itself.
#pragma once

#include <string>
#include <string_view>

#include "app/application.h"

namespace lockstep {

// "share": JSON of what a link to the run A can be made of: {base, the address of the page with its #; run,
//   the words for A from its beginning; now, those for A at its step, and leftOut, what their reader does
//   not get (link.h); stage, the word for the step on the stage, or empty; instrument and experiment, {name,
//   title} of the open ones; scale, of texts and controls}.
// "curves": ui/frame/loss_csv.h. "network CAPTION": ui/network/network_svg.h. Empty for another name.
std::string makeDocument(Application& app, std::string_view name);

}  // namespace lockstep
