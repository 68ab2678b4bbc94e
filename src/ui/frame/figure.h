// What the author of a page chose to show of a run, in the place of the whole screen.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

enum class Part : unsigned char { network, answer, loss, rows, instrument, experiment, bar };
// As authors write them, in the order of Part. Instruments have a name besides: "instrument:sharpness".
inline constexpr std::string_view kPartNames[] = {"network",    "answer",     "loss", "rows",
                                                  "instrument", "experiment", "bar"};

// A run as it is shown where nothing else was asked for.
inline constexpr Part kRunParts[] = {Part::network, Part::answer, Part::loss, Part::rows};

struct FigureChoice {
  unsigned parts = 0;     // a bit for each Part; none: the whole screen
  std::string caption;    // the author's, above the figure
  bool keys = false;      // single letters are shortcuts, as on a page of one's own
  bool readonly = false;  // to look at only: nothing to press
  bool wide = true;       // of this frame: there is room side by side…
  bool small = false;     // …but not for a network beside something else
  bool tiny = false;      // nor for a picture below a challenge

  bool on() const { return parts != 0; }
  bool empty() const { return !(parts & ~(1u << static_cast<unsigned>(Part::bar))); }  // but for its bar
  bool has(Part part) const { return parts & 1u << static_cast<unsigned>(part); }
  void add(Part part) { parts |= 1u << static_cast<unsigned>(part); }
  void remove(Part part) { parts &= ~(1u << static_cast<unsigned>(part)); }
};

}  // namespace lockstep
