// The network as a drawing of lines and circles, for papers and slides.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "session/session.h"
#include "ui/kit/theme.h"

namespace lockstep {

// Of more weights only the strongest are drawn, and the drawing says so: 3 MB are what programs for papers
// and slides still open at once.
constexpr std::size_t kMostSvgEdges = 20'000;

// An SVG document: every unit as a circle with its bias in it, every weight as a curve with colour, width and
// opacity as on the screen, the strongest on top; a caption above or, without one, the name of the data; what
// the network is and how far it has come. Colours are the theme's. Cost: O(weights), at most some 3 MB.
std::string networkSvg(const Theme& theme, const Session& session, std::string_view caption);

}  // namespace lockstep
