#include "session/table_choice.h"

namespace lockstep {

TableResult readAnew(const Dataset& table, const Config& config) {
  TableResult result = readTable(table.fileText, tableChoice(config));
  result.data.fileName = table.fileName;
  result.data.fileText = table.fileText;
  return result;
}

}  // namespace lockstep
