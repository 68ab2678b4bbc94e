// lockstep: the trainer without a window.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include "cli/cli.h"

namespace lockstep {
namespace {

constexpr char kUsage[] =
    R"(lockstep run "CONFIG" [--steps N] [--every K] [--json] [--save FILE.lockstep]
                                                         trains N steps; one line every K and at the end
lockstep dump "CONFIG" [--steps N]                       one JSON object from which the run can be replayed
lockstep export "CONFIG" --format FORMAT [--steps N] [--out FILE]
                                                         the network after N steps as onnx or safetensors, or the
                                                         run as a script for pytorch; without --out to standard
                                                         output
lockstep probe NAME "CONFIG" [--steps N] [--batch] [--length A] [--json]
                                                         trains N steps, then measures; --batch: on the
                                                         mini-batch of the next step, not on fixed samples;
                                                         --length: of the step tried by the probe “step”,
                                                         times the run's own
lockstep examine "CONFIG" [--steps N] [--json]            trains, and says what keeps the run from learning
lockstep experiment NAME [--seeds N] [--first-seed K] [--with "CONFIG"] [--json]
                                                         tests the claim of an experiment, or of all, on N runs;
                                                         --with: on neighbouring settings
lockstep challenge NAME [--with "CONFIG"] [--steps N] [--every K] [--json]
                                                         trains the run of a challenge with these settings changed
                                                         until it is met
lockstep list [--json]                                   every setting, data set, probe, experiment and challenge
lockstep bench [--rounds N] [--json]                     how fast products and training steps are here

CONFIG is the part of a page's address after '#', for example
  dataset=spiral&layers=8,8&activation=tanh&lr=0.03&seed=7
or a run that was saved, FILE.lockstep. With at=STEP the N steps come after that one, as they do after a file's
Options: --csv FILE (with dataset=csv), --assets DIR (where digits.bin and digits-1v7.bin are)
Exit status: 0 done, 1 could not start or challenge not met, 2 training diverged, 3 the claim failed on more than a fifth of the runs
)";

bool complain(const std::string& what) {
  fail(what);
  return false;
}

bool readCount(const char* text, long& value) {
  char* end = nullptr;
  errno = 0;
  value = std::strtol(text, &end, 10);
  return *text >= '0' && *text <= '9' && !*end && errno == 0;
}

bool readFactor(const char* text, double& value) {
  char* end = nullptr;
  value = std::strtod(text, &end);
  return end != text && !*end && value > 0 && value <= 1e6;
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
  if (command == "probe" || command == "experiment" || command == "challenge")
    expected.push_back(&options.name);
  const std::string last = command == "experiment" || command == "challenge" ? "NAME" : "CONFIG";
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
    long* count = arg == "--steps"        ? &options.steps
                  : arg == "--every"      ? &options.every
                  : arg == "--seeds"      ? &options.seeds
                  : arg == "--first-seed" ? &options.firstSeed
                  : arg == "--rounds"     ? &options.rounds
                                          : nullptr;
    std::string* text = arg == "--csv"      ? &options.csv
                        : arg == "--assets" ? &options.assets
                        : arg == "--with"   ? &options.with
                        : arg == "--format" ? &options.format
                        : arg == "--out"    ? &options.out
                        : arg == "--save"   ? &options.save
                                            : nullptr;
    options.stepsGiven = options.stepsGiven || count == &options.steps;
    const bool length = arg == "--length";
    if (!count && !text && !length) return complain("unknown option " + arg);
    if (++i == argc) return complain(arg + " needs a value");
    if (length && !readFactor(argv[i], options.length))
      return complain("--length needs a number above 0, not “" + std::string(argv[i]) + "”");
    if (text) *text = argv[i];
    if (count && !readCount(argv[i], *count))
      return complain(arg + " needs a whole number below 2^63, not “" + argv[i] + "”");
  }
  return true;
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  using namespace lockstep;
  const std::string command = argc > 1 ? argv[1] : "";
  CliOptions options;
  const std::pair<const char*, int (*)(const CliOptions&)> commands[] = {
      {"run", runTraining},
      {"dump", runDump},
      {"probe", runProbe},
      {"examine", runExamination},
      {"experiment", runExperiments},
      {"challenge", runChallenge},
      {"list", runList},
      {"bench", runBench},
      {"export", runExport},
  };
  const bool asked =
      command == "help" || std::find(argv + 1, argv + argc, std::string("--help")) < argv + argc;
  for (const auto& [name, run] : commands)
    if (!asked && command == name) return parseOptions(argc, argv, options) ? run(options) : 1;
  std::fputs(kUsage, asked ? stdout : stderr);
  return asked ? 0 : 1;
}
