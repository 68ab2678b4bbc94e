// Rows and cells of delimited text (RFC 4180 quotes; LF, CRLF or CR; blank lines skipped), one row at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

// A cell is a view into the text: without the surrounding spaces and quotes, doubled quotes still doubled.
struct CsvCell {
  std::string_view raw;
  bool doubledQuotes = false;
};

struct CsvReader {
  std::string_view text;
  char separator = ',';
  size_t maxCells = 0;  // a longer row is an error, before it costs memory
  size_t at = 0;
  int line = 1;       // of the next row
  int blankRows = 0;  // skipped so far: only spaces and separators
  std::string error;  // set when nextRow stops before the end
};

struct CsvRow {
  int line = 0;  // where it starts, from 1
  std::vector<CsvCell> cells;
};

// The first of tab, semicolon and comma that occurs equally often, at least once, in each of the first ten
// lines; where none does, the most frequent of them in the first line. (A file with decimal commas has both.)
char detectSeparator(std::string_view text);

// Reads the next row that is not blank. False at the end and on an error (a broken quote, too many cells).
bool nextRow(CsvReader& reader, CsvRow& row);

// A cell as text to show: quotes undoubled, control characters made spaces, bytes that are not UTF-8 made
// "�"; longer than `limit` bytes, it is cut and ends in "…".
std::string cellText(const CsvCell& cell, size_t limit = 64);

}  // namespace lockstep
