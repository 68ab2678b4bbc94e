#include "data/number.h"

#include <clocale>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace lockstep {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The C library rounds correctly but reads the locale's decimal point.
double slowNumber(std::string_view text) {
  std::string copy(text);
  size_t point = copy.find('.');
  if (point != std::string::npos) copy.replace(point, 1, std::localeconv()->decimal_point);
  return std::strtod(copy.c_str(), nullptr);
}

}  // namespace

bool parseNumber(std::string_view text, double& value) {
  constexpr uint64_t kExact = 1ull << 53;
  const char *at = text.data(), *end = at + text.size();
  bool negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+')) ++at;

  uint64_t mantissa = 0;
  int64_t digits = 0, decimals = 0;
  bool point = false, fits = true;
  for (; at < end && (isDigit(*at) || (*at == '.' && !point)); ++at) {
    if (*at == '.') {
      point = true;
      continue;
    }
    ++digits;
    decimals += point;
    if (mantissa < kExact / 10) {
      mantissa = mantissa * 10 + static_cast<uint64_t>(*at - '0');
    } else {
      fits = false;
    }
  }
  if (digits == 0) return false;

  int64_t exponent = 0;
  if (at < end && (*at == 'e' || *at == 'E')) {
    ++at;
    bool negativeExponent = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) ++at;
    if (at == end || !isDigit(*at)) return false;
    for (; at < end && isDigit(*at); ++at)
      if (exponent < 1000000) exponent = exponent * 10 + (*at - '0');
    if (negativeExponent) exponent = -exponent;
  }
  if (at != end) return false;

  // An integer below 2^53 and a power of ten up to 10^22 are exact, so one operation rounds once (Clinger
  // 1990).
  static const double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  exponent -= decimals;
  if (!fits || exponent < -22 || exponent > 22) {
    value = slowNumber(text);
    return true;
  }
  double m = static_cast<double>(mantissa);
  double magnitude = exponent < 0 ? m / kPowers[-exponent] : m * kPowers[exponent];
  value = negative ? -magnitude : magnitude;
  return true;
}

}  // namespace lockstep
