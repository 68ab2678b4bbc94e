#include "ui/kit/slider_scale.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace lockstep {
namespace {

// Where the leftmost end of a log track stands for 0, this much of it.
constexpr double kZeroShare = 0.06;

bool zeroAtLeft(const SliderOptions& o) { return o.log && o.min <= 0; }
double lowest(const SliderOptions& o) { return zeroAtLeft(o) ? o.floor : o.min; }

// Decimal rounding goes through text: 0.03 must be the double nearest to 0.03, not 3 × 0.01.
double significant(double value, int digits) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.*e", digits - 1, value);
  return std::strtod(buffer, nullptr);
}

double rounded(double value, const SliderOptions& o) {
  if (o.step > 0)
    value = significant(o.min + std::round((value - o.min) / o.step) * o.step, 12);
  else if (o.log)
    value = significant(value, o.digits);
  else {  // as many decimals as the width of the range deserves
    double unit = std::pow(10, std::floor(std::log10(o.max - o.min)) - o.digits + 1);
    value = significant(std::round(value / unit) * unit, 12);
  }
  return std::clamp(value, o.min, o.max);
}

}  // namespace

double sliderShare(double value, const SliderOptions& o) {
  if (!o.log) return std::clamp((value - o.min) / (o.max - o.min), 0.0, 1.0);
  double low = lowest(o);
  if (zeroAtLeft(o) && value < low * 0.999) return 0;
  double share = std::clamp(std::log(std::max(value, low) / low) / std::log(o.max / low), 0.0, 1.0);
  return zeroAtLeft(o) ? kZeroShare + share * (1 - kZeroShare) : share;
}

double sliderValue(double share, const SliderOptions& o) {
  share = std::clamp(share, 0.0, 1.0);
  if (!o.log) return rounded(o.min + share * (o.max - o.min), o);
  if (zeroAtLeft(o)) {
    if (share < kZeroShare / 2) return 0;
    share = std::max(0.0, (share - kZeroShare) / (1 - kZeroShare));
  }
  double low = lowest(o);
  return rounded(low * std::pow(o.max / low, share), o);
}

double sliderNudge(double value, int count, const SliderOptions& o) {
  if (o.step > 0) return rounded(value + count * o.step, o);
  if (zeroAtLeft(o) && value <= o.floor * 1.0001 && count < 0) return 0;
  if (zeroAtLeft(o) && value < o.floor && count > 0) return o.floor;
  double share = sliderShare(value, o);
  // At few digits a hundredth of the track may round back to where it was: go on until it does not.
  for (int hundredths = 1; hundredths <= 100; ++hundredths) {
    double next = sliderValue(share + hundredths * count * 0.01, o);
    if (next != value && (next > value) == (count > 0)) return next;
  }
  return count > 0 ? o.max : o.min;
}

}  // namespace lockstep
