#include "data/csv.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <unordered_map>

#include "data/csv_rows.h"
#include "data/number.h"

namespace lockstep {
namespace {

std::string quoted(const CsvCell& cell) { return "\"" + cellText(cell, 24) + "\""; }

bool isMissing(const CsvCell& cell) {
  std::string_view s = cell.raw;
  return s.empty() || s == "?" || s == "NA" || s == "N/A" || s == "NaN" || s == "nan";
}

bool isNumber(const CsvCell& cell) {
  double value;
  return parseNumber(cell.raw, value);
}

bool isName(const CsvCell& cell) { return !isMissing(cell) && !isNumber(cell); }

struct ClassName {
  std::string_view raw;
  bool doubledQuotes;
  bool operator==(const ClassName&) const = default;
};
struct HashName {
  size_t operator()(const ClassName& name) const { return std::hash<std::string_view>()(name.raw); }
};

// The target column while it is read, both as numbers and as names: which it is shows only at its end.
struct Target {
  std::vector<float> numbers;      // as long as there are only numbers
  std::vector<uint8_t> nameOfRow;  // as long as `names` is not full
  std::vector<CsvCell> names;      // different cells, in order of first appearance
  std::unordered_map<ClassName, int, HashName> indexOfName;
  bool whole = true;  // every number is an integer
  int numberCount = 0, nameCount = 0;
  CsvCell firstName;
  int firstNameLine = 0, fullLine = 0;  // fullLine: where the first name too many stands
};

struct Table {
  CsvOptions::Task task;
  int columns = 0, targetColumn = 0, firstLine = 0;
  std::vector<std::string> names;  // of all columns; empty without a header
  std::vector<float> x;
  Target target;
  std::string error;
};

std::string columnName(const Table& table, int column) {
  const std::string number = std::to_string(column + 1);
  return table.names.empty() ? "column " + number : table.names[static_cast<size_t>(column)];
}

std::string placeOf(const Table& table, int line, int column) {
  std::string place = "line " + std::to_string(line) + ", column " + std::to_string(column + 1);
  if (!table.names.empty()) place += " (" + columnName(table, column) + ")";
  return place + ": ";
}

// What keeps a cell from being a finite float; empty when nothing does.
std::string numberError(const CsvCell& cell, float& value) {
  double parsed;
  if (isMissing(cell))
    return cell.raw.empty() ? "the cell is empty" : quoted(cell) + " means a missing value";
  if (!parseNumber(cell.raw, parsed)) {
    bool comma = cell.raw.find(',') != std::string_view::npos;
    return quoted(cell) + " is not a number" + (comma ? " (decimals are written with a point)" : "");
  }
  if (!(std::fabs(parsed) <= FLT_MAX)) return quoted(cell) + " is too large a number";
  value = static_cast<float>(parsed);
  return "";
}

void addName(Target& target, const CsvCell& cell, int line) {
  if (target.fullLine) return;
  auto [it, added] =
      target.indexOfName.try_emplace({cell.raw, cell.doubledQuotes}, static_cast<int>(target.names.size()));
  if (added && target.names.size() == static_cast<size_t>(kMaxCsvClasses)) {
    target.fullLine = line;
    return;
  }
  if (added) target.names.push_back(cell);
  target.nameOfRow.push_back(static_cast<uint8_t>(it->second));
}

std::string addTarget(Target& target, CsvOptions::Task task, const CsvCell& cell, int line) {
  if (isMissing(cell)) {
    float unused;
    return numberError(cell, unused);
  }
  addName(target, cell, line);
  if (isNumber(cell)) {
    float value = 0;
    std::string error = numberError(cell, value);
    if (target.nameCount == 0) target.numbers.push_back(value);
    target.whole = target.whole && value == std::floor(value);
    ++target.numberCount;
    return error;
  }
  if (task == CsvOptions::regression) return quoted(cell) + " is not a number";
  if (target.nameCount++ == 0) {
    target.firstName = cell;
    target.firstNameLine = line;
  }
  return "";
}

bool addRow(Table& table, const CsvRow& row) {
  if (row.cells.size() != static_cast<size_t>(table.columns)) {
    table.error = "line " + std::to_string(row.line) + " has " + std::to_string(row.cells.size()) +
                  " cells, line " + std::to_string(table.firstLine) + " has " + std::to_string(table.columns);
    return false;
  }
  for (int c = 0; c < table.columns; ++c) {
    const CsvCell& cell = row.cells[static_cast<size_t>(c)];
    float value = 0;
    std::string problem = c == table.targetColumn ? addTarget(table.target, table.task, cell, row.line)
                                                  : numberError(cell, value);
    if (!problem.empty()) {
      table.error = placeOf(table, row.line, c) + problem;
      return false;
    }
    if (c != table.targetColumn) table.x.push_back(value);
  }
  return true;
}

// The rule is in csv.h. `reader` stands behind the first row; the copy reads ahead only while
// it is undecided.
bool isHeader(const CsvRow& first, CsvReader reader) {
  std::vector<size_t> candidates;
  bool anyNumber = false;
  for (size_t c = 0; c < first.cells.size(); ++c) {
    if (isName(first.cells[c])) candidates.push_back(c);
    anyNumber = anyNumber || isNumber(first.cells[c]);
  }
  if (candidates.empty() || !anyNumber) return !candidates.empty();
  CsvRow row;
  bool anyRow = false;
  while (!candidates.empty() && nextRow(reader, row)) {
    anyRow = true;
    std::erase_if(candidates, [&](size_t c) { return c >= row.cells.size() || !isNumber(row.cells[c]); });
  }
  return anyRow && !candidates.empty();
}

void readHeader(Table& table, const CsvRow& row, std::vector<std::string>& notes) {
  for (int c = 0; c < table.columns; ++c) {
    std::string name = cellText(row.cells[static_cast<size_t>(c)]);
    table.names.push_back(name.empty() ? "column " + std::to_string(c + 1) : name);
  }
  auto number = std::find_if(row.cells.begin(), row.cells.end(), isNumber);
  std::string note = "Line " + std::to_string(row.line) + " is read as the names of the columns";
  if (number != row.cells.end()) note += ", although " + quoted(*number) + " could be a value";
  notes.push_back(note + ".");
}

// Classes from numbers: ascending, named as they are first written. False when there are more than `limit`.
bool classesFromNumbers(const Target& target, size_t limit, Dataset& data) {
  std::vector<float> values;
  for (float v : target.numbers) {
    auto at = std::lower_bound(values.begin(), values.end(), v);
    if (at != values.end() && *at == v) continue;
    if (values.size() == limit) return false;
    values.insert(at, v);
  }
  data.classNames.assign(values.size(), "");
  for (const CsvCell& cell : target.names) {
    double v = 0;
    parseNumber(cell.raw, v);
    auto at = std::lower_bound(values.begin(), values.end(), static_cast<float>(v));
    std::string& name = data.classNames[static_cast<size_t>(at - values.begin())];
    if (name.empty()) name = cellText(cell);
  }
  data.y.clear();
  for (float v : target.numbers)
    data.y.push_back(static_cast<float>(std::lower_bound(values.begin(), values.end(), v) - values.begin()));
  return true;
}

std::string tooManyClasses(const Table& table, int line) {
  return placeOf(table, line, table.targetColumn) + "the target has more than " +
         std::to_string(kMaxCsvClasses) + " different values, too many for classes";
}

// Decides the task and fills task, classes, classNames and y; returns an error or "".
std::string finishTarget(Table& table, Dataset& data) {
  Target& target = table.target;
  const bool numbers = target.nameCount == 0;
  if (!numbers && table.task == CsvOptions::automatic && target.nameCount <= target.numberCount)
    return placeOf(table, target.firstNameLine, table.targetColumn) + quoted(target.firstName) +
           " is not a number, but most of the target column is";

  data.task = Task::classification;
  if (!numbers) {
    if (target.fullLine) return tooManyClasses(table, target.fullLine);
    for (const CsvCell& cell : target.names) data.classNames.push_back(cellText(cell));
    data.y.assign(target.nameOfRow.begin(), target.nameOfRow.end());
  } else if (table.task == CsvOptions::classification) {
    if (target.fullLine || !classesFromNumbers(target, static_cast<size_t>(kMaxCsvClasses), data))
      return tooManyClasses(table, target.fullLine);
  } else if (table.task == CsvOptions::regression || !target.whole || target.fullLine ||
             !classesFromNumbers(target, 10, data)) {
    data.task = Task::regression;
    data.y = std::move(target.numbers);
  }
  data.classes = static_cast<int>(data.classNames.size());
  bool constant = std::adjacent_find(data.y.begin(), data.y.end(), std::not_equal_to<>()) == data.y.end();
  if (constant) return "the target (" + columnName(table, table.targetColumn) + ") is the same in every row";
  return "";
}

std::string shapeError(const Table& table, const CsvOptions& options, size_t cells) {
  if (cells < 2) return "only one column found: separate the columns with commas, semicolons or tabs";
  if (options.targetColumn >= table.columns || options.targetColumn < -1)
    return "there is no column " + std::to_string(options.targetColumn + 1) +
           " to be the target: the file has " + std::to_string(table.columns);
  return "";
}

std::string encodingError(std::string_view text) {
  if (text.size() > kMaxCsvBytes)
    return "the file has " + std::to_string(text.size() / 1000000) + " MB; at most " +
           std::to_string(kMaxCsvBytes / 1000000) + " MB can be read";
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return "the file is UTF-16 text: save it as UTF-8";
  if (text.find('\0') != std::string_view::npos) return "this is not a text file";
  return "";
}

void describe(const Table& table, const CsvReader& reader, Dataset& data, std::vector<std::string>& notes) {
  for (int c = 0; c < table.columns; ++c)
    if (c != table.targetColumn) data.columnNames.push_back(columnName(table, c));
  data.targetName = columnName(table, table.targetColumn);
  if (reader.blankRows) notes.push_back("Blank lines skipped: " + std::to_string(reader.blankRows) + ".");
  notes.push_back("Target " + data.targetName + ": " +
                  (data.classes ? std::to_string(data.classes) + " classes." : "a number to predict."));
}

}  // namespace

CsvResult parseCsv(std::string_view text, const CsvOptions& options) {
  CsvResult result;
  auto fail = [&](std::string error) {
    result.error = std::move(error);
    return std::move(result);
  };
  if (std::string error = encodingError(text); !error.empty()) return fail(error);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);

