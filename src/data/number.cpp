#include "data/number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace lockstep {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The significant digits of a number 0.d₁d₂d₃… · 10^point, d₁ ≠ 0; none for zero.
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
};

// A whole number in limbs of 32 bits, the least significant first, the last one not 0.
struct Whole {
  static constexpr int kLimbs = 128;  // 1100 digits or 5^1430, and the bits of a quotient
  uint32_t limb[kLimbs];
  int size = 0;

  void multiplyAdd(uint32_t factor, uint32_t term) {
    uint64_t carry = term;
    for (int i = 0; i < size; ++i) {
      carry += uint64_t{limb[i]} * factor;
      limb[i] = static_cast<uint32_t>(carry), carry >>= 32;
    }
    if (carry) limb[size++] = static_cast<uint32_t>(carry);
  }
  void multiplyByFives(int64_t count) {
    for (; count >= 13; count -= 13) multiplyAdd(1220703125, 0);
    for (; count > 0; --count) multiplyAdd(5, 0);
  }
  int bits() const { return 32 * size - std::countl_zero(limb[size - 1]); }
  void shiftLeft(int count) {
    const int limbs = count / 32;
    if (count % 32) multiplyAdd(uint32_t{1} << count % 32, 0);
    std::copy_backward(limb, limb + size, limb + size + limbs);
    std::fill_n(limb, limbs, 0u);
    size += limbs;
  }
  bool operator>=(const Whole& other) const {
    if (size != other.size) return size > other.size;
    for (int i = size - 1; i >= 0; --i)
      if (limb[i] != other.limb[i]) return limb[i] > other.limb[i];
    return true;
  }
  // Takes away factor · other · 2^(32 · limbs), which is no larger.
  void subtract(const Whole& other, uint32_t factor, int limbs) {
    uint64_t owed = 0;
    for (int i = limbs; i < size; ++i) {
      if (i - limbs < other.size) owed += uint64_t{factor} * other.limb[i - limbs];
      const auto taken = static_cast<uint32_t>(owed);
      owed = (owed >> 32) + (limb[i] < taken);
      limb[i] -= taken;
    }
    while (size > 0 && limb[size - 1] == 0) --size;
  }
};

// ⌊n / d⌋, below 2^64, with its lowest bit set where there is a remainder; d's highest bit is set. Each round
// takes the first 31 bits or more of what is left.
uint64_t quotient(Whole& n, const Whole& d) {
  const uint64_t divisor = uint64_t{d.limb[d.size - 1]} + 1;
  uint64_t result = 0;
  while (n >= d) {
    const int limbs = std::max(0, n.size - d.size - 1);
    uint64_t head = n.limb[n.size - 1], factor = 1;
    if (n.size > d.size) head = head << 32 | n.limb[n.size - 2];
    factor = std::clamp<uint64_t>(head / divisor, 1, 0xffffffff);
    n.subtract(d, static_cast<uint32_t>(factor), limbs);
    result += factor << 32 * limbs;
  }
  return result | (n.size > 0);
}

// Correctly rounded, whatever the size: the first 63 bits of digits · 10^exponent, and whether more follow.
double nearestDouble(const Decimal& decimal) {
  if (decimal.digits.empty() || decimal.point < -330) return 0;
  if (decimal.point > 310) return std::numeric_limits<double>::infinity();
  const int64_t exponent = decimal.point - static_cast<int64_t>(decimal.digits.size());
  Whole n, d;
  for (const char digit : decimal.digits) n.multiplyAdd(10, static_cast<uint32_t>(digit));
  d.limb[d.size++] = 1;
  (exponent < 0 ? d : n).multiplyByFives(std::abs(exponent));
  const int align = std::countl_zero(d.limb[d.size - 1]);
  d.shiftLeft(align);
  const int shift = 63 + d.bits() - n.bits(), both = shift < 0 ? (31 - shift) / 32 * 32 : 0;
  d.shiftLeft(both);
  n.shiftLeft(shift + both);
  const uint64_t bits = quotient(n, d);  // · 2^power
  const int width = 64 - std::countl_zero(bits), power = static_cast<int>(exponent) + align - shift;
  const int kept = std::min(53, width + power + 1074);  // the smallest doubles have fewer bits
  if (kept < 0) return 0;
  const int drop = width - kept;
  uint64_t value = drop > 63 ? 0 : bits >> drop;
  const uint64_t rest = bits - (drop > 63 ? 0 : value << drop), half = uint64_t{1} << (drop - 1);
  if (rest > half || (rest == half && value & 1)) ++value;
  return std::ldexp(static_cast<double>(value), power + drop);
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
  d.digits.erase(d.digits.find_last_not_of('\0') + 1);
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
