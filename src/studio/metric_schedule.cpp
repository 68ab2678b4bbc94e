#include "studio/metric_schedule.h"

#include <algorithm>
#include <bit>

#include "session/session.h"

namespace lockstep {
namespace {

// Points while the step doubles, at least; where the interval has just doubled, twice as many.
constexpr int64_t kMost = 64, kFewest = 4;
// Multiply-adds that these may take even where training takes less: some 30 ms of one core.
constexpr double kDoubling = 1 << 26;
// One measurement in the time of so many is always affordable.
constexpr int64_t kAffordable = 32;

int64_t powerBelow(int64_t value) {
  return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(value)));
}
int64_t powerAbove(int64_t value) {
  return static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(value)));
}

}  // namespace

int64_t metricInterval(const Session& session) {
  const TrainingState& state = session.state;
  const auto samples =
      static_cast<int64_t>(session.problem.split.train.size() + session.problem.split.test.size());
  const double cost = static_cast<double>(samples) * state.network.parameterCount();
  int64_t points = kMost;
  while (points > kFewest && static_cast<double>(points) * cost > kDoubling) points /= 2;
  // A step goes forward and back, which costs three times as much per sample.
  const int64_t steps = samples / (3 * std::max(1, batchSize(session)));
  const int64_t affordable = powerAbove(std::max<int64_t>(1, kAffordable * steps));
  const int64_t finest = powerBelow(state.step / kMost), coarsest = powerBelow(state.step / points);
  return std::max<int64_t>({1, finest, std::min(coarsest, affordable)});
}

bool metricsDue(const Session& session) { return session.state.step % metricInterval(session) == 0; }

}  // namespace lockstep
