#include "nn/schedule.h"

#include <algorithm>
#include <cmath>

#include "nn/math.h"

namespace lockstep {
namespace {

// Half a cosine from `from` (share 0) to `to` (share 1).
double anneal(double from, double to, double share) {
  return to + (from - to) / 2 * (1 + math::cos(math::kPi * share));
}

double oneCycle(double t, double T) {
  constexpr double kStart = 1.0 / 25, kEnd = kStart / 1e4, kRise = 0.3;
  const double top = kRise * T - 1, last = T - 1;
  if (t <= top) return top > 0 ? anneal(kStart, 1, t / top) : 1;
  return anneal(1, kEnd, std::min(1.0, (t - top) / std::max(1.0, last - top)));
}

}  // namespace

double scheduleFactor(const ScheduleSettings& s, int64_t step) {
  const double t = static_cast<double>(step), T = std::max(1, s.period);
  double factor = 1;
  switch (s.kind) {
    case Schedule::constant:
      break;
    case Schedule::warmup:
      factor = std::min(1.0, (t + 1) / T);
      break;
    case Schedule::step:
      factor = math::pow(s.gamma, std::floor(t / T));
      break;
    case Schedule::exponential:
      factor = math::pow(s.gamma, t / T);
      break;
    case Schedule::cosine:
      factor = anneal(1, 0, std::min(1.0, t / T));
      break;
    case Schedule::oneCycle:
      factor = oneCycle(t, T);
      break;
  }
  if (s.warmup > 0) factor *= std::min(1.0, (t + 1) / s.warmup);
  return factor;
}

}  // namespace lockstep
