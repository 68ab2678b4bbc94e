#include "data/table_form.h"

#include <algorithm>
#include <map>
#include <utility>

#include "data/table_arff.h"
#include "data/table_cells.h"

namespace lockstep {
namespace {

constexpr int kRowsSeen = 300;

bool isNumber(const TableCell& cell) { return notationOf(cell.raw) != Notation::none; }
bool isName(const TableCell& cell) { return !isMissing(cell.raw) && !isNumber(cell); }

std::vector<TableRow> firstRows(RowReader reader) {
  std::vector<TableRow> rows(1);
  while (static_cast<int>(rows.size()) <= kRowsSeen && nextRow(reader, rows.back())) rows.emplace_back();
  rows.pop_back();
  return rows;
}

// The most frequent number of cells in a row, and how frequent it is.
// The first row, which may be a header, counts half.
std::pair<size_t, double> commonWidth(const std::vector<TableRow>& rows) {
  std::map<size_t, int> counts;
  for (const TableRow& row : rows) counts[row.cells.size()] += &row == rows.data() ? 1 : 2;
  const auto most = std::ranges::max_element(counts, {}, [](const auto& count) { return count.second; });
  return {most->first, most->second / (2.0 * static_cast<double>(rows.size()) - 1)};
}

// How well a dialect cuts the text up, 0: not at all.
double fit(const RowReader& reader) {
  const std::vector<TableRow> rows = firstRows(reader);
  if (rows.empty()) return 0;
  const auto [width, share] = commonWidth(rows);
  if (width < 2) return 0;
  // Spaces between words of other cells: a first row that has none of them says so.
  const size_t first = rows[0].cells.size();
  if (reader.dialect.separator == ' ' && (first + 1 < width || first > width + 1)) return 0;
  double cells = 0, numbers = 0;
  for (size_t r = rows.size() > 1; r < rows.size(); ++r)
    for (const TableCell& cell : rows[r].cells) ++cells, numbers += !cell.raw.empty() && !isName(cell);
  return share * (0.2 + numbers / cells);
}

// The line at the reader, and it goes on to the next.
std::string_view takeLine(RowReader& reader) {
  const size_t end = std::min(reader.text.find_first_of("\r\n", reader.at), reader.text.size());
  const std::string_view line = reader.text.substr(reader.at, end - reader.at);
  reader.at = end + (reader.text.substr(end).starts_with("\r\n") ? 2 : end < reader.text.size());
  ++reader.line;
  return line;
}

// Lines with # are comments unless most lines are such.
bool hasComments(std::string_view text) {
  RowReader lines{.text = text};
  int marked = 0, others = 0;
  while (lines.at < text.size() && others + marked < kRowsSeen) {
    const std::string_view line = takeLine(lines);
    if (!line.empty()) ++(isComment(line, '#') ? marked : others);
  }
  return marked > 0 && marked <= std::max(others, 1);
}

void chooseDialect(RowReader& reader) {
  constexpr Dialect kCandidates[] = {{'\t'}, {';'}, {','}, {'|'}, {'\t', true}, {' ', true}};
  double best = 0;
  const Dialect given = reader.dialect;
  for (Dialect dialect : kCandidates) {
    dialect.comment = given.comment;
    RowReader tried = reader;
    tried.dialect = dialect;
    if (const double quality = fit(tried); quality > best) best = quality, reader.dialect = dialect;
  }
}

bool allEmptyAt(const std::vector<TableRow>& rows, size_t column) {
  return std::ranges::all_of(
      rows, [&](const TableRow& row) { return row.cells.size() <= column || row.cells[column].raw.empty(); });
}

// The rule is in the header file.
bool isHeader(const TableRow& first, const std::vector<TableRow>& rest) {
  int above = 0, beside = 0;  // names over mostly numbers, numbers there
  bool numbers = false, again = false;
  for (size_t c = 0; c < first.cells.size(); ++c) {
    const TableCell& cell = first.cells[c];
    int digits = 0, words = 0;
    for (const TableRow& row : rest) {
      if (c >= row.cells.size() || isMissing(row.cells[c].raw)) continue;
      ++(isNumber(row.cells[c]) ? digits : words);
      again = again || (isName(cell) && row.cells[c].raw == cell.raw);
    }
    numbers = numbers || isNumber(cell);
    if (isName(cell) && digits > 0 && words == 0) return true;
    above += isName(cell) && digits > words;
    beside += isNumber(cell) && digits > words;
  }
  if (above > beside) return true;
  return !numbers && !again && std::ranges::any_of(first.cells, isName);
}

void nameColumns(TableForm& form, const TableRow& row, size_t skipped) {
  for (size_t c = 0; c < static_cast<size_t>(form.columns); ++c) {
    const bool named = c >= skipped && c - skipped < row.cells.size();
    const std::string name = named ? cellText(row.cells[c - skipped]) : "";
    form.names.push_back(name);
  }
}

// The last comment above the rows, where it names the columns.
bool namedByComment(TableForm& form) {
  RowReader lines{.text = form.rows.text};
  std::string_view last;
  while (lines.at < form.rows.text.size() && form.rows.text[lines.at] == '#') last = takeLine(lines);
  if (last.empty()) return false;
  RowReader reader{.text = last.substr(std::min(last.find_first_not_of('#'), last.size())),
                   .dialect = form.rows.dialect,
                   .maxCells = kMaxTableColumns + 1};
  reader.dialect.comment = 0;
  TableRow row;
  if (!nextRow(reader, row) || static_cast<int>(row.cells.size()) != form.columns ||
      !std::ranges::all_of(row.cells, isName))
    return false;
  nameColumns(form, row, 0);
  return true;
}

void findHeader(TableForm& form, const std::vector<TableRow>& rows) {
  TableRow first = rows[0];
  const std::vector<TableRow> rest(rows.begin() + 1, rows.end());
  const auto width = static_cast<size_t>(form.columns);
  while (first.cells.size() > width && first.cells.back().raw.empty()) first.cells.pop_back();
  form.rowNames = first.cells.size() + 1 == width && width > 2 && !rest.empty() &&
                  std::ranges::all_of(first.cells, isName);
  if (form.rowNames || (first.cells.size() == width && isHeader(first, rest))) {
    TableRow skipped;
    nextRow(form.rows, skipped);
    nameColumns(form, first, form.rowNames);
    const auto number = std::ranges::find_if(first.cells, isNumber);
    if (number != first.cells.end())
      form.note = "line " + std::to_string(first.line) + " has the names of the columns, although “" +
                  cellText(*number) + "” could be a value";
  } else if (!form.rows.dialect.comment || !namedByComment(form)) {
    form.names.clear();
  }
}

}  // namespace

TableForm formOf(std::string_view text) {
  TableForm form;
  form.rows = {.text = text, .maxCells = kMaxTableColumns + 1};
  if (isArff(text)) return arffForm(text);
  RowReader& reader = form.rows;
  if (hasComments(text)) reader.dialect.comment = '#';
  RowReader told = reader;
  const std::string_view line = takeLine(told);
  const size_t mark = line.starts_with('"') ? 5 : 4;
  if (line.substr(mark - 4).starts_with("sep=") && line.size() > mark) {
    told.dialect.separator = line[mark];
    reader = told;
  } else {
    chooseDialect(reader);
  }
  const std::vector<TableRow> rows = firstRows(reader);
  if (rows.empty()) {
    TableRow row;
    form.error = nextRow(reader, row) ? "" : reader.error.empty() ? "the file is empty" : reader.error;
    return form;
  }
  size_t width = commonWidth(rows).first;
  const std::vector<TableRow> rest(rows.begin() + (rows.size() > 1), rows.end());
  // Separators at the end of every row; a header with a name there keeps its column.
  while (width > 1 && allEmptyAt(rest, width - 1) && allEmptyAt({rows[0]}, width - 1)) --width;
  if (width < 2 && rows[0].cells.size() < 2)
    form.error = "only one column found: separate the columns with commas, semicolons, tabs or spaces";
  form.columns = static_cast<int>(width);
  if (form.error.empty()) findHeader(form, rows);
  return form;
}

}  // namespace lockstep
