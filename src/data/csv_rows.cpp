#include "data/csv_rows.h"

#include <algorithm>

namespace lockstep {
namespace {

constexpr char kSeparators[] = {'\t', ';', ','};
constexpr int kSeparatorCount = 3;

bool atLineEnd(const CsvReader& r, size_t at) {
  return at >= r.text.size() || r.text[at] == '\n' || r.text[at] == '\r';
}

bool isSpace(const CsvReader& r, char c) { return c == ' ' || (c == '\t' && r.separator != '\t'); }

void skipSpaces(CsvReader& r) {
  while (r.at < r.text.size() && isSpace(r, r.text[r.at])) ++r.at;
}

// Steps over one line break at `at`, if there is one.
void skipLineBreak(CsvReader& r) {
  if (r.at >= r.text.size()) return;
  if (r.text[r.at] == '\r' && r.at + 1 < r.text.size() && r.text[r.at + 1] == '\n') ++r.at;
  ++r.at;
  ++r.line;
}

bool readQuoted(CsvReader& r, CsvCell& cell) {
  const int firstLine = r.line;
  const size_t begin = ++r.at;
  for (;; ++r.at) {
    if (r.at >= r.text.size()) {
      r.error = "line " + std::to_string(firstLine) + ": the quote opened here is never closed";
      return false;
    }
    char c = r.text[r.at];
    if (c == '\n' || (c == '\r' && (r.at + 1 >= r.text.size() || r.text[r.at + 1] != '\n'))) ++r.line;
    if (c != '"') continue;
    if (r.at + 1 >= r.text.size() || r.text[r.at + 1] != '"') break;
    cell.doubledQuotes = true;
    ++r.at;
  }
  cell.raw = r.text.substr(begin, r.at - begin);
  ++r.at;
  skipSpaces(r);
  if (atLineEnd(r, r.at) || r.text[r.at] == r.separator) return true;
  r.error = "line " + std::to_string(r.line) +
            ": text after a closing quote (a quote inside quotes is written twice)";
  return false;
}

bool readCell(CsvReader& r, CsvCell& cell) {
  skipSpaces(r);
  if (r.at < r.text.size() && r.text[r.at] == '"') return readQuoted(r, cell);
  const size_t begin = r.at;
  while (!atLineEnd(r, r.at) && r.text[r.at] != r.separator) ++r.at;
  size_t end = r.at;
  while (end > begin && isSpace(r, r.text[end - 1])) --end;
  cell.raw = r.text.substr(begin, end - begin);
  return true;
}

// The length of the UTF-8 sequence at the start of `s`, 0 where there is none (or an overlong
// or surrogate one).
size_t utf8Length(std::string_view s) {
  auto byte = [&](size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  size_t length = lead >= 0xc2 && lead < 0xe0   ? 2
                  : lead >= 0xe0 && lead < 0xf0 ? 3
                  : lead >= 0xf0 && lead < 0xf5 ? 4
                                                : 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  bool outside = (lead == 0xed && byte(1) >= 0xa0) || (lead == 0xf4 && byte(1) >= 0x90);
  return overlong || outside ? 0 : length;
}

}  // namespace

char detectSeparator(std::string_view text) {
  constexpr int kLines = 10;
  constexpr size_t kBytes = 1 << 16;
  int first[kSeparatorCount] = {}, current[kSeparatorCount] = {};
  bool same[kSeparatorCount] = {true, true, true}, quoted = false, blank = true;
  int lines = 0;
  const size_t size = std::min(text.size(), kBytes);
  for (size_t i = 0; i <= size && lines < kLines; ++i) {
    char c = i < size ? text[i] : '\n';
    if (c == '"') quoted = !quoted;
    if ((c != '\n' && c != '\r') || (quoted && i < size)) {
      blank = blank && (c == ' ' || c == '\t');
      for (int s = 0; s < kSeparatorCount; ++s) current[s] += !quoted && c == kSeparators[s];
      continue;
    }
    // The last line looked at may be cut off by kBytes: it decides only when it is the only one.
    bool whole = i < size || size == text.size();
    for (int s = 0; s < kSeparatorCount; ++s) {
      if (!blank && lines == 0) first[s] = current[s];
      if (!blank && whole) same[s] = same[s] && current[s] == first[s];
      current[s] = 0;
    }
    lines += !blank;
    blank = true;
  }
  for (int s = 0; s < kSeparatorCount; ++s)
    if (same[s] && first[s] > 0) return kSeparators[s];
  int best = static_cast<int>(std::max_element(first, first + kSeparatorCount) - first);
  return first[best] > 0 ? kSeparators[best] : ',';
}

bool nextRow(CsvReader& r, CsvRow& row) {
  while (r.at < r.text.size()) {
    row.line = r.line;
    row.cells.clear();
    bool blank = true;
    for (;;) {
      CsvCell cell;
      if (!readCell(r, cell)) return false;
      blank = blank && cell.raw.empty();
      if (row.cells.size() == r.maxCells) {
        r.error =
            "line " + std::to_string(row.line) + " has more than " + std::to_string(r.maxCells) + " columns";
        return false;
      }
      row.cells.push_back(cell);
      if (atLineEnd(r, r.at)) break;
      ++r.at;
    }
    skipLineBreak(r);
    if (!blank) return true;
    ++r.blankRows;
  }
  return false;
}

std::string cellText(const CsvCell& cell, size_t limit) {
  std::string shown;
  for (std::string_view rest = cell.raw; !rest.empty();) {
    size_t length = utf8Length(rest);
    unsigned char lead = static_cast<unsigned char>(rest[0]);
    std::string_view piece = length == 0 ? "�" : lead < ' ' || lead == 127 ? " " : rest.substr(0, length);
    if (shown.size() + piece.size() > limit) return shown + "…";
    shown += piece;
    rest.remove_prefix(cell.doubledQuotes && lead == '"' ? 2 : std::max<size_t>(length, 1));
  }
  return shown;
}

}  // namespace lockstep
