#include "data/number.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace lockstep {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// A decimal number 0.d₁d₂d₃… · 10^point, d₁ ≠ 0, that can be halved and doubled exactly.
struct Decimal {
  static constexpr size_t kDigits =
      1100;            // no tie between two doubles has more; the last stands for all beyond
  std::string digits;  // their values
  int64_t point = 0;

  void append(int digit) {
    if (digits.size() < kDigits)
      digits.push_back(static_cast<char>(digit));
    else if (digit)
      digits.back() |= 1;
  }
  void trim() {
    size_t zeros = std::min(digits.find_first_not_of('\0'), digits.size());
    digits.erase(0, zeros), point -= static_cast<int64_t>(zeros);
    digits.erase(digits.find_last_not_of('\0') + 1);
  }
  void halve() {
    int rest = 0;
    for (char& d : digits) {
      const int value = 10 * rest + d;
      d = static_cast<char>(value / 2), rest = value % 2;
    }
    append(5 * rest);
    trim();
  }
  void twice() {
    int carry = 0;
    for (size_t i = digits.size(); i-- > 0;) {
      const int value = 2 * digits[i] + carry;
      digits[i] = static_cast<char>(value % 10), carry = value / 10;
    }
    if (carry) digits.insert(0, 1, '\1'), ++point;
    trim();
  }
};

// Correctly rounded, whatever the size. Scaled by powers of two into [1/2, 1), the number gives its bits
// one by one.
double nearestDouble(Decimal d) {
  d.trim();
  if (d.digits.empty() || d.point < -330) return 0;
  if (d.point > 310) return std::numeric_limits<double>::infinity();
  int power = 0;
  for (; d.point > 0; ++power) d.halve();
  for (; d.point < 0 || d.digits[0] < 5; --power) d.twice();
  const int bits = std::min(53, power + 1074);  // the smallest doubles have fewer
  if (bits < 0) return 0;
  double value = 0;
  for (int i = 0; i < bits; ++i) {
    d.twice();
    value = 2 * value + (d.point > 0);
    if (d.point > 0) d.digits[0] = 0, d.trim();
  }
  const bool half = d.point == 0 && !d.digits.empty() && d.digits[0] >= 5;
  if (half && (d.digits[0] > 5 || d.digits.size() > 1 || std::fmod(value, 2) == 1)) ++value;
  return std::ldexp(value, power - bits);
}

Decimal readDecimal(std::string_view text, int64_t exponent) {
  Decimal d;
  d.point = exponent;
  bool fraction = false;
  for (char c : text.substr(0, std::min(text.find_first_of("eE"), text.size()))) {
    fraction = fraction || c == '.';
    if (!isDigit(c)) continue;
    if (c != '0' || !d.digits.empty()) d.append(c - '0');
    if (fraction && d.digits.empty()) --d.point;
    if (!fraction && !d.digits.empty()) ++d.point;
  }
  return d;
}

// The number d.ddd·10^exponent with these digits, as a person would write it. Not the C library's: that one
// would write 5000 as 5e+03, and a comma in some countries.
std::string layDigits(std::string digits, int exponent) {
  const int count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent > 6) {
    if (count > 1) digits.insert(1, ".");
    return digits + "e" + std::to_string(exponent);
  }
  if (exponent < 0) return "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  const size_t whole = static_cast<size_t>(exponent) + 1;
  if (whole >= digits.size()) return digits.append(whole - digits.size(), '0');
  return digits.insert(whole, ".");
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

  // An integer below 2^53 and a power of ten up to 10^22 are exact, so one operation rounds
  // once (Clinger 1990).
  static const double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  double magnitude;
  if (const int64_t scale = exponent - decimals; fits && scale >= -22 && scale <= 22) {
    const auto m = static_cast<double>(mantissa);
    magnitude = scale < 0 ? m / kPowers[-scale] : m * kPowers[scale];
  } else {
    magnitude = nearestDouble(readDecimal(text, exponent));
  }
  value = negative ? -magnitude : magnitude;
  return true;
}

std::string printFloat(float value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const std::string sign = std::signbit(value) ? "-" : "";
  double lead = std::fabs(static_cast<double>(value));  // in [1, 10), times 10^exponent
  if (lead == 0) return sign + "0";
  int exponent = 0;
  for (; lead >= 10; lead /= 10) ++exponent;
  for (; lead < 1; lead *= 10) --exponent;
  std::string text;
  double scale = 1;
  for (int count = 1; count <= 9; ++count, scale *= 10) {
    const double whole = std::floor(lead * scale + 0.5);
    const bool carried = whole >= 10 * scale;  // 9.96 to two digits is 10
    text = sign +
           layDigits(std::to_string(static_cast<int64_t>(carried ? whole / 10 : whole)), exponent + carried);
    double back = 0;
    if (parseNumber(text, back) && static_cast<float>(back) == value) break;
  }
  return text;
}

}  // namespace lockstep
