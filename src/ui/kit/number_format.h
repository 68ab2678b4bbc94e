// Numbers as people read them: 0.031 · 1.2 × 10⁻⁴ · 12 400 · −3.5 % · 2 min 05 s. Nothing here allocates.
// Minus is U+2212, digit groups and units are joined by U+202F (narrow no-break space), so a number never
// breaks over a line.
#pragma once

#include <optional>
#include <string_view>

#include "ui/kit/fixed_text.h"

namespace lockstep {

// `significant` digits, trailing zeros dropped: 0.03 · 1.5 · 12 400 · 1.2 × 10⁻⁴. Plain notation for 0.001 ≤
// |value| < 10⁶, powers of ten outside; integers up to 999 999 are written in full, whatever `significant`
// is. "0", "∞", "−∞" and "not a number" for the special ones.
Text32 formatNumber(double value, int significant = 3);

// The same, but for a number that changes while one looks at it: always `significant` digits, zeros kept
// (0.0310), so that the width stays put as long as the magnitude does. Set it right-aligned.
Text32 formatLive(double value, int significant = 3);

// `decimals` digits behind the point, always: 0.50 · −1.25 · 12 400.0.
Text32 formatDecimals(double value, int decimals);

// 12 400 · −7. Groups of three from five digits up, as in print: 1240 stays 1240.
Text32 formatCount(long long value);

// A share in [0, 1] as 97.5 %; `decimals` digits behind the point, always.
Text32 formatPercent(double share, int decimals = 1);

// The same with `digits` that count, 1 or 2, for shares that may be tiny: 0.32 % · 4.6 % · 78 % · 0.0021 %; a
// dash for what is not a number.
Text32 formatShare(double share, int digits = 2);

// 0.8 ms · 45 s · 2 min 05 s · 1 h 04 min.
Text32 formatDuration(double seconds);

// "0.03 px": formatNumber, a narrow space, the unit. An empty unit adds nothing.
Text32 formatUnit(double value, std::string_view unit, int significant = 3);

// 10⁻⁴ for −4; 1, 10, 100 and 0.1 … 0.001 in full. For ticks of log axes.
Text32 formatDecade(int exponent);

// What a person may type: 0.03, ,5, −2, 1e-4, 1.2 × 10⁻⁴, 12 400, 5 %, 3k, 2M, with surrounding blanks.
// Nothing if any character is left over, the result is not finite, or it is longer than 60 bytes.
std::optional<double> parseTyped(std::string_view text);

}  // namespace lockstep
