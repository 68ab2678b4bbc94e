// The rows of a table as samples.
#pragma once

#include <string>
#include <vector>

#include "data/table.h"

namespace lockstep {

// What is made of the rows so far. Numbers go in as they are (rounded to float), words as one column of 0
// and 1 for each, in the order of the alphabet, or a single one where there are two.
struct SampleMaker {
  const DataTable* table = nullptr;
  MissingCells missing = MissingCells::skip;
  std::vector<std::vector<std::string>> words;  // of each column, where it is an input of words
  std::vector<int> begin;                       // its first input, or −1
  Dataset data;
  std::vector<float> x, numbers;  // numbers: of the target
  std::vector<std::string> classes;
  int skipped = 0, filled = 0;  // rows, cells
  std::string error;
};

SampleMaker makeSamples(const DataTable& table, MissingCells missing);
// False, with an error that names line, column and content, where a cell cannot be read.
bool addSample(SampleMaker& maker, const TableRow& row);
// Fills in what is missing and sets the task: classes of words in order of first appearance, of at most ten
// different whole numbers in their order; otherwise regression. False, with an error, where nothing can be
// learned of the target.
bool finishSamples(SampleMaker& maker);

}  // namespace lockstep
