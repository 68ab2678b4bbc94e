// A file of the viewer's, read into a data set: at once, or a little at a time so that a screen stays alive.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/table_samples.h"

namespace lockstep {

struct TableResult {
  Dataset data;         // meaningful when ok()
  std::string error;    // what is wrong and where: line (from 1), column (from 1), content
  std::string summary;  // what was guessed, in a line: "kind is the class (3 values); id left out"
  bool ok() const { return error.empty(); }
};

// Two passes over the text: columns are counted, then samples are made. Neither moves nor copies.
struct TableReading {
  TableChoice choice;
  std::string text;
  DataTable table;
  std::vector<ColumnCount> counts;
  SampleMaker maker;
  RowReader reader;
  TableRow row;
  enum Stage : uint8_t { counting, making, done } stage = counting;
  std::string error;

  TableReading() = default;
  TableReading(const TableReading&) = delete;
  TableReading& operator=(const TableReading&) = delete;
};

// At most kMaxTableBytes: more is an error. O(bytes).
std::unique_ptr<TableReading> beginReading(std::string_view bytes, const TableChoice& choice);
// Goes on for about so many bytes; false where it is done.
bool workOn(TableReading& reading, size_t bytes);
float shareOf(const TableReading& reading);   // 0..1
TableResult resultOf(TableReading& reading);  // of one that is done

// All of it. Linear in the bytes, whatever they are.
TableResult readTable(std::string_view bytes, const TableChoice& choice = {});

// "60 rows, 4 inputs"
std::string describeTable(const Dataset& data);

}  // namespace lockstep
