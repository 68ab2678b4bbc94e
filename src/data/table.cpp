#include "data/table.h"

#include <algorithm>
#include <cmath>

namespace lockstep {
namespace {

constexpr size_t kHashed = 2000;  // cells of a column that are compared

uint64_t hashOf(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

void countValue(DataColumn& column, ColumnCount& count, const TableCell& cell) {
  if (count.hashes.size() < kHashed) count.hashes.push_back(hashOf(cell.raw));
  if (column.many) return;
  std::string scratch;
  const std::string_view shown = wordOf(cell, scratch);
  auto& values = column.values;
  if (values.empty() || values[count.last] != shown) {
    count.last = static_cast<size_t>(std::ranges::find(values, shown) - values.begin());
    if (count.last == values.size()) {
      values.emplace_back(shown);
      column.counts.push_back(0);
    }
  }
  ++column.counts[count.last];
  if (values.size() <= static_cast<size_t>(kMaxTableClasses)) return;
  column.many = true;
  values.clear(), column.counts.clear(), count.last = 0;
}

void countNumber(DataColumn& column, ColumnCount& count, std::string_view cell, Notation notation) {
  double value = 0;
  const bool comma = notation == Notation::comma || notation == Notation::eitherComma;
  if (!readNumber(cell, comma, value)) return;
  if (column.numbers == 0) {
    column.low = column.high = value;
    count.counts = value == 0 || value == 1;
  } else {
    count.counts = count.counts && value == column.high + 1;
  }
  column.low = std::min(column.low, value), column.high = std::max(column.high, value);
  column.whole = column.whole && value == std::floor(value);
  count.large += std::fabs(value) >= 10000;
  ++column.numbers;
}

void countCell(DataColumn& column, ColumnCount& count, const TableCell& cell) {
  if (isMissing(cell.raw)) {
    ++column.missing;
    count.dashes += cell.raw == "-";
    return;
  }
  const Notation notation = notationOf(cell.raw);
  ++count.notations[static_cast<int>(notation)];
  if (notation == Notation::none) {
    ++column.words;
    count.dates += looksLikeDate(cell.raw);
  } else {
    countNumber(column, count, cell.raw, notation);
  }
  countValue(column, count, cell);
}

}  // namespace

bool countRow(DataTable& table, std::vector<ColumnCount>& counts, const TableRow& row) {
  const auto width = static_cast<size_t>(table.form.columns);
  const bool longer = std::any_of(row.cells.begin() + static_cast<long>(std::min(width, row.cells.size())),
                                  row.cells.end(), [](const TableCell& cell) { return !cell.raw.empty(); });
  if (row.cells.size() < width || longer) {
    table.error = "line " + std::to_string(row.line) + " has " + std::to_string(row.cells.size()) +
                  (row.cells.size() == 1 ? " cell" : " cells") + ", the others have " +
                  std::to_string(width) +
                  (longer ? ": put cells with a separator in them into quotes" : ": leave none out");
    return false;
  }
  for (size_t c = 0; c < width; ++c) countCell(table.columns[c], counts[c], row.cells[c]);
  ++table.rows;
  return true;
}

std::string_view wordOf(const TableCell& cell, std::string& scratch) {
  const bool plain = !cell.escaped && std::ranges::none_of(cell.raw, [](unsigned char c) { return c < ' '; });
  return plain ? cell.raw : scratch = cellText(cell, std::string::npos);
}

bool hasClasses(const DataColumn& column) {
  if (column.many || column.values.size() < 2) return false;
  return column.kind == ColumnKind::words ||
         (column.kind == ColumnKind::number && column.whole && column.values.size() <= 10);
}

}  // namespace lockstep