  CsvReader reader{.text = text, .separator = detectSeparator(text), .maxCells = kMaxCsvColumns + 1};
  CsvRow row;
  if (!nextRow(reader, row)) return fail(reader.error.empty() ? "the file is empty" : reader.error);
  Table table{.task = options.task, .columns = static_cast<int>(row.cells.size()), .firstLine = row.line};
  table.targetColumn = options.targetColumn == -1 ? table.columns - 1 : options.targetColumn;
  if (std::string error = shapeError(table, options, row.cells.size()); !error.empty()) return fail(error);

  if (isHeader(row, reader)) {
    readHeader(table, row, result.notes);
  } else if (!addRow(table, row)) {
    return fail(table.error);
  }
  while (nextRow(reader, row))
    if (!addRow(table, row)) return fail(table.error);
  if (!reader.error.empty()) return fail(reader.error);

  Dataset& data = result.data;
  data.kind = DataKind::csv;
  data.dims = table.columns - 1;
  if (table.x.size() < 2 * static_cast<size_t>(data.dims))
    return fail("a table needs at least two rows of numbers");
  if (std::string error = finishTarget(table, data); !error.empty()) return fail(error);
  data.x = std::move(table.x);
  describe(table, reader, data, result.notes);
  return result;
}

}  // namespace lockstep
