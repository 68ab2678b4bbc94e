// What `lockstep bench` measures: products of matrices and training steps, each as work that can be repeated.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace lockstep {

struct BenchWork {
  double flop;                   // of one call
  std::function<bool(int)> run;  // makes so many calls; false if it cannot
  int calls = 1;                 // that fill one slice of time
  // One of each round: calls a second, and their flop as a share of what the processor allowed just before.
  std::vector<double> rates = {}, shares = {};
};

struct BenchRow {
  std::string name;
  std::vector<BenchWork> works;  // one per column of the table
};

struct BenchTable {
  std::string name;
  std::vector<BenchRow> rows;
};

// One multiplication and one addition in turn, in registers: what the processor allows without fusing them.
BenchWork peakWork();

// The three products of training: forward W·x, input gradient Wᵀ·g, weight gradient g·xᵀ; each row has them
// in this order.
std::vector<BenchTable> productTables();

// Whole steps: batch, both passes, update.
std::vector<BenchTable> trainingTables();

}  // namespace lockstep
