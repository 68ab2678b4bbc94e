// Decimal numbers from text and as text, the same on every machine and in every locale.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

// Reads the whole of `text` as a decimal number, [+-]digits[.digits][e[+-]digits], correctly rounded; false
// when it is anything else (spaces, hexadecimal, "inf", "nan", a rest). Too large a number gives ±infinity:
// check the range. Linear in the length.
bool parseNumber(std::string_view text, double& value);

// A float in the fewest digits that read back to the same bits.
std::string printFloat(float value);

}  // namespace lockstep
