#include <span>
#include <utility>

#include "data/csv.h"
#include "data/digits.h"
#include "studio/workbench_parts.h"

namespace lockstep {

bool dataAtHand(Workbench& b, const Config& config, int side) {
  if (available(config.dataset, b.sources)) return true;
  if (const char* asset = dataInfo(config.dataset).asset) {
    b.pending = config;
    b.pendingSide = side;
    b.pendingExperiment = nullptr;
    b.pendingAsset = asset;
    b.assetShare = -1;
  } else {
    say(b, "There is no table yet. Drop a CSV file on the page, or open one in the Data section");
  }
  return false;
}

void readTable(Workbench& b, const Config& config, const std::string& name, std::string text) {
  CsvOptions options;
  options.targetColumn = config.target;
  CsvResult table = parseCsv(text, options);
  if (!table.ok()) {
    b.messages.push_back({name + ": " + table.error + ". The run goes on as it was", Remedy::none, true});
    return;
  }
  say(b, name + ": " + std::to_string(table.data.count()) + " rows, " + std::to_string(table.data.dims) +
             " inputs, target “" + table.data.targetName + "”");
  for (const std::string& note : table.notes) say(b, note);
  remember(b.undo, b.session, "Table " + name, true, &b.sources.csv);
  keepTwinForUndo(b);
  b.sources.csv = std::move(table.data);
  b.sources.csv.fileName = name;
  b.sources.csv.fileText = std::move(text);
  applyToA(b, config, true);
}

void assetArrived(Workbench& b, const std::vector<uint8_t>& bytes, std::string_view error) {
  const Config wanted = b.pending;
  const int side = b.twin ? b.pendingSide : 0;
  b.pendingAsset.clear();
  std::string problem(error);
  if (problem.empty()) {
    DigitsResult digits = decodeDigits(std::span<const uint8_t>(bytes), wanted.dataset);
    problem = digits.error;
    if (problem.empty()) b.sources.asset(wanted.dataset) = std::move(digits.data);
  }
  if (!problem.empty()) {
    b.messages.push_back(
        {"The digits could not be loaded: " + problem + ". The run goes on as it was", Remedy::none, true});
    return;
  }
  if (const Experiment* waiting = std::exchange(b.pendingExperiment, nullptr))
    return openExperiment(b, *waiting, wanted.seed);
  changeConfig(b, wanted, side);
}

void openTable(Workbench& b, const std::string& name, std::string_view text) {
  Config config = b.session.config;
  if (config.dataset != DataKind::csv) config.target = -1;
  config.dataset = DataKind::csv;
  readTable(b, config, name, std::string(text));
}

}  // namespace lockstep
