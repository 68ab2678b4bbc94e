#include "session/history.h"

#include <algorithm>

namespace lockstep {
namespace {

// Replaying an interval costs about this much arithmetic: some ten milliseconds.
constexpr double kReplayFlop = 1e8;
// However tight the budget, the two newest keyframes stay: one of them is before any step just made.
constexpr std::size_t kFewest = 3;

std::size_t bytes(const Keyframe& k) {
  const TrainingState& s = k.state;
  return sizeof(float) * (s.network.parameters.size() + s.network.statistics.size() +
                          s.optimizer.first.size() + s.optimizer.second.size()) +
         512;
}

void thin(History& h) {
  h.interval *= 2;
  // Keep the first, the newest two, and every other one in between.
  std::vector<Keyframe> kept;
  const std::size_t count = h.keyframes.size();
  for (std::size_t i = 0; i < count; ++i)
    if (i % 2 == 0 || i + 2 >= count) kept.push_back(std::move(h.keyframes[i]));
  h.keyframes = std::move(kept);
}

}  // namespace

void beginHistory(History& h, const Session& s) {
  const double stepFlop = 6.0 * s.state.network.parameterCount() * std::max(1, batchSize(s)) + 1000;
  h.interval = std::clamp<int64_t>(static_cast<int64_t>(kReplayFlop / stepFlop), 8, 2048);
  h.keyframes.clear();
  h.keyframes.push_back({s.config, s.state});
}

void record(History& h, const Session& s, bool force) {
  const int64_t newest = h.keyframes.back().state.step;
  if (!force && s.state.step - newest < h.interval) return;
  if (s.state.step == newest) h.keyframes.pop_back();
  h.keyframes.push_back({s.config, s.state});
  if (h.keyframes.size() > kFewest && h.keyframes.size() * bytes(h.keyframes.back()) > h.budget) thin(h);
}

bool rewindTo(History& h, Session& s, int64_t step) {
  if (h.keyframes.empty() || step < h.keyframes.front().state.step || step > s.state.step) return false;
  while (h.keyframes.back().state.step > step) h.keyframes.pop_back();
  const Keyframe& from = h.keyframes.back();
  s.config = from.config;
  s.state = from.state;
  s.divergence.reset();
  s.orderEpoch = -1;
  prepareSession(s);
  while (s.state.step < step)
    if (!advance(s)) return false;
  return true;
}

}  // namespace lockstep
