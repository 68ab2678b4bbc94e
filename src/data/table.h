// A file of the viewer's as columns: what is in each of them, and what it is taken for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"
#include "data/table_cells.h"
#include "data/table_form.h"

namespace lockstep {

constexpr size_t kMaxTableBytes = 20 << 20;
constexpr int kMaxTableClasses = 50;  // of the target
constexpr int kMaxWords = 20;         // of an input, each of which becomes a column of its own

// What the viewer has said of a table; what is left empty is guessed.
struct TableChoice {
  // A column by its name, or else by its number from 1 (in old links 0 is the first too),
  // or from the end: −1 is the last.
  std::string target;
  std::string columns;  // the inputs, each in that way, separated by commas
  MissingCells missing = MissingCells::skip;
};
// Differs where the choice does.
inline std::string wordsOf(const TableChoice& choice) {
  return choice.target + '\n' + choice.columns + '\n' + std::to_string(static_cast<int>(choice.missing));
}

enum class ColumnKind : uint8_t { number, words, date, empty };
enum class ColumnRole : uint8_t { input, target, leftOut };

struct DataColumn {
  std::string name;  // of the header, or “column 3”
  ColumnKind kind = ColumnKind::number;
  ColumnRole role = ColumnRole::input;
  std::string why;  // of the role, as a clause, where it was guessed

  bool commaDecimals = false;               // of numbers: 1,5 and 1.234
  int numbers = 0, words = 0, missing = 0;  // cells
  // Different cells as they are written, in order of first appearance, and how many there are of each; none
  // where they are more than kMaxTableClasses.
  std::vector<std::string> values;
  std::vector<int> counts;
  bool many = false;         // different cells, too many for `values`
  bool whole = true;         // its numbers are
  double low = 0, high = 0;  // of its numbers
  bool dashIsWord = false;   // “-” stands beside “+” and is not missing
};

struct DataTable {
  TableForm form;
  int rows = 0;
  std::vector<DataColumn> columns;
  int target = -1;
  std::string targetWhy;           // as a clause, where it was guessed
  std::vector<std::string> notes;  // what may be otherwise than meant: clauses
  std::string error;
  bool ok() const { return error.empty(); }
};

// What a column is known by while its cells are counted.
struct ColumnCount {
  int notations[kNotations] = {};
  int dates = 0, dashes = 0, large = 0;  // cells: dates or times, a single “-”, whole numbers from 10000 on
  bool counts = true;                    // its numbers are 0, 1, 2, … or 1, 2, 3, …
  std::vector<uint64_t> hashes;          // of the first cells, to see whether they differ
  std::size_t last = 0;                  // place in `values` of the cell before
};

// Counts one row; the table has the form's columns. Where it has another length, the answer is
// false, and the table has an error.
bool countRow(DataTable& table, std::vector<ColumnCount>& counts, const TableRow& row);

// Once all rows are counted: kinds, the target, which columns go in, and why.
//
// A column with words in it is one of words, unless nine tenths are numbers: then the words are mistakes. The
// mark of decimals is that of the column's cells, or where they leave it open (1,234) of the other columns.
//
// Target: the column called target, class, label or the like; the last one if it has classes: up to
// kMaxTableClasses words, or few whole numbers; the only column of words; the first one, if it has
// classes; the last one. Left out are row numbers, a column called id and one whose first cells are large
// different numbers, dates, more than kMaxWords different words, and what is mostly missing.
void guessRoles(DataTable& table, const std::vector<ColumnCount>& counts, const TableChoice& choice);

// The column that a choice names, or −1.
int findColumn(const DataTable& table, std::string_view name);

// Whether a column, of whole numbers or of words, has few enough values to be classes.
bool hasClasses(const DataColumn& column);

// A cell as a word of `values`; `scratch` holds it where it is not a piece of the text.
std::string_view wordOf(const TableCell& cell, std::string& scratch);

inline bool isMissingIn(const DataColumn& column, std::string_view cell) {
  return isMissing(cell) && !(column.dashIsWord && cell == "-");
}

}  // namespace lockstep
