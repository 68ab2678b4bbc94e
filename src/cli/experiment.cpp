// lockstep experiment: is the claim true of most seeds?
#include <cstdio>

#include "cli/cli.h"
#include "lab/experiments/experiment.h"

namespace lockstep {
namespace {

constexpr int kFailed = 3;  // exit status

struct Outcome {
  std::vector<Verdict> verdicts;  // of seeds 1, 2, …
  int confirmed = 0;
};

std::string shortNumber(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

const char* boundName(const Quantity& q) { return q.bound == Quantity::Bound::atMost ? "atMost" : "atLeast"; }

void printJson(const Experiment& e, const Outcome& outcome) {
  std::printf("{\"experiment\":%s,\"claim\":%s,\"runs\":[", jsonString(e.name).c_str(),
              jsonString(e.claim).c_str());
  for (std::size_t i = 0; i < outcome.verdicts.size(); ++i) {
    const Verdict& v = outcome.verdicts[i];
    std::printf("%s{\"seed\":%zu,\"confirmed\":%s,\"sentence\":%s,\"measured\":[", i ? "," : "", i + 1,
                v.confirmed ? "true" : "false", jsonString(v.sentence).c_str());
    for (std::size_t k = 0; k < v.measured.size(); ++k) {
      const Quantity& q = v.measured[k];
      std::printf("%s{\"name\":%s,\"unit\":%s,\"value\":%s", k ? "," : "", jsonString(q.name).c_str(),
                  jsonString(q.unit).c_str(), jsonDouble(q.value).c_str());
      if (q.bound != Quantity::Bound::none)
        std::printf(",\"%s\":%s,\"holds\":%s", boundName(q), jsonDouble(q.limit).c_str(),
                    holds(q) ? "true" : "false");
      std::printf("}");
    }
    std::printf("]}");
  }
  const int count = static_cast<int>(outcome.verdicts.size()), failed = count - outcome.confirmed;
  std::printf("],\"confirmed\":%d,\"seeds\":%d,\"tolerated\":%d,\"holds\":%s}\n", outcome.confirmed, count,
              toleratedFailures(count), failed <= toleratedFailures(count) ? "true" : "false");
}

// A row per quantity, a column per seed.
void printText(const Experiment& e, const Outcome& outcome) {
  std::printf("%s: %s\n", e.name, e.claim);
  for (std::size_t k = 0; k < outcome.verdicts.front().measured.size(); ++k) {
    const Quantity& first = outcome.verdicts.front().measured[k];
    const std::string name = first.name + (first.unit.empty() ? "" : " (" + first.unit + ")");
    std::printf("  %s%*s", name.c_str(), std::max(1, 52 - columnsOf(name)), "");
    const std::string bound = describeBound(first);
    std::printf("%-15s", bound.c_str());
    for (const Verdict& v : outcome.verdicts)
      std::printf(" %10s", (shortNumber(v.measured[k].value) + (holds(v.measured[k]) ? " " : "!")).c_str());
    std::printf("\n");
  }
  const int count = static_cast<int>(outcome.verdicts.size());
  if (count == 1) std::printf("  %s\n", outcome.verdicts.front().sentence.c_str());
  std::printf("  confirmed on %d of %d seeds; at most %d may fail\n\n", outcome.confirmed, count,
              toleratedFailures(count));
}

}  // namespace

int runExperiments(const CliOptions& options) {
  const bool all = options.name == "all";
  if (!all && !findExperiment(options.name)) {
    std::string names;
    for (const Experiment& e : experiments()) names += std::string(" ") + e.name;
    return fail("there is no experiment “" + options.name + "”. Known:" + names + ", or all");
  }
  if (options.seeds < 1) return fail("--seeds needs at least 1");
  Sources sources;
  bool holding = true;
  for (const Experiment& e : experiments()) {
    if (!all && options.name != e.name) continue;
    for (int arm = 0; arm < armCount(e); ++arm)
      if (!loadSources(options, armConfig(e, arm, 1), sources)) return 1;
    Outcome outcome;
    for (int seed = 1; seed <= options.seeds; ++seed) {
      outcome.verdicts.push_back(runToEnd(e, seed, sources)->verdict());
      outcome.confirmed += outcome.verdicts.back().confirmed;
    }
    (options.json ? printJson : printText)(e, outcome);
    std::fflush(stdout);
    const int count = static_cast<int>(options.seeds);
    holding = holding && count - outcome.confirmed <= toleratedFailures(count);
  }
  return holding ? 0 : kFailed;
}

}  // namespace lockstep
