// A table on its way into the workbench.
#pragma once

#include <memory>
#include <string>

#include "data/table_reading.h"
#include "session/config.h"

namespace lockstep {

struct PendingTable {
  std::string name, text;  // of the file
  Config before, wanted;   // A's config when it was asked for, and the one it shall have
  std::unique_ptr<TableReading> reading;
};

}  // namespace lockstep
