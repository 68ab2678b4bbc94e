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
  h.newest = s.state.step;
}

void forgetAfter(History& h, int64_t step) {
  while (h.keyframes.size() > 1 && h.keyframes.back().state.step > step) h.keyframes.pop_back();
  h.newest = std::min(h.newest, step);
}

void record(History& h, const Session& s, bool force) {
  if (h.keyframes.empty()) return;
  if (s.state.step <= h.newest) forgetAfter(h, s.state.step);
  h.newest = s.state.step;
  const int64_t last = h.keyframes.back().state.step;
  if (!force && s.state.step - last < h.interval) return;
  if (s.state.step == last) h.keyframes.pop_back();
  h.keyframes.push_back({s.config, s.state, force});
  const std::size_t count = h.keyframes.size();
  if (count > kMostKeyframes || (count > kFewest && count * bytes(h.keyframes.back()) > h.budget)) thin(h);
}

bool seekTo(const History& h, Session& s, int64_t step) {
  if (h.keyframes.empty() || step < firstStep(h) || step > h.newest) return false;
  const auto after = std::upper_bound(h.keyframes.begin(), h.keyframes.end(), step,
                                      [](int64_t n, const Keyframe& k) { return n < k.state.step; });
  const Keyframe& from = *(after - 1);
  // Forwards from where the session stands, where that is nearer.
  const bool onTheWay = !s.divergence && s.state.step > from.state.step && s.state.step <= step;
  if (!onTheWay) {
    s.config = from.config;
    s.state = from.state;
    s.divergence.reset();
    s.orderEpoch = -1;
    prepareSession(s);
  }
  while (s.state.step < step)
    if (!advance(s)) return false;
  return true;
}

}  // namespace lockstep
