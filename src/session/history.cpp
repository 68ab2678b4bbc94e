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
         s.network.layers.size() * sizeof(Layer) + k.config.points.size() + 512;
}

// Gives up every other keyframe, but neither the first nor the newest two, nor those that replay cannot
// replace. Where most are of that kind, the oldest goes instead.
void thin(History& h) {
  const auto inside = h.keyframes.begin() + 1, newest = h.keyframes.end() - 2;
  const auto forced = std::count_if(inside, newest, [](const Keyframe& k) { return k.forced; });
  if (2 * forced > newest - inside) {
    h.keyframes.erase(h.keyframes.begin());
    return;
  }
  h.interval *= 2;
  bool keep = true;
  h.keyframes.erase(
      std::remove_if(inside, newest, [&](const Keyframe& k) { return !k.forced && !(keep = !keep); }),
      newest);
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
  h.keyframes.push_back({s.config, s.state, force});
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
