// lockstep examine: trains, and looks now and then whether anything keeps the run from learning.
#include <cstdio>

#include "cli/cli.h"
#include "lab/health.h"

namespace lockstep {
namespace {

constexpr const char* kKinds[] = {"batchOfOne", "equalUnits", "dead",    "saturated",
                                  "vanished",   "exploded",   "bouncing"};

void printJson(const Session& s, const std::optional<Complaint>& found) {
  JsonWriter json;
  json.open('{');
  json.put("config", printConfig(s.config));
  json.put("step", s.state.step);
  json.put("complaint", found ? kKinds[static_cast<int>(found->kind)] : nullptr);
  if (found) {
    json.put("layer", found->layer + 1);
    json.put("title", found->title);
    json.put("remedy", found->remedy ? found->remedy->label.c_str() : nullptr);
    json.put("config after it", found->remedy ? printConfig(found->remedy->config).c_str() : nullptr);
  }
  json.close('}');
  std::puts(json.text.c_str());
}

void printText(const Session& s, const std::optional<Complaint>& found) {
  const long long step = s.state.step;
  if (!found) return (void)std::printf("step %lld: nothing keeps the run from learning\n", step);
  std::printf("step %lld: %s\n%s\n", step, found->title.c_str(), found->why.c_str());
  if (found->remedy)
    std::printf("Tried, and learns: %s\n  %s\n", found->remedy->label.c_str(),
                printConfig(found->remedy->config).c_str());
}

}  // namespace

int runExamination(const CliOptions& options) {
  Session s;
  Sources sources;
  if (!openSession(options, s, sources)) return 1;
  std::optional<Complaint> found;
  const int64_t end = s.state.step + options.steps;
  while (!found && s.state.step < end) {
    if (!advance(s)) {
      fail(whyStopped(s));
      return 2;
    }
    if (dueForExamination(s.state.step)) found = examine(s, sources);
  }
  (options.json ? printJson : printText)(s, found);
  return 0;
}

}  // namespace lockstep
