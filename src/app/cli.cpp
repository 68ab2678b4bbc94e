// lockstep: the trainer without a window.
#include "app/cli.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "data/csv.h"
#include "data/digits.h"

namespace lockstep {
namespace {

constexpr char kUsage[] =
    R"(lockstep run "CONFIG" [--steps N] [--every K] [--json]   trains; one line every K steps and at the end
lockstep dump "CONFIG" [--steps N]                       one JSON object from which the run can be replayed
lockstep list [--json]                                   every setting and data set

CONFIG is the part of a page's address after '#', for example
  dataset=spiral&layers=8,8&activation=tanh&lr=0.03&seed=7
Options: --csv FILE (with dataset=csv), --assets DIR (where digits.bin and digits-1v7.bin are)
)";

bool readFile(const std::string& path, std::string& bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return false;
  bytes.assign(std::istreambuf_iterator<char>(file), {});
  return true;
}

bool loadDigits(const CliOptions& options, DataKind kind, Dataset& data) {
  const std::string path = options.assets + (kind == DataKind::oneSeven ? "/digits-1v7.bin" : "/digits.bin");
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

void printMetrics(Session& s, bool json) {
  const Metrics m = evaluate(s);
  const unsigned long long hash = parameterHash(s);
  const long long step = s.state.step;
  if (json) {
    std::printf(
        R"({"step":%lld,"trainLoss":%s,"testLoss":%s,"trainAccuracy":%s,"testAccuracy":%s,"learningRate":%s,"hash":"%016llx"})"
        "\n",
        step, jsonDouble(m.trainLoss).c_str(), jsonDouble(m.testLoss).c_str(),
        jsonDouble(m.trainAccuracy).c_str(), jsonDouble(m.testAccuracy).c_str(),
        jsonFloat(nextRate(s)).c_str(), hash);
  } else {
    std::printf(
        "step %7lld   loss train %.5f test %.5f   accuracy train %5.1f %% test %5.1f %%   rate %.3g   "
        "%016llx\n",
        step, m.trainLoss, m.testLoss, 100 * m.trainAccuracy, 100 * m.testAccuracy,
        static_cast<double>(nextRate(s)), hash);
  }
  std::fflush(stdout);
}

int runTraining(const CliOptions& options) {
  Session s;
  if (!openSession(options, s)) return 1;
  const long every = options.every > 0 ? options.every : options.steps;
  for (long step = 0; step < options.steps; ++step) {
    if (step % every == 0) printMetrics(s, options.json);
    if (advance(s)) continue;
    const std::string what = s.divergence ? describe(*s.divergence) : "There are no training samples";
    if (options.json)
      std::printf("{\"step\":%lld,\"error\":%s}\n", static_cast<long long>(s.state.step),
                  jsonString(what).c_str());
    std::fprintf(stderr, "lockstep: %s\n", what.c_str());
    return 2;
  }
  printMetrics(s, options.json);
  return 0;
}

bool parseOptions(int argc, char** argv, CliOptions& options) {
  options.assets = std::filesystem::path(argv[0]).parent_path().string();
  if (options.assets.empty()) options.assets = ".";
  auto number = [](const char* text, long& value) {
    char* end = nullptr;
    value = std::strtol(text, &end, 10);
    return *text && !*end && value >= 0;
  };
  for (int i = 2; i < argc; ++i) {
    const std::string arg = argv[i];
    const char* next = i + 1 < argc ? argv[i + 1] : nullptr;
    if (arg == "--json") {
      options.json = true;
    } else if (arg.rfind("--", 0) == 0) {
      bool ok = next != nullptr;
      if (arg == "--steps")
        ok = ok && number(next, options.steps);
      else if (arg == "--every")
        ok = ok && number(next, options.every);
      else if (arg == "--csv")
        options.csv = next ? next : "";
      else if (arg == "--assets")
        options.assets = next ? next : "";
      else {
        std::fprintf(stderr, "lockstep: unknown option %s\n", arg.c_str());
        return false;
      }
      if (!ok) {
        std::fprintf(stderr, "lockstep: %s needs a value\n", arg.c_str());
        return false;
      }
      ++i;
    } else {
      options.positional.push_back(arg);
    }
  }
  if (!options.positional.empty()) options.config = options.positional[0];
  return true;
}

}  // namespace

bool openSession(const CliOptions& options, Session& session) {
  const ParsedConfig parsed = parseConfig(options.config);
  for (const std::string& note : parsed.notes) std::fprintf(stderr, "lockstep: %s\n", note.c_str());
  Sources sources;
  const DataKind kind = parsed.config.dataset;
  if (kind == DataKind::oneSeven && !loadDigits(options, kind, sources.oneSeven)) return false;
  if (kind == DataKind::digits && !loadDigits(options, kind, sources.digits)) return false;
  if (kind == DataKind::csv && !loadCsv(options, parsed.config, sources.csv)) return false;
  session = makeSession(parsed.config, sources);
  for (const std::string& note : session.problem.notes) std::fprintf(stderr, "lockstep: %s\n", note.c_str());
  return true;
}

std::string jsonFloat(float value) { return std::isfinite(value) ? printFloat(value) : "null"; }

std::string jsonDouble(double value) {
  if (!std::isfinite(value)) return "null";
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

std::string jsonString(const std::string& text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    char code[8];
    std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned char>(c));
    result += static_cast<unsigned char>(c) < 0x20 ? std::string(code) : std::string(1, c);
  }
  return result + "\"";
}

}  // namespace lockstep

int main(int argc, char** argv) {
  using namespace lockstep;
  const std::string command = argc > 1 ? argv[1] : "";
  CliOptions options;
  if (argc > 1 && !parseOptions(argc, argv, options)) return 1;
  if (command == "run") return runTraining(options);
  if (command == "dump") return runDump(options);
  if (command == "list") return runList(options);
  const bool asked = command == "--help" || command == "help";
  std::fputs(kUsage, asked ? stdout : stderr);
  return asked ? 0 : 1;
}
