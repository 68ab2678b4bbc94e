// The gauge of a challenge: a bar on an axis with the target marked, and the number.
#pragma once

#include "lab/challenges.h"
#include "ui/kit/kit.h"
#include "ui/kit/rect.h"

namespace lockstep {

struct GaugeBar {
  const Challenge& challenge;
  double value;  // NaN: not known
  Type number;   // how large the number is, and with it the bar
  bool axis;     // with ticks below it
};

float gaugeBarHeight(const Kit& kit, const GaugeBar& bar);
void gaugeBar(Kit& kit, const GaugeBar& bar, Rect room);

}  // namespace lockstep
