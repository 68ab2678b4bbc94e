// What the words about the page ask for: how it looks, what it shows, whether it plays. The same words are
// the attributes of an element that embeds a figure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "studio/requests.h"
#include "ui/frame/figure.h"

namespace lockstep {

inline constexpr const char* kLooks[] = {"auto", "light", "dark"};  // in the order of Preferences::Look
// False for any other name, and `look` stays.
bool parseLook(std::string_view name, Preferences::Look& look);

inline constexpr double kFastest = 1e6;  // steps per second that can be asked for

struct PageOptions {
  std::optional<double>
      stepLength;  // the stage is open: the step is that many times as long as the run's own
  FigureChoice figure;
  bool lecture = false;    // one thing at a time, for the last row of a hall
  std::string instrument;  // to open; empty: none
  std::optional<Preferences::Look> look;
  std::optional<float> scale;
  std::optional<double> speed;     // steps per second; 0: as many as a frame allows
  std::optional<bool> plays;       // from the start; nothing: unless the viewer's system asks for no motion
  std::vector<std::string> notes;  // what could not be read, for the viewer
};

// Never fails. `embedded`: on another page, where a figure is what is asked for unless the words say
// otherwise; `experiment`: the address opens one.
PageOptions readPageWords(std::string_view words, bool embedded, bool experiment);

}  // namespace lockstep
