#include "data/table_samples.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>
#include <utility>

#include "data/number.h"

namespace lockstep {
namespace {

constexpr size_t kMostNumbers = 32 << 20;  // of all inputs, 128 MB
constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

const DataColumn& targetOf(const SampleMaker& m) {
  return m.table->columns[static_cast<size_t>(m.table->target)];
}

bool refuseCell(SampleMaker& m, const TableRow& row, size_t c, const std::string& what,
                const std::string& help) {
  const DataColumn& column = m.table->columns[c];
  m.error = "line " + std::to_string(row.line) + ", column " + std::to_string(c + 1);
  if (!m.table->form.names.empty()) m.error += " (" + column.name + ")";
  m.error += ": “" + cellText(row.cells[c], 24) + "” " + what;
  if (column.words > 1) m.error += ", like " + std::to_string(column.words - 1) + " more in this column";
  if (!help.empty()) m.error += ": " + help;
  return false;
}

bool readFloat(SampleMaker& m, const TableRow& row, size_t c, float& value) {
  double number;
  if (!readNumber(row.cells[c].raw, m.table->columns[c].commaDecimals, number))
    return refuseCell(m, row, c, "is not a number", "correct it, or write NA where a value is missing");
  if (!(std::fabs(number) <= static_cast<double>(FLT_MAX)))
    return refuseCell(m, row, c, "is too large a number", "");
  value = static_cast<float>(number);
  return true;
}

// The cell's word as inputs; where it is missing, none of them.
void addWord(const std::vector<std::string>& words, const TableCell& cell, float* x) {
  std::string scratch;
  const auto at = static_cast<size_t>(std::ranges::find(words, wordOf(cell, scratch)) - words.begin());
  if (words.size() == 2)
    x[0] = at == 1;
  else if (at < words.size())
    x[at] = 1;
}

void prepareInput(SampleMaker& m, size_t c) {
  const DataColumn& column = m.table->columns[c];
  m.begin[c] = m.data.dims;
  if (column.kind == ColumnKind::number) {
    m.data.columnNames.push_back(column.name);
    ++m.data.dims;
    return;
  }
  std::vector<std::string>& words = m.words[c] = column.values;
  std::ranges::sort(words);
  for (size_t w = words.size() == 2; w < words.size(); ++w) {
    m.data.columnNames.push_back(column.name + " = " + words[w]);
    ++m.data.dims;
  }
}

// Missing numbers take the mean of the column.
void fillNumbers(SampleMaker& m, size_t input) {
  const auto width = static_cast<size_t>(m.data.dims);
  double sum = 0, count = 0;
  for (size_t i = input; i < m.x.size(); i += width)
    if (!std::isnan(m.x[i])) sum += static_cast<double>(m.x[i]), ++count;
  const auto mean = static_cast<float>(sum / std::max(count, 1.0));
  for (size_t i = input; i < m.x.size(); i += width)
    if (std::isnan(m.x[i])) m.x[i] = mean;
}

// Classes from numbers, ascending. False where there are fractions or more than ten.
bool classesFromNumbers(SampleMaker& m) {
  std::vector<float> values;
  for (const float v : m.numbers) {
    const auto at = std::ranges::lower_bound(values, v);
    if (at != values.end() && *at == v) continue;
    if (v != std::floor(v) || values.size() == 10) return false;
    values.insert(at, v);
  }
  for (const float v : values) m.classes.push_back(printFloat(v));
  for (float& v : m.numbers) v = static_cast<float>(std::ranges::lower_bound(values, v) - values.begin());
  return true;
}

}  // namespace

SampleMaker makeSamples(const DataTable& table, MissingCells missing) {
  SampleMaker m{.table = &table, .missing = missing};
  m.words.resize(table.columns.size());
  m.begin.assign(table.columns.size(), -1);
  m.data.kind = DataKind::csv;
  m.data.dims = 0;
  for (size_t c = 0; c < table.columns.size(); ++c)
    if (table.columns[c].role == ColumnRole::input) prepareInput(m, c);
  const DataColumn& target = targetOf(m);
  m.data.targetName = target.name;
  const auto numbers = static_cast<size_t>(table.rows) * static_cast<size_t>(m.data.dims);
  if (m.data.dims == 0)
    m.error = "no column is left to predict " + target.name + " from";
  else if (m.data.dims > kMaxTableColumns)
    m.error = "the table makes " + std::to_string(m.data.dims) + " inputs; at most " +
              std::to_string(kMaxTableColumns) + " are possible";
  else if (numbers > kMostNumbers)
    m.error = "the table makes " + std::to_string(m.data.dims) + " inputs for each of its " +
              std::to_string(table.rows) + " rows, too many numbers: name fewer columns";
  else if (target.kind != ColumnKind::number && target.many)
    m.error = "the target (" + target.name + ") has more than " + std::to_string(kMaxTableClasses) +
              " different values, too many for classes";
  if (m.error.empty()) m.x.reserve(numbers);
  return m;
}

bool addSample(SampleMaker& m, const TableRow& row) {
  const auto& columns = m.table->columns;
  const auto target = static_cast<size_t>(m.table->target), before = m.x.size();
  m.x.resize(before + static_cast<size_t>(m.data.dims));
  bool missing = isMissingIn(columns[target], row.cells[target].raw);
  int filled = 0;
  for (size_t c = 0; c < columns.size() && !missing; ++c) {
    if (m.begin[c] < 0) continue;
    const bool empty = isMissingIn(columns[c], row.cells[c].raw);
    float* const x = &m.x[before + static_cast<size_t>(m.begin[c])];
    if (empty && m.missing == MissingCells::skip) missing = true;
    filled += empty;
    if (columns[c].kind == ColumnKind::number) {
      *x = kMissing;
      if (!empty && !readFloat(m, row, c, *x)) return false;
    } else if (!empty) {
      addWord(m.words[c], row.cells[c], x);
    } else if (!columns[c].counts.empty()) {
      const auto most = std::ranges::max_element(columns[c].counts) - columns[c].counts.begin();
      addWord(m.words[c], {.raw = columns[c].values[static_cast<size_t>(most)]}, x);
    }
  }
  float number = 0;
  if (!missing && columns[target].kind == ColumnKind::number && !readFloat(m, row, target, number))
    return false;
  if (missing) {
    m.x.resize(before);
    ++m.skipped;
    return true;
  }
  m.filled += filled;
  if (columns[target].kind != ColumnKind::number) {
    std::string scratch;
    const std::string_view name = wordOf(row.cells[target], scratch);
    const auto at = std::ranges::find(m.classes, name);
    number = static_cast<float>(at - m.classes.begin());
    if (at == m.classes.end()) m.classes.emplace_back(name);
  }
  m.numbers.push_back(number);
  return true;
}

bool finishSamples(SampleMaker& m) {
  const DataColumn& target = targetOf(m);
  if (m.numbers.size() < 2) {
    m.error = m.skipped == 0 ? "a table needs at least two rows"
                             : "of " + std::to_string(m.table->rows) + " rows only " +
                                   std::to_string(m.numbers.size()) + " have no missing cell" +
                                   (m.missing == MissingCells::skip ? ": missing=fill fills them in" : "");
    return false;
  }
  if (m.filled)
    for (size_t c = 0; c < m.begin.size(); ++c)
      if (m.begin[c] >= 0 && m.table->columns[c].kind == ColumnKind::number)
        fillNumbers(m, static_cast<size_t>(m.begin[c]));
  const bool classes = target.kind != ColumnKind::number || classesFromNumbers(m);
  m.data.task = classes ? Task::classification : Task::regression;
  m.data.classes = static_cast<int>(m.classes.size());
  m.data.classNames = std::move(m.classes);
  m.data.y = std::move(m.numbers);
  m.data.x = std::move(m.x);
  if (std::ranges::adjacent_find(m.data.y, std::not_equal_to<>()) == m.data.y.end()) {
    m.error = "the target (" + target.name + ") is the same in every row";
    return false;
  }
  return true;
}

}  // namespace lockstep
