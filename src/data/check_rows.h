// Rows that did not come from a table this program has read.
#pragma once

#include <string>

#include "data/dataset.h"

namespace lockstep {

// What is wrong with them, where: "row 3, column 2 is not a finite number"; empty if nothing is. x and y have
// the sizes that dims and count() ask for.
std::string rowsError(const Dataset& data);

}  // namespace lockstep
