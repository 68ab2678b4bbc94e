// What a single cell of a table can mean.
#pragma once

#include <cstdint>
#include <string_view>

namespace lockstep {

// How a number is written, as far as it shows. Digits may also be grouped by spaces or apostrophes.
enum class Notation : uint8_t {
  none,         // it is no number
  whole,        // 12, 1e3: no mark
  point,        // 1.5 or 1,234.5 or 1,234,567
  comma,        // 1,5 or 1.234,5 or 1.234.567
  eitherPoint,  // 1.234: decimals behind a point, or thousands
  eitherComma,  // 1,234
};
constexpr int kNotations = 6;

// Signs may be Unicode's minus. Linear in the length.
Notation notationOf(std::string_view cell);

// A cell's number where the mark of decimals is a comma or a point, and the other one groups thousands; false
// where it is none. Of a wrong size it is infinite.
bool readNumber(std::string_view cell, bool commaDecimals, double& value);

// Empty, ?, NA, N/A, #N/A, NaN, null, None, nil, *, . or any number of dashes.
bool isMissing(std::string_view cell);

// 2026-11-30, 30.11.2026, 11/30/26, with a time or without one; or a time.
bool looksLikeDate(std::string_view cell);

}  // namespace lockstep
