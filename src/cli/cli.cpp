// lockstep: the trainer without a window.
#include "cli/cli.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "data/csv.h"
#include "data/digits.h"
#include "data/number.h"

namespace lockstep {
namespace {

constexpr char kUsage[] =
    R"(lockstep run "CONFIG" [--steps N] [--every K] [--json]   trains; one line every K steps and at the end
lockstep dump "CONFIG" [--steps N]                       one JSON object from which the run can be replayed
lockstep probe NAME "CONFIG" [--steps N] [--batch] [--json]  trains N steps, then measures; --batch: on the
                                                         mini-batch of the next step, not on fixed samples
lockstep experiment NAME [--seeds N] [--json]            tests the claim of an experiment, or of all, on N runs
lockstep list [--json]                                   every setting, data set, probe and experiment
lockstep bench [--rounds N] [--json]                     how fast products and training steps are here

CONFIG is the part of a page's address after '#', for example
  dataset=spiral&layers=8,8&activation=tanh&lr=0.03&seed=7
Options: --csv FILE (with dataset=csv), --assets DIR (where digits.bin and digits-1v7.bin are)
Exit status: 0 done, 1 could not start, 2 training diverged, 3 the claim failed on more than a fifth of the runs
)";

bool readFile(const std::string& path, std::string& bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return false;
  bytes.assign(std::istreambuf_iterator<char>(file), {});
  return true;
}

bool loadDigits(const CliOptions& options, DataKind kind, Dataset& data) {
  const std::string path = options.assets + "/" + dataInfo(kind).asset;
  std::string bytes;
  if (!readFile(path, bytes)) {
    std::fprintf(stderr, "lockstep: cannot read %s; name its folder with --assets\n", path.c_str());
    return false;
  }
  DigitsResult result = decodeDigits({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, kind);
  if (!result.error.empty()) std::fprintf(stderr, "lockstep: %s: %s\n", path.c_str(), result.error.c_str());
  data = std::move(result.data);
  return result.error.empty();
}

bool loadCsv(const CliOptions& options, const Config& config, Dataset& data) {
  std::string text;
  if (!readFile(options.csv, text)) {
    std::fprintf(stderr, "lockstep: cannot read the table “%s”; name it with --csv\n", options.csv.c_str());
    return false;
  }
  CsvOptions csv;
  csv.targetColumn = config.target;
  CsvResult result = parseCsv(text, csv);
  for (const std::string& note : result.notes) std::fprintf(stderr, "lockstep: %s\n", note.c_str());
  if (!result.ok()) std::fprintf(stderr, "lockstep: %s: %s\n", options.csv.c_str(), result.error.c_str());
  data = std::move(result.data);
  return result.ok();
}

// A measurement for the eye; – where there is none.
std::string shown(double value, double factor, int decimals) {
  if (std::isnan(value)) return "–";
  char text[40];
  std::snprintf(text, sizeof text, "%.*f", decimals, factor * value);
  return text;
}

void printJson(const Session& s, const Metrics& m) {
  JsonWriter json;
  json.open('{');
  json.put("step", s.state.step);
  json.put("trainLoss", m.trainLoss);
  json.put("testLoss", m.testLoss);
  json.put("trainAccuracy", m.trainAccuracy);
  json.put("testAccuracy", m.testAccuracy);
  json.put("learningRate", nextRate(s));
  json.put("hash", printHash(parameterHash(s)));
  json.close('}');
  std::puts(json.text.c_str());
}

void printText(const Session& s, const Metrics& m) {
  std::printf("step %7lld   loss train %s test %s   ", static_cast<long long>(s.state.step),
              shown(m.trainLoss, 1, 5).c_str(), shown(m.testLoss, 1, 5).c_str());
  if (s.problem.data.task == Task::classification)
    std::printf("accuracy train %s %% test %s %%   ", shown(m.trainAccuracy, 100, 1).c_str(),
                shown(m.testAccuracy, 100, 1).c_str());
  std::printf("rate %.3g   %s\n", static_cast<double>(nextRate(s)), printHash(parameterHash(s)).c_str());
}

void printMetrics(Session& s, bool json) {
  (json ? printJson : printText)(s, evaluate(s));
  std::fflush(stdout);
}

void printError(const Session& s, const std::string& error) {
  JsonWriter json;
  json.open('{');
  json.put("step", s.state.step);
  json.put("error", error);
  json.close('}');
  std::puts(json.text.c_str());
}

int runTraining(const CliOptions& options) {
  Session s;
  if (!openSession(options, s)) return 1;
  const long every = options.every > 0 ? options.every : options.steps;
  for (long step = 0; step < options.steps; ++step) {
    if (step % every == 0) printMetrics(s, options.json);
    if (advance(s)) continue;
    const std::string what = s.divergence ? describe(*s.divergence) : "There are no training samples";
    if (options.json) printError(s, what);
    std::fprintf(stderr, "lockstep: %s\n", what.c_str());
    return 2;
  }
  printMetrics(s, options.json);
  return 0;
}

bool complain(const std::string& what) {
  std::fprintf(stderr, "lockstep: %s\n", what.c_str());
  return false;
}

bool readCount(const char* text, long& value) {
  char* end = nullptr;
  value = std::strtol(text, &end, 10);
  return *text >= '0' && *text <= '9' && !*end;
}

// What stands in front of the options: NAME, CONFIG, or both.
bool readPlain(const std::string& arg, const std::string& last, std::vector<std::string*>& expected) {
  if (expected.empty())
    return complain("one " + last + " only; “" + arg + "” is another (quote the whole line)");
  *expected.front() = arg;
  expected.erase(expected.begin());
  return true;
}

bool parseOptions(int argc, char** argv, CliOptions& options) {
  options.assets = std::filesystem::path(argv[0]).parent_path().string();
  if (options.assets.empty()) options.assets = ".";
  const std::string command = argv[1];
  std::vector<std::string*> expected;
  if (command == "probe" || command == "experiment") expected.push_back(&options.name);
  const std::string last = command == "experiment" ? "NAME" : "CONFIG";
  if (last == "CONFIG") expected.push_back(&options.config);
  for (int i = 2; i < argc; ++i) {
    const std::string arg = argv[i];
    if (arg == "--json" || arg == "--batch") {
      (arg == "--json" ? options.json : options.nextBatch) = true;
      continue;
    }
    if (arg.rfind("--", 0) != 0) {
      if (!readPlain(arg, last, expected)) return false;
      continue;
    }
    long* count = arg == "--steps"    ? &options.steps
                  : arg == "--every"  ? &options.every
                  : arg == "--seeds"  ? &options.seeds
                  : arg == "--rounds" ? &options.rounds
                                      : nullptr;
    std::string* path = arg == "--csv" ? &options.csv : arg == "--assets" ? &options.assets : nullptr;
    if (!count && !path) return complain("unknown option " + arg);
    if (++i == argc) return complain(arg + " needs a value");
    if (path) *path = argv[i];
    if (count && !readCount(argv[i], *count))
      return complain(arg + " needs a whole number, not “" + argv[i] + "”");
  }
  return true;
}

}  // namespace

bool loadSources(const CliOptions& options, const Config& config, Sources& sources) {
  const DataKind kind = config.dataset;
  if (available(kind, sources)) return true;
  return sourceOf(kind) == DataSource::asset ? loadDigits(options, kind, sources.asset(kind))
                                             : loadCsv(options, config, sources.csv);
}

int fail(const std::string& what) {
  complain(what);
  return 1;
}

bool openSession(const CliOptions& options, Session& session) {
  const ParsedConfig parsed = parseConfig(options.config);
  for (const std::string& note : parsed.notes) std::fprintf(stderr, "lockstep: %s\n", note.c_str());
  Sources sources;
  if (!loadSources(options, parsed.config, sources)) return false;
  session = makeSession(parsed.config, sources);
  for (const std::string& note : session.problem.notes) std::fprintf(stderr, "lockstep: %s\n", note.c_str());
  return true;
}

int columnsOf(const std::string& text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

void print(JsonWriter& json) {
  std::fputs(json.text.c_str(), stdout);
  json.text.clear();
}

}  // namespace lockstep

int main(int argc, char** argv) {
  using namespace lockstep;
  const std::string command = argc > 1 ? argv[1] : "";
  CliOptions options;
  const std::pair<const char*, int (*)(const CliOptions&)> commands[] = {
      {"run", runTraining},           {"dump", runDump}, {"probe", runProbe},
      {"experiment", runExperiments}, {"list", runList}, {"bench", runBench},
  };
  const bool asked =
      command == "help" || std::find(argv + 1, argv + argc, std::string("--help")) < argv + argc;
  for (const auto& [name, run] : commands)
    if (!asked && command == name) return parseOptions(argc, argv, options) ? run(options) : 1;
  std::fputs(kUsage, asked ? stdout : stderr);
  return asked ? 0 : 1;
}
