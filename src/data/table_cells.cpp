#include "data/table_cells.h"

#include <algorithm>
#include <string>

#include "data/number.h"

namespace lockstep {
namespace {

constexpr size_t kLongestNumber = 100'000;  // bytes; of a cell, not of a file

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Length of what separates groups of digits and nothing else: a space, U+00A0, U+202F, U+2009, ' or ’; or 0.
size_t groupMark(std::string_view text) {
  constexpr std::string_view kMarks[] = {" ", "'", "\u00a0", "\u202f", "\u2009", "\u2019"};
  for (const std::string_view mark : kMarks)
    if (text.starts_with(mark)) return mark.size();
  return 0;
}

size_t digitsAt(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && isDigit(text[end])) ++end;
  return end - at;
}

// A number taken apart: sign, digits without group marks, the marks between them, the rest from e on.
struct Parts {
  std::string plain;  // with '.' before the decimals, once it is known which mark that is
  int points = 0, commas = 0;
  char last = 0;  // of the two marks
  bool groups =
      true;  // there are three digits behind every mark but perhaps the last, and one to three before
  bool lastGroups = true;  // and behind the last one too
  bool leadingZero = false;
};

// False where it cannot be a number whatever the marks mean.
bool takeApart(std::string_view cell, Parts& p) {
  constexpr std::string_view kMinus = "\u2212";
  if (cell.size() > kLongestNumber) return false;
  if (cell.starts_with(kMinus)) {
    p.plain += '-';
    cell.remove_prefix(kMinus.size());
  } else if (cell.starts_with('-') || cell.starts_with('+')) {
    p.plain += cell[0];
    cell.remove_prefix(1);
  }
  const size_t exponent = std::min(cell.find_first_of("eE"), cell.size());
  std::string_view number = cell.substr(0, exponent);
  size_t before = digitsAt(number, 0), all = before;  // before the next mark; in all
  p.leadingZero = before > 0 && number[0] == '0';
  p.plain += number.substr(0, before);
  size_t at = before;
  bool first = true;
  while (at < number.size()) {
    const char c = number[at];
    const size_t space = groupMark(number.substr(at)), digits = digitsAt(number, at + (space ? space : 1));
    if (space) {
      // Spaces never stand for decimals, nor behind them.
      if (digits != 3 || before < 1 || before > 3 || p.points + p.commas > 0) return false;
    } else if (c == '.' || c == ',') {
      p.groups = p.groups && p.lastGroups && (first ? before >= 1 && before <= 3 && !p.leadingZero : true);
      p.lastGroups = digits == 3;
      (c == '.' ? p.points : p.commas)++;
      p.last = c;
      p.plain += c;
    } else {
      return false;
    }
    p.plain += number.substr(at + (space ? space : 1), digits);
    at += (space ? space : 1) + digits;
    before = digits, all += digits;
    first = first && space;
  }
  if (all == 0) return false;
  if (exponent == cell.size()) return true;
  p.plain += cell.substr(exponent);
  p.lastGroups = false;
  at = exponent + 1;
  if (at < cell.size() && (cell[at] == '-' || cell[at] == '+')) ++at;
  return at < cell.size() && at + digitsAt(cell, at) == cell.size();
}

Notation notationOf(const Parts& p) {
  const int marks = p.points + p.commas;
  if (marks == 0) return Notation::whole;
  const bool pointLast = p.last == '.';
  if (marks == 1) {
    const bool either = p.groups && p.lastGroups;
    return pointLast ? (either ? Notation::eitherPoint : Notation::point)
                     : (either ? Notation::eitherComma : Notation::comma);
  }
  if (!p.groups) return Notation::none;
  if (p.points == 0 || p.commas == 0)  // 1,234,567: all of them group
    return !p.lastGroups ? Notation::none : pointLast ? Notation::comma : Notation::point;
  if ((pointLast ? p.points : p.commas) != 1) return Notation::none;
  return pointLast ? Notation::point : Notation::comma;
}

}  // namespace

Notation notationOf(std::string_view cell) {
  Parts parts;
  return takeApart(cell, parts) ? notationOf(parts) : Notation::none;
}

bool readNumber(std::string_view cell, bool commaDecimals, double& value) {
  if (!commaDecimals && parseNumber(cell, value)) return true;
  Parts p;
  if (!takeApart(cell, p)) return false;
  const Notation notation = notationOf(p);
  const char grouping = commaDecimals ? '.' : ',', decimal = commaDecimals ? ',' : '.';
  if (notation == Notation::none || notation == (commaDecimals ? Notation::point : Notation::comma))
    return false;
  std::erase(p.plain, grouping);
  std::ranges::replace(p.plain, decimal, '.');
  return parseNumber(p.plain, value);
}

bool isMissing(std::string_view cell) {
  constexpr std::string_view kWords[] = {"?",    "NA",   "N/A", "#N/A", "n/a",  "NaN", "nan", "NAN", "null",
                                         "NULL", "Null", "nil", "None", "<NA>", "*",   ".",   "#NV"};
  return cell.find_first_not_of('-') == cell.npos || std::ranges::find(kWords, cell) != std::end(kWords) ||
         cell == "\u2013" || cell == "\u2014";
}

bool looksLikeDate(std::string_view cell) {
  // As groups of digits: 2026-11-30T10:00:00.5Z is 4-2-2-2:2:2.1
  std::string shape;
  for (size_t at = 0; at < cell.size() && shape.size() < 20;) {
    if (const size_t digits = digitsAt(cell, at)) {
      shape += digits > 4 ? '9' : static_cast<char>('0' + digits);
      at += digits;
    } else {
      shape += cell[at++];
    }
  }
  const std::string_view s = shape;
  auto small = [&](size_t i) { return s[i] == '1' || s[i] == '2'; };
  if (s.size() < 3) return false;
  if (small(0) && s[1] == ':' && s[2] == '2') return true;
  if (s.size() < 5 || s[1] != s[3] || (s[1] != '-' && s[1] != '/' && s[1] != '.') || !small(2)) return false;
  const bool rest = s.size() == 5 || s[5] == ' ' || s[5] == 'T';
  return rest && ((s[0] == '4' && small(4)) || (small(0) && (s[4] == '4' || s[4] == '2')));
}

}  // namespace lockstep
