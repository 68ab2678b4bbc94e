// How a text is laid out as a table: what separates its cells, where its
// rows begin, and whether its columns have names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/table_rows.h"

namespace lockstep {

constexpr int kMaxTableColumns = 1024;

struct TableForm {
  RowReader rows;                  // in front of the first row of data
  int columns = 0;                 // of each row
  std::vector<std::string> names;  // one for each column, unless there is no header
  std::vector<bool> classes;       // of an ARFF file: the column has names, even where they look like numbers
  bool rowNames = false;           // the first column has no name of its own, as R writes it
  std::string note;                // what may have been taken for something else
  std::string error;
};

// From the first rows. Separators: comma, semicolon, tab, |, several tabs or spaces in a row; the one that
// makes equal rows, and of those that do the one that makes the most numbers. A first line sep=; decides.
//
// The first row is the header when it holds a name over a column of numbers; where there are only names, when
// none of them comes again below it. A comment above the rows is one when it has a name for each column.
// A header that is one cell short is R's: rows begin with their names. ARFF files name their columns.
TableForm formOf(std::string_view text);

}  // namespace lockstep
