// lockstep bench: what products and training steps reach on this machine, against the processor's own limit.
#include "cli/bench.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "cli/cli.h"
#include "nn/median.h"
#include "nn/simd.h"

namespace lockstep {
namespace {

constexpr double kSlice = 0.012;  // seconds

// Of the processor, where a program can know: other programs that take turns with this one do not count.
double now() {
  timespec time{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) != 0) clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Seconds of so many calls; negative if they could not be made.
double time(const BenchWork& work, int calls) {
  const double began = now();
  return work.run(calls) ? now() - began : -1;
}

// Finds the number of calls that fills a slice, and warms up on the way.
bool calibrate(BenchWork& work) {
  for (;;) {
    const double took = time(work, work.calls);
    if (took < 0) return false;
    if (took >= kSlice / 4) {
      work.calls = std::max(1, static_cast<int>(work.calls * kSlice / took));
      return true;
    }
    work.calls *= 2;
  }
}

bool sample(BenchWork& work, double peakFlops) {
  const double took = time(work, work.calls);
  work.rates.push_back(work.calls / took);
  work.shares.push_back(work.rates.back() * work.flop / peakFlops);
  return took >= 0;
}

double gflops(const BenchWork& work) { return median(work.rates) * work.flop / 1e9; }

// Rounds go through all rows in turn, the peak before each of them: what else the machine does
// hits all alike.
bool measure(BenchWork& peak, std::vector<BenchTable>& tables, long rounds) {
  bool works = calibrate(peak);
  for (BenchTable& table : tables)
    for (BenchRow& row : table.rows)
      for (BenchWork& work : row.works) works = works && calibrate(work);
  for (long round = 0; round < rounds; ++round)
    for (BenchTable& table : tables)
      for (BenchRow& row : table.rows) {
        works = works && sample(peak, 1);
        for (BenchWork& work : row.works) works = works && sample(work, peak.shares.back());
      }
  return works;
}

void printRow(const BenchRow& row, bool training) {
  std::printf("  %s%*s", row.name.c_str(), 30 - columnsOf(row.name), "");
  if (training) std::printf(" %10.0f", median(row.works[0].rates));
  for (const BenchWork& work : row.works)
    std::printf("   %6.1f %3.0f %%", gflops(work), 100 * median(work.shares));
  std::printf("\n");
}

void writeSpeed(JsonWriter& json, const BenchWork& work) {
  json.put("gflops", gflops(work));
  json.put("shareOfPeak", median(work.shares));
}

void writeRow(JsonWriter& json, const BenchRow& row, bool training) {
  static constexpr const char* kProducts[] = {"forward", "inputGradient", "weightGradient"};
  json.line();
  json.open('{');
  json.put("name", row.name);
  for (std::size_t i = 0; i < row.works.size(); ++i) {
    if (training)
      json.put("stepsPerSecond", median(row.works[i].rates));
    else
      json.open(kProducts[i], '{');
    writeSpeed(json, row.works[i]);
    if (!training) json.close('}');
  }
  json.close('}');
}

void printText(const BenchWork& peak, const std::vector<BenchTable>& tables, long rounds) {
  std::printf("%s, one thread; medians of %ld rounds\nmultiply and add in registers: %.1f GFLOP/s\n",
              LOCKSTEP_SIMD_NAME, rounds, gflops(peak));
  for (const BenchTable& table : tables) {
    const bool training = table.rows[0].works.size() == 1;
    const std::string title = (training ? "training, " : "products, ") + table.name;
    std::printf(
        "\n%s%*s%s\n", title.c_str(), 32 - columnsOf(title), "",
        training ? "    steps/s        GFLOP/s" : "       forward  input gradient  weight gradient, GFLOP/s");
    for (const BenchRow& row : table.rows) printRow(row, training);
  }
}

void printJson(const BenchWork& peak, const std::vector<BenchTable>& tables) {
  JsonWriter json;
  json.open('{');
  json.put("vectors", LOCKSTEP_SIMD_NAME);
  json.put("peakGflops", gflops(peak));
  json.open("tables", '[');
  for (const BenchTable& table : tables) {
    const bool training = table.rows[0].works.size() == 1;
    json.line();
    json.open('{');
    json.put("kind", training ? "training" : "products");
    json.put("name", table.name);
    json.open("rows", '[');
    for (const BenchRow& row : table.rows) writeRow(json, row, training);
    json.close(']');
    json.close('}');
  }
  json.close(']');
  json.close('}');
  std::puts(json.text.c_str());
}

}  // namespace

int runBench(const CliOptions& options) {
  if (options.rounds < 1) return fail("--rounds needs at least 1");
  BenchWork peak = peakWork();
  std::vector<BenchTable> tables = productTables();
  for (BenchTable& table : trainingTables()) tables.push_back(std::move(table));
  if (!measure(peak, tables, options.rounds)) return fail("a network of the bench diverged");
  if (options.json)
    printJson(peak, tables);
  else
    printText(peak, tables, options.rounds);
  return 0;
}

}  // namespace lockstep
