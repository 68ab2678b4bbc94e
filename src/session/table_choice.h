// What the settings say of the viewer's table.
#pragma once

#include "data/table.h"
#include "session/config.h"

namespace lockstep {

inline TableChoice tableChoice(const Config& c) { return {c.target, c.columns, c.missing}; }
inline void setTableChoice(Config& c, const Config& from) {
  c.target = from.target, c.columns = from.columns, c.missing = from.missing;
}

}  // namespace lockstep
