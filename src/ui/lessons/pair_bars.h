// The two numbers that an experiment comes down to, as two bars on one axis, with the viewer's guess of the
// second drawn into it.
#pragma once

#include <array>
#include <cmath>
#include <string_view>

#include "lab/experiments/experiment.h"
#include "ui/kit/kit.h"
#include "ui/kit/rect.h"

namespace lockstep {

struct PairBars {
  std::string_view name;  // in kit.widgets; the handle of the guess is NAME.guess
  const PairAxis& axis;
  std::array<double, 2> values;  // NaN: not measured yet
  double guess = NAN;
  bool guessing = false;       // the guess can be dragged
  Type number = Type::number;  // how large the numbers are, and with them the bars
  bool brief = false;          // without words at the guess
};

// How a number of the pair is written, with its unit.
Text64 pairText(const PairAxis& axis, double value);

float pairBarsHeight(const Kit& kit, Type number, bool brief);
// Returns the guess: another one in a frame in which it was dragged or nudged.
double pairBars(Kit& kit, const PairBars& bars, Rect room);

// One of the two as a thin bar without words; a tick where the guess is.
void thinBar(const Kit& kit, const PairAxis& axis, double value, double guess, Rect room);

}  // namespace lockstep
