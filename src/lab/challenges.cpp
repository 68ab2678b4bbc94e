#include "lab/challenges.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "lab/make_subject.h"
#include "probes/interaction.h"
#include "session/course.h"
#include "session/setting.h"

namespace lockstep {
namespace {

// How a measure is written, and what it is called in a sentence for done.
struct Wording {
  const char* name;
  bool share;    // written in percent, rounded down: it never shows a target that is missed
  int decimals;  // −1: three digits that count
};
constexpr Wording kWordings[kMeasures] = {
    {"kept", true, 0},     {"leastKept", true, 0},   {"alone", false, -1}, {"together", false, -1},
    {"accuracy", true, 1}, {"parameters", false, 0}, {"layers", false, 0}, {"still", false, 0},
    {"rate", false, -1},   {"changes", false, 0},    {"step", false, 0},
};
const Wording& wordingOf(Measure measure) { return kWordings[static_cast<std::size_t>(measure)]; }

double roundedDown(double value, int decimals) {
  constexpr double kNoise = 1e-9;  // 100 · 0.57 is a little less than 57
  const double unit = decimals ? 10 : 1;
  return std::floor(unit * value + kNoise) / unit;
}

bool holds(const Condition& c, double value) {
  return c.atLeast ? value >= c.target : value <= c.target;  // NaN holds nowhere
}

bool asks(const Challenge& c, Measure measure) {
  return c.gauge.measure == measure ||
         std::ranges::any_of(c.conditions, [&](const Condition& one) { return one.measure == measure; });
}

int frozenHiddenLayers(const Config& config) {
  int count = 0;
  for (std::size_t l = 0; l < config.layers.size() && l < config.rates.size(); ++l)
    count += config.rates[l] == 0;
  return count;
}

}  // namespace

const Challenge* findChallenge(std::string_view name) {
  for (const Challenge& c : challenges())
    if (name == c.name) return &c;
  return nullptr;
}

Config startOf(const Challenge& challenge) { return parseConfig(challenge.start).config; }

bool leavesFree(const Challenge& c, std::string_view setting) {
  std::string_view list = c.free;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (list.substr(0, end) == setting) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

std::string changesOf(const Challenge& challenge, const Config& config) {
  return printDifference(startOf(challenge), config);
}

std::string challengeWords(const Challenge& challenge, const Config& config) {
  const std::string changes = changesOf(challenge, config);
  return "challenge=" + std::string(challenge.name) + (changes.empty() ? "" : "&" + changes);
}

std::string measureText(Measure measure, double value) {
  const Wording& w = wordingOf(measure);
  if (std::isnan(value)) return "–";
  char text[40];
  if (w.decimals < 0)
    std::snprintf(text, sizeof text, "%.3g", value);
  else if (w.share)
    std::snprintf(text, sizeof text, "%.*f", w.decimals, roundedDown(100 * value, w.decimals));
  else
    std::snprintf(text, sizeof text, "%.*f", w.decimals, value);
  const std::string digits = text[0] == '-' ? "\u2212" + std::string(text + 1) : text;
  return digits + (w.share ? "\u202F%" : "");
}

std::string doneSentence(const Challenge& challenge, const Judgement& judgement) {
  std::string sentence = challenge.done;
  for (int m = 0; m < kMeasures; ++m) {
    const std::string place = "{" + std::string(kWordings[m].name) + "}";
    const auto measure = static_cast<Measure>(m);
    for (std::size_t at; (at = sentence.find(place)) != std::string::npos;)
      sentence.replace(at, place.size(), measureText(measure, judgement[measure]));
  }
  return sentence;
}

Judgement judge(const Challenge& challenge, const Config& start, Session& session, const Judgement& before) {
  Judgement j;
  j.step = session.state.step;
  j.values.fill(kUnknown);
  const auto put = [&](Measure measure, double value) {
    j.values[static_cast<std::size_t>(measure)] = value;
  };
  int changes = 0;
  eachChange(start, session.config, [&](const Setting& s) {
    if (&s == &settingOf(&Config::seed)) return;
    ++changes;
    if (!leavesFree(challenge, s.name)) j.missing.push_back(std::string(s.label) + " must stay as it was");
  });
  put(Measure::changes, changes);
  put(Measure::step, static_cast<double>(j.step));
  put(Measure::parameters, static_cast<double>(session.state.network.parameters.size()));
  put(Measure::layers, static_cast<double>(session.config.layers.size()));
  put(Measure::still, frozenHiddenLayers(session.config));
  put(Measure::rate, static_cast<double>(session.config.lr));
  const bool samples = !session.problem.split.train.empty();
  if (samples && asks(challenge, Measure::accuracy)) put(Measure::accuracy, testAccuracy(session));
  if (samples && (asks(challenge, Measure::kept) || asks(challenge, Measure::leastKept))) {
    Interaction gains(makeSubject(session, ProbeSamples::fixed), Extent::step);
    finish(gains);
    const InteractionAt& step = gains.today();
    put(Measure::alone, -step.sum());
    put(Measure::together, -step.joint);
    if (step.sum() < 0) put(Measure::kept, step.joint / step.sum());
    const bool seen = before.step == j.step - 1, again = before.step == j.step;
    const double least = j.step == 0     ? j[Measure::kept]
                         : seen || again ? before[Measure::leastKept]
                                         : kUnknown;
    const bool known = !std::isnan(least) && !std::isnan(j[Measure::kept]);
    put(Measure::leastKept, known ? std::min(least, j[Measure::kept]) : kUnknown);
  }
  for (const Condition& c : challenge.conditions)
    if (!holds(c, j[c.measure])) j.missing.emplace_back(c.missing);
  if (j.step > challenge.steps)
    j.missing.push_back("only the first " + std::to_string(challenge.steps) + " steps count");
  if (!madeBySettings(session))
    j.missing.emplace_back("the run must have these settings from its first step");
  j.met = holds(challenge.gauge, j[challenge.gauge.measure]) && j.missing.empty();
  return j;
}

}  // namespace lockstep
