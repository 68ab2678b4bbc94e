#include <span>
#include <utility>

#include "data/digits.h"
#include "session/table_choice.h"
#include "studio/workbench_parts.h"

namespace lockstep {

// Not inlined: its caller is in the part of the program that a page starts with.
[[gnu::noinline]] void assetArrived(Workbench& bench, const std::vector<uint8_t>& bytes,
                                    std::string_view error) {
  // Somebody may have opened another run meanwhile: then the data are kept for later, and nothing begins.
  const bool awaited = !bench.pendingAsset.empty();
  const Config wanted = bench.pending;
  const int side = bench.twin ? bench.pendingSide : 0;
  const std::unique_ptr<PendingRun> opened = std::move(bench.pendingRun);
  const Experiment* const experiment = bench.pendingExperiment;
  const Challenge* const challenge = bench.pendingChallenge;
  const std::shared_ptr<PendingTable> table = bench.pendingTable;
  forgetPending(bench);
  bench.pendingTable = table;
  std::string problem(error);
  if (problem.empty()) {
    DigitsResult digits = decodeDigits(std::span<const uint8_t>(bytes), wanted.dataset);
    problem = digits.error;
    if (problem.empty()) bench.sources.asset(wanted.dataset) = std::move(digits.data);
  }
  if (!awaited) return;
  if (!problem.empty()) return refuse(bench, "The digits could not be loaded", problem);
  if (opened) {
    const std::string name = opened->name;
    if (const std::string wrong = enterRun(bench, std::move(*opened)); !wrong.empty())
      refuse(bench, name, wrong);
    return;
  }
  if (experiment) return openExperiment(bench, *experiment, wanted.seed);
  if (challenge) return openChallenge(bench, *challenge, wanted);
  changeConfig(bench, wanted, side);
}

void openTable(Workbench& bench, const std::string& name, std::string_view text) {
  Config config = bench.runs[0].session.config;
  // What was said of another table says nothing of this one.
  setTableChoice(config, bench.awaitedTable ? *bench.awaitedTable : Config{});
  config.dataset = DataKind::csv;
  beginTable(bench, config, name, std::string(text));
}

}  // namespace lockstep
