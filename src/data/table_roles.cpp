// What the columns of a table are taken for.
#include <algorithm>
#include <charconv>

#include "data/table.h"

namespace lockstep {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

template <size_t N>
bool isOneOf(const std::string& name, const char* const (&names)[N]) {
  return std::ranges::find(names, name) != std::end(names);
}

int of(const ColumnCount& count, Notation notation) { return count.notations[static_cast<int>(notation)]; }

// Kinds.

ColumnKind kindOf(const DataColumn& column, const ColumnCount& count, bool classes) {
  const int filled = column.numbers + column.words;
  if (filled == 0) return ColumnKind::empty;
  if (classes) return ColumnKind::words;
  if (column.words == 0) return ColumnKind::number;
  if (count.dates == filled) return ColumnKind::date;
  const bool mistakes = column.numbers > column.words && column.words <= std::max(1, filled / 10);
  return mistakes ? ColumnKind::number : ColumnKind::words;
}

// “-” stands for a missing cell unless the other value is “+”.
void settleDashes(DataColumn& column, const ColumnCount& count) {
  if (count.dashes == 0 || std::ranges::find(column.values, "+") == column.values.end()) return;
  column.dashIsWord = true;
  column.missing -= count.dashes, column.words += count.dashes;
  column.values.push_back("-");
  column.counts.push_back(count.dashes);
}

// Whether decimals stand behind a comma.
void settleDecimals(DataTable& table, const std::vector<ColumnCount>& counts) {
  int points = 0, commas = 0;
  for (const ColumnCount& count : counts)
    points += of(count, Notation::point), commas += of(count, Notation::comma);
  for (size_t c = 0; c < counts.size(); ++c) {
    const ColumnCount& n = counts[c];
    const int point = of(n, Notation::point), comma = of(n, Notation::comma);
    bool& result = table.columns[c].commaDecimals;
    if (point > 0 || comma > 0) {
      result = comma > point;
    } else if (of(n, Notation::eitherComma) > 0 && of(n, Notation::eitherPoint) == 0) {
      // A file that separates by commas is of a country where they group digits.
      result = commas > 0 || (points == 0 && table.form.rows.dialect.separator != ',');
      if (commas + points == 0)
        table.notes.push_back(table.columns[c].name + ": the comma is read as " +
                              (result ? "that of decimals" : "grouping thousands"));
    } else {
      result = commas > 0 && points == 0 && of(n, Notation::eitherPoint) > 0;
    }
  }
}

// Columns that say nothing of a sample.

bool differs(const ColumnCount& count) {
  std::vector<uint64_t> hashes = count.hashes;
  std::ranges::sort(hashes);
  const auto different = static_cast<size_t>(std::ranges::unique(hashes).begin() - hashes.begin());
  return different * 10 >= hashes.size() * 9;
}

bool isCalledId(const std::string& name) {
  constexpr const char* kNames[] = {"id",       "index", "idx",        "row", "rows", "row names", "nr",
                                    "nr.",      "no",    "no.",        "#",   "key",  "uuid",      "guid",
                                    "rownames", "code",  "unnamed: 0", "obs", "obs.", "rowid"};
  const std::string plain = lower(name);
  if (isOneOf(plain, kNames)) return true;
  return plain.ends_with("_id") || plain.ends_with(" id") || plain.ends_with("-id") || name.ends_with("Id") ||
         (name.ends_with("ID") && name.size() > 2 && name[name.size() - 3] >= 'a');
}

// Why a column cannot say anything about the target; empty: it may.
std::string uselessness(const DataTable& table, const ColumnCount& count, size_t c) {
  const DataColumn& column = table.columns[c];
  const bool named = !table.form.names.empty(), numbers = column.kind == ColumnKind::number;
  const std::string name = named ? table.form.names[c] : "x";
  const bool calledId = named && isCalledId(name);
  if (column.kind == ColumnKind::empty) return "empty";
  if (c == 0 && table.form.rowNames) return "names of rows";
  if (column.kind == ColumnKind::date) return "dates";
  if (numbers && column.whole && count.counts && column.numbers > 2 && column.missing == 0 &&
      (calledId || (named && name.empty()) || (!named && c == 0)))
    return "row numbers";
  if (calledId && (!numbers || column.whole) && differs(count)) return "different in every row";
  if (!named && c == 0 && numbers && column.whole && count.large * 10 >= column.numbers * 9 && differs(count))
    return "numbers that only identify";
  if (2 * column.missing > table.rows) return "mostly missing";
  return "";
}

bool hasManyWords(const DataColumn& column) {
  return column.kind == ColumnKind::words && (column.many || column.values.size() > kMaxWords);
}

// The target.

// Classes that are not likely to be anything else: words, one of two, or 0, 1, 2, …
bool looksLikeClasses(const DataColumn& column) {
  if (!hasClasses(column)) return false;
  if (column.kind == ColumnKind::words) return true;
  if (static_cast<size_t>(column.numbers) == column.values.size()) return false;  // none comes again
  return column.values.size() == 2 ||
         (column.low >= -1 && column.low <= 1 &&
          column.high - column.low + 1 <= static_cast<double>(column.values.size()));
}

int guessTarget(DataTable& table, const std::vector<std::string>& useless) {
  constexpr const char* kNames[] = {"target",  "class",    "label",     "outcome", "diagnosis",
                                    "species", "survived", "response",  "output",  "classes",
                                    "labels",  "klasse",   "zielgröße", "classe"};
  const auto& columns = table.columns;
  std::vector<int> fit;
  int words = -1, wordColumns = 0;
  for (size_t c = 0; c < columns.size(); ++c) {
    if (!useless[c].empty() || (columns[c].kind == ColumnKind::words && columns[c].many)) continue;
    fit.push_back(static_cast<int>(c));
    if (columns[c].kind == ColumnKind::words) words = static_cast<int>(c), ++wordColumns;
  }
  auto column = [&](int c) -> const DataColumn& { return columns[static_cast<size_t>(c)]; };
  if (fit.empty()) return static_cast<int>(columns.size()) - 1;
  // Beside an x, a y is the other coordinate.
  const bool plane = findColumn(table, "x") >= 0;
  for (const int c : fit) {
    const std::string name = lower(column(c).name);
    if (!table.form.names.empty() && (isOneOf(name, kNames) || (name == "y" && !plane)))
      return table.targetWhy = "by its name", c;
  }
  if (looksLikeClasses(column(fit.back()))) return table.targetWhy = "the last column", fit.back();
  if (wordColumns == 1) return table.targetWhy = "the only column of words", words;
  if (column(fit.front()).kind == ColumnKind::number && looksLikeClasses(column(fit.front())))
    return table.targetWhy = "the first column", fit.front();
  table.targetWhy = "the last column";
  return fit.back();
}

std::string listOfNames(const DataTable& table) {
  std::string list;
  for (size_t c = 0; c < table.columns.size() && c < 12; ++c)
    list += (c ? ", " : "") + cellText({.raw = table.columns[c].name}, 24);
  return list + (table.columns.size() > 12 ? ", …" : "");
}

std::string noColumn(const DataTable& table, std::string_view name) {
  return "there is no column “" + cellText({.raw = name}, 40) + "”: the table has " + listOfNames(table);
}

// The inputs that the viewer has named, and no others.
void takeColumns(DataTable& table, std::string_view list) {
  for (DataColumn& column : table.columns)
    if (column.role == ColumnRole::input) column.role = ColumnRole::leftOut, column.why = "";
  while (!list.empty() && table.ok()) {
    const size_t comma = std::min(list.find(','), list.size());
    std::string_view name = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (name.find_first_not_of(' ') == name.npos) continue;
    const int found = findColumn(table, name);
    if (found < 0) {
      table.error = noColumn(table, name);
    } else if (found != table.target) {
      DataColumn& column = table.columns[static_cast<size_t>(found)];
      column.role = ColumnRole::input;
      if (column.kind != ColumnKind::number && (column.many || column.values.empty()))
        table.error =
            "“" + column.name + "” cannot be an input: it is " +
            (column.kind == ColumnKind::empty ? "empty" : "no number and has too many different values");
    }
  }
}

void leaveOut(DataTable& table, const std::vector<std::string>& useless) {
  bool any = false;
  for (size_t c = 0; c < useless.size(); ++c) {
    DataColumn& column = table.columns[c];
    if (column.role == ColumnRole::target) continue;
    column.why = useless[c];
    if (column.why.empty() && hasManyWords(column)) column.why = "too many different words";
    column.role = column.why.empty() ? ColumnRole::input : ColumnRole::leftOut;
    any = any || column.why.empty();
  }
  if (any) return;
  for (DataColumn& column : table.columns)  // rather row numbers than nothing
    if (column.role == ColumnRole::leftOut && column.kind == ColumnKind::number)
      column.role = ColumnRole::input, column.why = "";
}

}  // namespace

