#include "ui/chart/axis.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

// Shares of the range that the values fill: below the first it shrinks in a while, below the second at once.
constexpr double kLoose = 0.5, kLost = 0.12;
constexpr float kPatienceSeconds = 1.2f;

// The least 1, 2 or 5 × 10ⁿ that is ≥ value (> 0).
double roundUp(double value) {
  double power = std::pow(10, std::floor(std::log10(value)));
  for (double digit : {1, 2, 5, 10})
    if (digit * power >= value * (1 - 1e-9)) return digit * power;
  return 10 * power;
}

double roundDown(double value) {
  double power = std::pow(10, std::floor(std::log10(value) + 1e-9));
  for (double digit : {5, 2})
    if (digit * power <= value * (1 + 1e-9)) return digit * power;
  return power;
}

AxisRange roundRange(AxisScale scale, double lo, double hi) {
  if (scale == AxisScale::log) {
    AxisRange range{roundDown(lo), roundUp(hi)};
    if (range.hi / range.lo < 4) range.hi = roundUp(range.lo * 4);
    return range;
  }
  if (scale == AxisScale::log1p) return {0, roundUp(std::max(hi, 10.0))};
  double span = hi - lo;
  if (span <= std::fabs(hi) * 1e-6)
    span = std::max(std::fabs(hi) * 0.1, 1e-6);  // a constant still needs a ruler
  double step = roundUp(span / 5);
  AxisRange range{std::floor(lo / step + 1e-9) * step, std::ceil(hi / step - 1e-9) * step};
  if (range.hi <= range.lo) range.hi = range.lo + step;
  return range;
}

}  // namespace

bool fitRange(AxisRange& range, AxisScale scale, double lo, double hi, float seconds) {
  double low = onRuler(scale, lo), high = onRuler(scale, hi);
  if (!std::isfinite(low) || !std::isfinite(high) || high < low) return false;
  AxisRange fresh = roundRange(scale, lo, hi);
  double have = onRuler(scale, range.hi) - onRuler(scale, range.lo);
  bool outside = !range.valid() || low < onRuler(scale, range.lo) - have * 1e-9 ||
                 high > onRuler(scale, range.hi) + have * 1e-9;
  double need = onRuler(scale, fresh.hi) - onRuler(scale, fresh.lo);
  range.patience = !outside && need < have * kLoose ? range.patience + seconds : 0;
  bool lost = need < have * kLost;
  if (!outside && !lost && range.patience < kPatienceSeconds) return false;
  if (outside && range.valid() &&
      scale == AxisScale::linear) {  // grow a little further than needed: fewer steps
    if (lo >= range.lo) fresh.lo = range.lo;
    if (hi <= range.hi) fresh.hi = range.hi;
    fresh = roundRange(scale, fresh.lo, fresh.hi);
  }
  range = fresh;
  return true;
}

bool fitTime(AxisRange& range, AxisScale scale, double lo, double hi) {
  if (!std::isfinite(lo) || !std::isfinite(hi)) return false;
  double length = hi - lo;
  bool fits = range.valid() && range.lo == lo && hi <= range.hi && length >= (range.hi - lo) * 0.3;
  if (fits) return false;
  double wanted =
      std::max(length * (range.valid() && hi > range.hi ? 1.05 : 1), scale == AxisScale::linear ? 1e-9 : 9.0);
  double power = std::pow(10, std::floor(std::log10(wanted))), chosen = 10 * power;
  for (double digit : {8.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.5, 1.0})
    if (digit * power >= wanted * (1 - 1e-9)) chosen = digit * power;
  bool changed = range.lo != lo || range.hi != lo + chosen;
  range.lo = lo, range.hi = lo + chosen;
  return changed;
}

