#include "data/table_rows.h"

#include <algorithm>

#include "data/table_text.h"

namespace lockstep {
namespace {

bool atLineEnd(const RowReader& r, size_t at) {
  return at >= r.text.size() || r.text[at] == '\n' || r.text[at] == '\r';
}

bool isSeparator(const RowReader& r, char c) {
  return c == r.dialect.separator || (c == '\t' && r.dialect.separator == ' ');
}

// The bytes of a space that is no separator at `at`: one, or two for U+00A0; otherwise 0.
size_t spaceAt(const RowReader& r, size_t at) {
  if (at >= r.text.size()) return 0;
  const char c = r.text[at];
  if (c == ' ' || c == '\t') return !isSeparator(r, c);
  return c == '\xc2' && at + 1 < r.text.size() && r.text[at + 1] == '\xa0' ? 2 : 0;
}

void skipSpaces(RowReader& r) {
  while (const size_t bytes = spaceAt(r, r.at)) r.at += bytes;
}

void skipSeparators(RowReader& r) {
  while (r.at < r.text.size() && isSeparator(r, r.text[r.at])) ++r.at;
}

// Steps over one line break at `at`, if there is one.
void skipLineBreak(RowReader& r) {
  if (r.at >= r.text.size()) return;
  if (r.text[r.at] == '\r' && r.at + 1 < r.text.size() && r.text[r.at + 1] == '\n') ++r.at;
  ++r.at;
  ++r.line;
}

// From begin to end, without the spaces there.
std::string_view trimmed(const RowReader& r, size_t begin, size_t end) {
  for (size_t bytes = 1; bytes && begin < end; begin += bytes)
    bytes = std::min(spaceAt(r, begin), end - begin);
  for (size_t bytes = 1; bytes && end > begin; end -= bytes)
    bytes = spaceAt(r, end - 1) == 1 ? 1 : end - begin > 1 && spaceAt(r, end - 2) == 2 ? 2 : 0;
  return r.text.substr(begin, end - begin);
}

bool readQuoted(RowReader& r, TableCell& cell) {
  const char quote = r.text[r.at];
  const int firstLine = r.line;
  const size_t begin = ++r.at;
  auto ends = [&](size_t at) { return atLineEnd(r, at) || isSeparator(r, r.text[at]); };
  for (;; ++r.at) {
    if (r.at >= r.text.size()) {
      r.error = "line " + std::to_string(firstLine) + ": the quote opened here is never closed";
      return false;
    }
    const char c = r.text[r.at];
    if (c == '\n' || (c == '\r' && (r.at + 1 >= r.text.size() || r.text[r.at + 1] != '\n'))) ++r.line;
    const bool again = r.at + 1 < r.text.size() && r.text[r.at + 1] == quote;
    // A backslash at the end of a cell is one: "C:\"
    if ((c == quote && again) || (c == '\\' && again && !ends(r.at + 2))) {
      cell.escaped = true;
      ++r.at;
    } else if (c == quote) {
      break;
    }
  }
  cell.raw = trimmed(r, begin, r.at);
  ++r.at;
  skipSpaces(r);
  if (ends(r.at)) return true;
  r.error = "line " + std::to_string(r.line) +
            ": text after a closing quote (a quote inside quotes is written twice)";
  return false;
}

bool readCell(RowReader& r, TableCell& cell) {
  skipSpaces(r);
  if (r.at < r.text.size() && (r.text[r.at] == '"' || (r.text[r.at] == '\'' && r.dialect.apostrophes)))
    return readQuoted(r, cell);
  const size_t begin = r.at;
  while (!atLineEnd(r, r.at) && !isSeparator(r, r.text[r.at])) ++r.at;
  cell.raw = trimmed(r, begin, r.at);
  return true;
}

bool readCells(RowReader& r, TableRow& row) {
  for (;;) {
    TableCell cell;
    if (!readCell(r, cell)) return false;
    if (row.cells.size() == r.maxCells) {
      r.error =
          "line " + std::to_string(row.line) + " has more than " + std::to_string(r.maxCells) + " columns";
      return false;
    }
    row.cells.push_back(cell);
    if (atLineEnd(r, r.at)) return true;
    ++r.at;
    if (!r.dialect.runs) continue;
    skipSeparators(r);
    if (atLineEnd(r, r.at)) return true;
  }
}

}  // namespace

bool isComment(std::string_view line, char mark) {
  return mark && line.starts_with(mark) && !line.starts_with("#N/A");
}

bool nextRow(RowReader& r, TableRow& row) {
  while (r.at < r.text.size()) {
    row.line = r.line;
    row.cells.clear();
    if (r.dialect.separator == ' ') skipSeparators(r);
    if (isComment(r.text.substr(r.at), r.dialect.comment)) {
      while (!atLineEnd(r, r.at)) ++r.at;
      ++r.comments;
    } else if (!readCells(r, row)) {
      return false;
    }
    skipLineBreak(r);
    if (std::ranges::any_of(row.cells, [](const TableCell& cell) { return !cell.raw.empty(); })) return true;
  }
  return false;
}

std::string cellText(const TableCell& cell, size_t limit) {
  std::string shown;
  for (std::string_view rest = cell.raw; !rest.empty();) {
    // Of an escaped quote the second character is shown.
    const bool escape = cell.escaped && rest.size() > 1 && (rest[1] == '"' || rest[1] == '\'') &&
                        (rest[0] == '\\' || rest[0] == rest[1]);
    if (escape) rest.remove_prefix(1);
    size_t length = utf8Length(rest);
    unsigned char lead = static_cast<unsigned char>(rest[0]);
    std::string_view piece = length == 0 ? "�" : lead < ' ' || lead == 127 ? " " : rest.substr(0, length);
    if (shown.size() + piece.size() > limit) return shown + "…";
    shown += piece;
    rest.remove_prefix(std::max<size_t>(length, 1));
  }
  return shown;
}

}  // namespace lockstep
