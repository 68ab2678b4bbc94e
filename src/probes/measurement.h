// What every instrument makes: something measured a little at a time, on a copy, and its numbers.
#pragma once

#include <cassert>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

namespace lockstep {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();  // not measured, or not defined

// Numbers with names, as views export and the command line prints them. The columns of a table are equally
// long; a table named "summary" has one row. Matrices are in long form: row, column, value.
struct TableColumn {
  std::string name, unit;  // "alone", "nats"; unit empty where there is none
  std::vector<double> values;
};
struct Table {
  std::string name;  // "layers"
  std::vector<TableColumn> columns;
};
using Readings = std::vector<Table>;

// One value for each column.
inline void addRow(Table& table, std::initializer_list<double> row) {
  assert(row.size() == table.columns.size());
  auto column = table.columns.begin();
  for (double value : row) (column++)->values.push_back(value);
}

// The column `column` of table `table`, or null.
inline const std::vector<double>* findColumn(const Readings& readings, const std::string& table,
                                             const std::string& column) {
  for (const Table& t : readings)
    for (const TableColumn& c : t.columns)
      if (t.name == table && c.name == column) return &c.values;
  return nullptr;
}

// A measurement in progress. It owns copies of all it looks at, so the run goes on beside it and is never
// disturbed; between two units of work other things may happen.
struct Measurement {
  virtual ~Measurement() = default;
  // One unit of work: about kWorkUnit flop, or one pass over the probe batch where that cannot be divided.
  // Returns false once everything is measured.
  virtual bool work() = 0;
  virtual double progress() const = 0;  // 0 … 1
  // What was asked for stands, and what follows can be done without.
  virtual bool usable() const { return false; }
  virtual Readings readings() const = 0;  // everything measured so far
};
constexpr double kWorkUnit = 4e6;  // flop: a few milliseconds

inline void finish(Measurement& measurement) {
  while (measurement.work()) {
  }
}

}  // namespace lockstep
