// lockstep challenge: is it met by the run with these settings?
#include <cstdio>

#include "cli/cli.h"
#include "lab/challenges.h"

namespace lockstep {
namespace {

constexpr int kNotMet = 1, kDiverged = 2;  // exit status

void printJson(const Challenge& c, const Session& s, const Judgement& j) {
  JsonWriter json;
  json.open('{');
  json.put("challenge", c.name);
  json.put("goal", c.goal);
  json.put("changes", changesOf(c, s.config));
  json.put("step", j.step);
  json.put("value", j[c.gauge.measure]);
  json.put(c.gauge.atLeast ? "atLeast" : "atMost", c.gauge.target);
  json.putAll("missing", j.missing);
  json.put("met", j.met);
  json.put("sentence", j.met ? doneSentence(c, j) : "");
  json.close('}');
  std::puts(json.text.c_str());
}

void printText(const Challenge& c, const Judgement& j) {
  std::printf("step %lld: %s %s, needs at %s %s\n", static_cast<long long>(j.step), c.label,
              measureText(c.gauge.measure, j[c.gauge.measure]).c_str(), c.gauge.atLeast ? "least" : "most",
              measureText(c.gauge.measure, c.gauge.target).c_str());
  for (const std::string& missing : j.missing) std::printf("  missing: %s\n", missing.c_str());
  if (j.met) std::printf("met: %s\n", doneSentence(c, j).c_str());
}

}  // namespace

int runChallenge(const CliOptions& options) {
  const Challenge* challenge = findChallenge(options.name);
  if (!challenge) {
    std::string names;
    for (const Challenge& c : challenges()) names += std::string(" ") + c.name;
    return fail("there is no challenge “" + options.name + "”. Known:" + names);
  }
  const Config start = startOf(*challenge);
  const ParsedConfig parsed = parseConfig(options.with, start);
  for (const std::string& note : parsed.notes) return fail("--with: " + note);
  Sources sources;
  if (!loadSources(options, parsed.config, sources)) return 1;
  Session s = makeSession(parsed.config, sources);
  const int64_t steps = options.stepsGiven ? options.steps : challenge->steps;
  Judgement j;
  const auto print = [&] { options.json ? printJson(*challenge, s, j) : printText(*challenge, j); };
  for (;;) {
    j = judge(*challenge, start, s, j);
    const bool last = j.met || s.state.step >= steps;
    if (last || (options.every > 0 && s.state.step % options.every == 0)) print();
    if (last) return j.met ? 0 : kNotMet;
    if (advance(s)) continue;
    fail(whyStopped(s));
    return kDiverged;
  }
}

}  // namespace lockstep
