// Where a value sits on a slider and back: pure, so that it can be tested without a screen.
#pragma once

#include "ui/kit/widgets.h"

namespace lockstep {

// Position of a value on the track, 0 … 1; values outside [min, max] sit at the ends.
double sliderShare(double value, const SliderOptions& options);

// The value at a position, rounded as the options ask (a multiple of step, or `digits` significant digits).
double sliderValue(double share, const SliderOptions& options);

// `count` presses of an arrow key further: one step, or a hundredth of the track; always moves unless
// at an end.
double sliderNudge(double value, int count, const SliderOptions& options);

}  // namespace lockstep
