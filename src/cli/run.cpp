// lockstep run: trains, and prints how it goes.
#include <cmath>
#include <cstdio>

#include "cli/cli.h"
#include "session/saved_run.h"

namespace lockstep {
namespace {

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

bool save(const std::string& path, const Session& s, const Sources& sources) {
  const std::vector<uint8_t> bytes = encodeRun(s, sources);
  return writeFile(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

int runTraining(const CliOptions& options) {
  Session s;
  Sources sources;
  if (!openSession(options, s, sources)) return 1;
  const long every = options.every > 0 ? options.every : options.steps;
  for (long step = 0; step < options.steps; ++step) {
    if (step % every == 0) printMetrics(s, options.json);
    if (advance(s)) continue;
    const std::string what = whyStopped(s);
    if (options.json) printError(s, what);
    std::fprintf(stderr, "lockstep: %s\n", what.c_str());
    return 2;
  }
  printMetrics(s, options.json);
  return options.save.empty() || save(options.save, s, sources) ? 0 : 1;
}

}  // namespace lockstep