namespace {

int linearTicks(double lo, double hi, int most, Tick* ticks) {
  double step = roundUp((hi - lo) / most);
  while (std::floor(hi / step + 1e-9) - std::ceil(lo / step - 1e-9) + 1 > most) step = roundUp(step * 1.5);
  double exponent = std::floor(std::log10(step) + 1e-9);
  int decimals = std::clamp(static_cast<int>(-exponent), 0, 6);
  double largest = std::max(std::fabs(lo), std::fabs(hi));
  bool powers = largest >= 1e7 || largest < 1e-3;
  // As many digits as tell a tick from the next.
  int digits = std::clamp(static_cast<int>(std::floor(std::log10(largest) + 1e-9) - exponent) + 1, 3, 6);
  int count = 0;
  for (double n = std::ceil(lo / step - 1e-9); n * step <= hi + step * 1e-9 && count < most; ++n) {
    double value = n == 0 ? 0 : n * step;
    ticks[count++] = {value, powers ? formatNumber(value, digits) : formatDecimals(value, decimals)};
  }
  return count;
}

Text32 logLabel(double value) {
  double exponent = std::log10(value), whole = std::round(exponent);
  return std::fabs(exponent - whole) < 1e-6 ? formatDecade(static_cast<int>(whole)) : formatNumber(value, 1);
}

int logTicks(double lo, double hi, int most, Tick* ticks) {
  int first = static_cast<int>(std::ceil(std::log10(lo) - 1e-9)),
      last = static_cast<int>(std::floor(std::log10(hi) + 1e-9));
  int decades = last - first + 1, count = 0;
  if (decades >= 3 || decades >= most) {
    int stride = (decades + most - 1) / most;
    // A stride keeps to multiples of itself, so that ticks do not jump when the range grows by a decade.
    for (int e = first; e <= last; ++e)
      if (((e % stride) + stride) % stride == 0 && count < most)
        ticks[count++] = {std::pow(10, e), formatDecade(e)};
    return count;
  }
  // 1, 2, 5 in every decade if they fit; else 1, 3; else the decades alone, unless that leaves a single tick.
  static constexpr double kDigits[3][3] = {{1, 2, 5}, {1, 3, 3}, {1, 1, 1}};
  for (int set = 0; set < 3; ++set) {
    count = 0;
    int found = 0;
    double before = 0;
    for (int e = first - 1; e <= last; ++e)
      for (double digit : kDigits[set]) {
        double value = digit * std::pow(10, e);
        if (value == before || value < lo * (1 - 1e-9) || value > hi * (1 + 1e-9)) continue;
        before = value;
        if (found++ < most) ticks[count++] = {value, logLabel(value)};
      }
    if (found <= most && (count > 1 || set == 2)) break;
    if (set == 1 && decades < 2) break;
  }
  return count;
}

int log1pTicks(double hi, int most, Tick* ticks) {
  ticks[0] = {0, formatNumber(0)};
  int last = static_cast<int>(std::floor(std::log10(hi) + 1e-9)), stride = 1;
  while (last / stride + 1 > most) ++stride;
  int count = 1;
  for (int e = stride == 1 && last + 2 <= most ? 0 : stride; e <= last && count < most; e += stride) {
    double value = std::pow(10, e);
    ticks[count++] = {value, e < 6 ? formatCount(std::llround(value)) : formatDecade(e)};
  }
  return count;
}

}  // namespace

int makeTicks(AxisScale scale, double lo, double hi, int most, Tick* ticks) {
  most = std::clamp(most, 2, kMaxTicks);
  if (!(hi > lo) || !std::isfinite(lo) || !std::isfinite(hi)) return 0;
  if (scale == AxisScale::linear) return linearTicks(lo, hi, most, ticks);
  if (scale == AxisScale::log1p) return log1pTicks(hi, most, ticks);
  return lo > 0 ? logTicks(lo, hi, most, ticks) : 0;
}

// Pool-adjacent-violators: after sorting, a run of labels that overlap moves as one block around
// its mean wish.
void spreadLabels(std::span<const float> at, float height, float lo, float hi, std::span<float> placed) {
  constexpr size_t kMost = 32;
  size_t count = std::min({at.size(), placed.size(), kMost});
  size_t order[kMost];
  for (size_t i = 0; i < count; ++i) order[i] = i;
  std::stable_sort(order, order + count, [&](size_t a, size_t b) { return at[a] < at[b]; });
  struct Block {
    size_t first, size;
    float start;  // wished top of the block, in label order
  } blocks[kMost];
  size_t used = 0;
  for (size_t i = 0; i < count; ++i) {
    float wish = std::clamp(at[order[i]], lo, std::max(lo, hi - height));
    blocks[used++] = {i, 1, wish};
    while (used > 1) {
      Block &above = blocks[used - 2], &below = blocks[used - 1];
      if (above.start + height * static_cast<float>(above.size) <= below.start) break;
      auto a = static_cast<float>(above.size), b = static_cast<float>(below.size);
      above.start = (above.start * a + (below.start - height * a) * b) / (a + b);
      above.size += below.size;
      above.start = std::clamp(above.start, lo, std::max(lo, hi - height * static_cast<float>(above.size)));
      --used;
    }
  }
  for (size_t b = 0; b < used; ++b)
    for (size_t i = 0; i < blocks[b].size; ++i)
      placed[order[blocks[b].first + i]] = blocks[b].start + height * static_cast<float>(i);
}

}  // namespace lockstep
