// lockstep experiment: is the claim true of most seeds?
#include <cstdio>

#include "cli/cli.h"
#include "data/number.h"
#include "lab/experiments/experiment.h"
#include "session/setting.h"

namespace lockstep {
namespace {

constexpr int kFailed = 3;  // exit status

struct Outcome {
  int firstSeed = 1;
  std::vector<Verdict> verdicts;             // of the first seed, the next, …
  std::vector<std::array<double, 2>> pairs;  // likewise
  int confirmed = 0;
};

std::string shortNumber(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

const char* boundName(const Quantity& q) { return q.bound == Quantity::Bound::atMost ? "atMost" : "atLeast"; }

void writeQuantity(JsonWriter& json, const Quantity& q) {
  json.open('{');
  json.put("name", q.name);
  json.put("unit", q.unit);
  json.put("value", q.value);
  if (q.bound != Quantity::Bound::none) {
    json.put(boundName(q), q.limit);
    json.put("holds", holds(q));
  }
  json.close('}');
}

void printJson(const Experiment& e, const Outcome& outcome) {
  JsonWriter json;
  json.open('{');
  json.put("experiment", e.name);
  json.put("claim", e.claim);
  json.open("pair", '{');
  json.put("label", e.pair.label);
  json.put("unit", e.pair.unit);
  json.putAll("names", e.pair.names);
  json.put("low", e.pair.low);
  json.put("high", e.pair.high);
  json.close('}');
  json.open("runs", '[');
  for (std::size_t i = 0; i < outcome.verdicts.size(); ++i) {
    const Verdict& v = outcome.verdicts[i];
    json.open('{');
    json.put("seed", outcome.firstSeed + static_cast<int>(i));
    json.putAll("pair", outcome.pairs[i]);
    json.put("confirmed", v.confirmed);
    json.put("sentence", v.sentence);
    json.open("measured", '[');
    for (const Quantity& q : v.measured) writeQuantity(json, q);
    json.close(']');
    json.close('}');
  }
  json.close(']');
  const int count = static_cast<int>(outcome.verdicts.size()), failed = count - outcome.confirmed;
  json.put("confirmed", outcome.confirmed);
  json.put("seeds", count);
  json.put("tolerated", toleratedFailures(count));
  json.put("holds", failed <= toleratedFailures(count));
  json.close('}');
  std::puts(json.text.c_str());
}

// A row per quantity, a column per seed.
void printText(const Experiment& e, const Outcome& outcome) {
  std::printf("%s: %s\n", e.name, e.claim);
  for (std::size_t end : {0, 1}) {
    const std::string name = std::string(e.pair.label) + ", " + e.pair.names[end] +
                             (*e.pair.unit ? std::string(" (") + e.pair.unit + ")" : std::string());
    std::printf("  %s%*s", name.c_str(), std::max(1, 67 - columnsOf(name)), "");
    for (const auto& pair : outcome.pairs) std::printf(" %9s ", shortNumber(pair[end]).c_str());
    std::printf("\n");
  }
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
  const double largest = settingOf(&Config::seed).max;
  if (static_cast<double>(options.firstSeed + options.seeds - 1) > largest)
    return fail("there are no seeds beyond " + printFloat(static_cast<float>(largest)));
  for (const std::string& note : parseConfig(options.with).notes) return fail("--with: " + note);
  Sources sources;
  bool holding = true;
  for (const Experiment& known : experiments()) {
    if (!all && options.name != known.name) continue;
    const std::string config = std::string(known.config) + "&" + options.with;
    Experiment e = known;
    e.config = config.c_str();
    for (int arm = 0; arm < armCount(e); ++arm)
      if (!loadSources(options, armConfig(e, arm, 1), sources)) return 1;
    Outcome outcome{.firstSeed = static_cast<int>(options.firstSeed)};
    for (long i = 0; i < options.seeds; ++i) {
      const auto run = runToEnd(e, outcome.firstSeed + static_cast<int>(i), sources);
      outcome.verdicts.push_back(run->verdict());
      outcome.pairs.push_back(run->pair());
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
