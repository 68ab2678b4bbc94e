// What the settings say of the viewer's table.
#pragma once

#include "data/table.h"
#include "session/config.h"

namespace lockstep {

inline TableChoice tableChoice(const Config& c) { return {c.target, c.columns, c.missing}; }
inline void setTableChoice(Config& c, const Config& from) {
  c.target = from.target, c.columns = from.columns, c.missing = from.missing;
}

// Whether the table has to be read anew for the config, whose data it would be otherwise than it says.
inline bool readOtherwise(const Dataset& table, const Config& config) {
  return !table.fileText.empty() && table.readBy != wordsOf(tableChoice(config));
}

}  // namespace lockstep
