// Axes that a reader can trust: round ends, few round ticks, and ranges that move in steps instead
// of trembling. Pure.
#pragma once

#include <span>

#include "studio/series.h"
#include "ui/kit/fixed_text.h"

namespace lockstep {

// A range in data units. Invalid (lo ≥ hi) until first fitted.
struct AxisRange {
  double lo = 0, hi = 0;
  float patience = 0;  // seconds for which it has been much too large
  bool valid() const { return hi > lo; }
};

// Fits `range` to data in [lo, hi]: to round numbers (linear: multiples of the tick step; log: 1, 2, 5 ×
// 10ⁿ; log1p: 0 to such). It grows at once, with headroom, when data leave it, and shrinks only after the
// data have filled less than half of it for more than a second, so that it does not flicker. `seconds` is
// the time since the last call. Ignored where lo or hi is not finite or a log cannot show them. Returns
// whether the range changed.
bool fitRange(AxisRange& range, AxisScale scale, double lo, double hi, float seconds);

// The same for time that only grows: [lo, hi] with lo kept and hi in steps of 1, 1.5, 2, 3, 4, 5, 6, 8 × 10ⁿ.
bool fitTime(AxisRange& range, AxisScale scale, double lo, double hi);

struct Tick {
  double value = 0;
  Text32 label;
};
constexpr int kMaxTicks = 8;

// Round ticks within [lo, hi], at most `most` ≤ kMaxTicks of them (3–5 read best), written to `ticks`;
// returns how many. Linear labels share their decimals (0.5 · 1.0 · 1.5); log axes get decades, or every
// second, third … where there are many, or 1, 2, 5 where there is room for them.
int makeTicks(AxisScale scale, double lo, double hi, int most, Tick* ticks);

// Moves labels of height `height`, wished at `at` (any order), apart so that none overlap and all stay within
// [lo, hi] if they fit; order is kept, movement is least (pooled neighbours share it). Writes `placed`; at
// most 32 labels.
void spreadLabels(std::span<const float> at, float height, float lo, float hi, std::span<float> placed);

}  // namespace lockstep
