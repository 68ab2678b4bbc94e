// Decimal numbers from text with the same bits on every machine and in every locale.
#pragma once

#include <string_view>

namespace lockstep {

// Reads the whole of `text` as a decimal number, [+-]digits[.digits][e[+-]digits], correctly rounded; false
// when it is anything else (spaces, hexadecimal, "inf", "nan", a rest). Too large a number gives ±infinity:
// check the range. Linear in the length.
bool parseNumber(std::string_view text, double& value);

}  // namespace lockstep
