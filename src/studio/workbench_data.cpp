#include <span>
#include <utility>

#include "data/digits.h"
#include "session/table_choice.h"
#include "studio/workbench_parts.h"

namespace lockstep {

void assetArrived(Workbench& bench, DataKind kind, const std::vector<uint8_t>& bytes,
                  std::string_view error) {
  std::string problem(error);
  if (problem.empty()) {
    DigitsResult digits = decodeDigits(std::span<const uint8_t>(bytes), kind);
    problem = digits.error;
    if (problem.empty()) bench.sources.asset(kind) = std::move(digits.data);
  }
  // Somebody may want something else meanwhile: then the data are kept for later, and nothing begins.
  if (bench.pendingAsset.empty() || bench.pending.dataset != kind) return;
  if (!problem.empty()) {
    bench.failedAsset = std::exchange(bench.pendingAsset, {});
    return refuse(bench, "The digits could not be loaded", problem, Offer::retry);
  }
  const Config wanted = bench.pending, from = bench.pendingFrom;
  const int side = bench.pendingSide;
  const std::unique_ptr<PendingRun> opened = std::move(bench.pendingRun);
  const Experiment* const experiment = bench.pendingExperiment;
  const Challenge* const challenge = bench.pendingChallenge;
  forgetPending(bench);
  if (opened) {
    const std::string name = opened->name;
    if (const std::string wrong = enterRun(bench, std::move(*opened)); !wrong.empty())
      refuse(bench, name, wrong);
    return;
  }
  if (experiment) return openExperiment(bench, *experiment, wanted.seed);
  if (challenge) return openChallenge(bench, *challenge, wanted);
  const std::string since = printDifference(from, bench.runs[side].session.config);
  changeConfig(bench, parseConfig(since, wanted).config, side);
}

void retryPending(Workbench& bench) {
  if (bench.failedAsset.empty()) return;
  bench.pendingAsset = std::exchange(bench.failedAsset, {});
  bench.assetShare = -1;
}

void openTable(Workbench& bench, const std::string& name, std::string_view text) {
  Config config = bench.runs[0].session.config;
  // What was said of another table says nothing of this one.
  setTableChoice(config, bench.awaitedTable ? *bench.awaitedTable : Config{});
  config.dataset = DataKind::csv;
  beginTable(bench, config, name, std::string(text));
}

}  // namespace lockstep
