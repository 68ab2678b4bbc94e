// What the settings say of the viewer's table.
#pragma once

#include "data/table_reading.h"
#include "session/setting.h"

namespace lockstep {

inline TableChoice tableChoice(const Config& c) { return {c.target, c.columns, c.missing}; }
inline bool isTableChoice(const Setting& s) {
  return &s == &settingOf(&Config::target) || &s == &settingOf(&Config::columns) ||
         &s == &settingOf(&Config::missing);
}
inline void setTableChoice(Config& c, const Config& from) {
  c.target = from.target, c.columns = from.columns, c.missing = from.missing;
}

// Whether the table has to be read anew for the config, whose data it would be otherwise than it says.
inline bool readOtherwise(const Dataset& table, const Config& config) {
  return sourceOf(config.dataset) == DataSource::table && !table.fileText.empty() &&
         table.readBy != wordsOf(tableChoice(config));
}

// The table of the same text, read as the config says; its data keep name and text.
TableResult readAnew(const Dataset& table, const Config& config);

}  // namespace lockstep
