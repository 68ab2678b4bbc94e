// Challenges: a goal that the viewer reaches on a run of their own. Whether it is reached is measured there,
// step by step, with what the instruments measure; nothing is known in advance.
//
// A challenge starts from a config and leaves some of its settings free. It is met at a step when its gauge
// has reached the target, every other condition holds, no other setting differs from the start, and the run
// has had these settings from its step 0, so that its link opens the same run.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "session/session.h"

namespace lockstep {

// What is measured of a run at a step.
enum class Measure : uint8_t {
  kept,  // what the layers gain together, as a share of Σ alone (probes/interaction.h); NaN: Σ alone ≥ 0
  leastKept,   // the least of it at any step so far; NaN: not every step was seen
  alone,       // −Σ alone: what they gain one at a time
  together,    // −joint
  accuracy,    // on the test set
  parameters,  // P
  layers,      // hidden ones
  still,       // hidden layers that are frozen
  rate,        // learning rate of the config
  changes,     // settings that differ from the start, without the seed
  step,
};
constexpr int kMeasures = 11;

struct Condition {
  Measure measure;
  bool atLeast;  // else at most
  double target;
  const char* missing = "";  // what to do while it does not hold, in a few words; of a gauge: empty
};

struct Challenge {
  const char *name, *title;
  const char* goal;   // one sentence
  const char* start;  // a config line
  const char* free;   // settings that may differ from the start, "lr,batch"; the seed always may
  int64_t steps;      // the last one at which it can be met
  const char* label;  // what the gauge measures, as its axis says it
  Condition gauge;
  double low, high;  // ends of its axis
  bool log;
  std::span<const Condition> conditions;  // besides
  const char* done;                       // {kept}, {accuracy}, … stand for what was measured
  const char* why;                        // one sentence
};

// All of them, in the order of the list, and one by its name or null.
std::span<const Challenge> challenges();
const Challenge* findChallenge(std::string_view name);

Config startOf(const Challenge& challenge);
// Whether the setting of that name may differ from the start.
bool leavesFree(const Challenge& challenge, std::string_view setting);
// The settings that differ from the start as words of an address: "lr=0.3&seed=2".
std::string changesOf(const Challenge& challenge, const Config& config);

// What an address needs to open it with that config: "challenge=harm&lr=3".
std::string challengeWords(const Challenge& challenge, const Config& config);

// "96.2 %", "1 204": as sentences have it.
std::string measureText(Measure measure, double value);

// What was measured at a step, and what it comes to.
struct Judgement {
  int64_t step = -1;                       // none yet
  std::array<double, kMeasures> values{};  // by Measure; NaN: not measured, or not defined
  std::vector<std::string> missing;        // what keeps it from being met besides the gauge
  bool met = false;

  double operator[](Measure measure) const { return values[static_cast<std::size_t>(measure)]; }
};
// The sentence for done, with the numbers of the judgement.
std::string doneSentence(const Challenge& challenge, const Judgement& judgement);

// Looks at the run as it is. `start`: startOf(challenge); `before`: the judgement one step ago, for what is
// measured over the whole run. Cost 2·P·N flop of the test set for the accuracy, (L + 4)/3 U where the gains
// of layers are asked for.
Judgement judge(const Challenge& challenge, const Config& start, Session& session, const Judgement& before);

}  // namespace lockstep