int findColumn(const DataTable& table, std::string_view name) {
  while (name.starts_with(' ')) name.remove_prefix(1);
  while (name.ends_with(' ')) name.remove_suffix(1);
  const auto& columns = table.columns;
  auto place = [&](auto at) { return static_cast<int>(at - columns.begin()); };
  const auto exact = std::ranges::find(columns, name, &DataColumn::name);
  if (exact != columns.end()) return place(exact);
  const auto similar =
      std::ranges::find_if(columns, [&](const DataColumn& c) { return lower(c.name) == lower(name); });
  if (similar != columns.end()) return place(similar);
  int number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return -1;
  const int count = static_cast<int>(columns.size());
  const int column = number < 0 ? count + number : std::max(number - 1, 0);
  return column >= 0 && column < count ? column : -1;
}

void guessRoles(DataTable& table, const std::vector<ColumnCount>& counts, const TableChoice& choice) {
  std::vector<std::string> useless(counts.size());
  for (size_t c = 0; c < counts.size(); ++c) {
    DataColumn& column = table.columns[c];
    settleDashes(column, counts[c]);
    column.kind = kindOf(column, counts[c], !table.form.classes.empty() && table.form.classes[c]);
    useless[c] = uselessness(table, counts[c], c);
  }
  settleDecimals(table, counts);
  table.target = choice.target.empty() ? guessTarget(table, useless) : findColumn(table, choice.target);
  if (table.target < 0) {
    table.error = noColumn(table, choice.target);
    return;
  }
  table.columns[static_cast<size_t>(table.target)].role = ColumnRole::target;
  if (choice.columns.empty())
    leaveOut(table, useless);
  else
    takeColumns(table, choice.columns);
}

}  // namespace lockstep
