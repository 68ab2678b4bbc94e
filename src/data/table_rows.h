// Rows and cells of delimited text (RFC 4180 quotes, or with a backslash before a quote; LF, CRLF or CR;
// blank lines and comments skipped), one row at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

// A cell is a view into the text: without the surrounding spaces and quotes, quotes inside still escaped.
struct TableCell {
  std::string_view raw;
  bool escaped = false;  // quotes stand in it twice, or behind a backslash
};

struct Dialect {
  char separator = ',';      // a space stands for tabs too
  bool runs = false;         // several separators in a row are one
  char comment = 0;          // lines that begin with it are skipped; 0: none are
  bool apostrophes = false;  // quote cells too
};

struct RowReader {
  std::string_view text;
  Dialect dialect;
  size_t maxCells = 0;  // a longer row is an error, before it costs memory
  size_t at = 0;
  int line = 1;       // of the next row
  int comments = 0;   // skipped so far
  std::string error;  // set when nextRow stops before the end
};

struct TableRow {
  int line = 0;  // where it starts, from 1
  std::vector<TableCell> cells;
};

// Whether a line that begins with the mark (0: none does) is a comment, and not a missing value of Excel's.
bool isComment(std::string_view line, char mark);

// Reads the next row that is not blank (only spaces and separators) and no comment. False at the end and
// on an error (a broken quote, too many cells). O(bytes of the row).
bool nextRow(RowReader& reader, TableRow& row);

// A cell as text to show: escapes undone, control characters made spaces, bytes that are not UTF-8 made "�";
// longer than `limit` bytes, it is cut and ends in "…".
std::string cellText(const TableCell& cell, size_t limit = 64);

}  // namespace lockstep
