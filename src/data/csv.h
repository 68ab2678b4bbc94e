// A table of numbers, as the viewer drops it on the page, made into a dataset.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"

namespace lockstep {

constexpr size_t kMaxCsvBytes = 20'000'000;
constexpr int kMaxCsvColumns = 1024;
constexpr int kMaxCsvClasses = 50;

struct CsvOptions {
  int targetColumn = -1;  // from 0; −1: the last
  enum Task : uint8_t { automatic, classification, regression } task = automatic;
};

struct CsvResult {
  Dataset data;       // meaningful when ok()
  std::string error;  // what is wrong and where: line (from 1, as an editor counts), column, content
  std::vector<std::string> notes;  // how the file was understood, one sentence each
  bool ok() const { return error.empty(); }
};

// Reads delimited text: UTF-8 with or without a byte order mark, at most kMaxCsvBytes; separated by commas,
// semicolons or tabs (detected); quotes as in RFC 4180; blank lines skipped; every row as long as the first.
//
// The first row is the header when it holds a name (neither a number nor missing) over a column whose other
// cells are all numbers, or names and no number at all.
//
// Feature columns hold numbers only (parseNumber, rounded to float). A missing cell (empty, "?", "NA", "N/A",
// "NaN") is an error wherever it is. The target column, when the task is automatic:
//   * more names than numbers: classes, named by the cells, in order of first appearance,
//   at most kMaxCsvClasses;
//   * whole numbers, at most 10 different ones: classes, in ascending order;
//   * numbers otherwise: regression. One name among numbers is an error, not a class.
// `classification` makes classes of whatever is there, `regression` insists on numbers.
//
// Every error stops at its first place; nothing is dropped or filled in. Linear time; memory beside the
// result is one row and 5 bytes per row.
CsvResult parseCsv(std::string_view text, const CsvOptions& options = {});

}  // namespace lockstep
