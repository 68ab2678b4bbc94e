#include "lab/remedies.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "data/number.h"

namespace lockstep {
namespace {

constexpr int kTrial = 300;        // steps of one trial
constexpr int kLongTrial = 2000;   // of a run that may have to leave a plateau first
constexpr int kFewest = 30;        // that say something
constexpr int kMostTrials = 6;     // of one remedy
constexpr double kSmaller = 4;     // what a rate or a clip is divided by from trial to trial
constexpr double kLearned = 0.95;  // of the loss that it began with
constexpr double kKept = 0.3;      // of the first loss: a run that had learned that much need only stay there
constexpr double kStableShare = 0.5;  // of the largest stable rate
constexpr float kLeastRate = 1e-6f;

// Two digits that count, as a person would type them.
float rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2g", value);
  return std::strtof(text, nullptr);
}

double trainLoss(const Session& s) {
  Session copy = fork(s);
  return evaluate(copy).trainLoss;
}

double stepFlop(const Session& s) { return 6.0 * s.state.network.parameterCount() * batchSize(s) + 1000; }

// Makes steps, `seen` after each; false where one cannot be made.
template <typename Seen>
bool go(Session& s, int steps, Seen seen) {
  for (int i = 0; i < steps; ++i) {
    if (!advance(s)) return false;
    seen(i);
  }
  return true;
}

class Trials {
 public:
  explicit Trials(const Session& initial) : initialLoss_(trainLoss(initial)) {}

  // Whether the run learns from here with that config.
  bool learns(const Session& from, const Config& config) {
    Session s = fork(from);
    s.config = config;
    const double step = stepFlop(s);
    const int steps = std::min(kTrial, static_cast<int>((kTrialsFlop / (3 * kMostTrials)) / step));
    if (steps < kFewest || flop_ + steps * step > kTrialsFlop) return false;
    flop_ += steps * step;
    double late = 0;
    int count = 0;
    const bool well = go(s, steps, [&](int i) {
      if (3 * i >= 2 * steps) late += s.last.loss, ++count;
    });
    if (!well) return false;
    const double loss = std::max(late / count, trainLoss(s));
    return loss <= std::max(kLearned * trainLoss(from), kKept * initialLoss_);
  }

 private:
  double initialLoss_, flop_ = 0;
};

// The largest value of a setting, from `value` downwards, with which the run learns; 0: none.
float largest(Trials& trials, const Session& from, double value, float Config::*setting) {
  Config config = from.config;
  for (int i = 0; i < kMostTrials && value >= static_cast<double>(kLeastRate); ++i, value /= kSmaller) {
    config.*setting = rounded(value);
    if (trials.learns(from, config)) return config.*setting;
  }
  return 0;
}

}  // namespace

bool tryRun(const Session& begin, const Session& stuck) {
  Session s = fork(begin);
  const int steps = static_cast<int>(std::min<double>(kLongTrial, kTrialFlop / stepFlop(s)));
  return steps >= kFewest && go(s, steps, [](int) {}) && trainLoss(s) <= kLearned * trainLoss(stuck);
}

std::vector<Remedy> findRemedies(const Session& from, const Session& initial, double stable) {
  Trials trials(initial);
  std::vector<Remedy> found;
  const double rate = static_cast<double>(from.config.lr),
               smaller = stable > 0 ? std::min(rate / 2, kStableShare * stable) : rate / 3;
  const bool begun = from.state.step > initial.state.step;
  const std::string place = begun ? "Go on from step " + std::to_string(from.state.step) : "Start again";
  auto add = [&](const Session& at, float Config::*setting, float value, std::string label) {
    if (value == 0) return;
    found.push_back({std::move(label) + printFloat(value), at.config, at.state.step});
    found.back().config.*setting = value;
  };
  const float on = largest(trials, from, smaller, &Config::lr);
  if (begun) add(from, &Config::lr, on, place + " at a rate of ");
  const float again = largest(trials, initial, on > 0 ? static_cast<double>(on) : smaller, &Config::lr);
  add(initial, &Config::lr, again, "Start again at a rate of ");
  const float clip = largest(trials, from, 1, &Config::clip);
  add(from, &Config::clip, clip, place + ", gradients clipped at ");
  return found;
}

}  // namespace lockstep
