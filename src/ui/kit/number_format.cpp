#include "ui/kit/number_format.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace lockstep {
namespace {

constexpr std::string_view kMinus = "\u2212", kJoin = "\u202F";
constexpr const char* kSuperscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

bool special(double value, Text32& out) {
  if (std::isnan(value)) {
    out.append("not a number");
  } else if (std::isinf(value)) {
    out.append(value < 0 ? "−∞" : "∞");
  } else {
    return false;
  }
  return true;
}

// The digits before the point in groups of three where there are five or more, then the rest as it is.
void appendGrouped(Text32& out, std::string_view digits) {
  size_t whole = digits.find('.');
  if (whole == std::string_view::npos) whole = digits.size();
  for (size_t i = 0; i < whole; ++i) {
    if (whole > 4 && i > 0 && (whole - i) % 3 == 0) out.append(kJoin);
    out.append(digits.substr(i, 1));
  }
  out.append(digits.substr(whole));
}

std::string_view withoutTrailingZeros(std::string_view digits) {
  if (digits.find('.') == std::string_view::npos) return digits;
  while (digits.back() == '0') digits.remove_suffix(1);
  if (digits.back() == '.') digits.remove_suffix(1);
  return digits;
}

bool isZero(std::string_view digits) { return digits.find_first_not_of("0.") == std::string_view::npos; }

void appendFixed(Text32& out, double magnitude, int decimals, bool trim, bool negative) {
  char buffer[48];
  int length = std::snprintf(buffer, sizeof buffer, "%.*f", decimals, magnitude);
  std::string_view digits(buffer, static_cast<size_t>(length));
  if (trim) digits = withoutTrailingZeros(digits);
  if (negative && !isZero(digits)) out.append(kMinus);
  appendGrouped(out, digits);
}

void appendPower(Text32& out, int exponent) {
  out.append("10");
  if (exponent < 0) out.append("⁻");
  int magnitude = std::abs(exponent);
  for (int unit = 100; unit > 0; unit /= 10)
    if (magnitude >= unit || unit == 1) out.append(kSuperscripts[magnitude / unit % 10]);
}

// %e splits a number exactly and rounds across a decade (9.996 → 1.00e+01), which log10 alone would not.
Text32 format(double value, int significant, bool trim) {
  Text32 out;
  if (special(value, out)) return out;
  double magnitude = std::fabs(value);
  if (magnitude == 0) return out.append("0");
  bool whole = trim && magnitude < 1e6 && magnitude == std::floor(magnitude);
  if (whole) {
    appendFixed(out, magnitude, 0, trim, value < 0);
    return out;
  }
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.*e", significant - 1, magnitude);
  char* mark = std::strchr(buffer, 'e');
  int exponent = std::atoi(mark + 1);
  if (exponent >= -3 && exponent < 6) {
    int decimals = significant - 1 - exponent;
    appendFixed(out, std::strtod(buffer, nullptr), decimals > 0 ? decimals : 0, trim, value < 0);
    return out;
  }
  std::string_view mantissa(buffer, static_cast<size_t>(mark - buffer));
  if (trim) mantissa = withoutTrailingZeros(mantissa);
  if (value < 0) out.append(kMinus);
  out.append(mantissa).append(kJoin).append("×").append(kJoin);
  appendPower(out, exponent);
  return out;
}

bool takeBlank(std::string_view& text) {
  for (std::string_view blank : {std::string_view(" "), std::string_view("\t"), kJoin,
                                 std::string_view("\u00A0"), std::string_view("\u2009")})
    if (text.substr(0, blank.size()) == blank) {
      text.remove_prefix(blank.size());
      return true;
    }
  return false;
}

int superscript(std::string_view text) {
  for (int digit = 0; digit < 10; ++digit) {
    std::string_view sign = kSuperscripts[digit];
    if (text.substr(0, sign.size()) == sign) return digit;
  }
  return -1;
}

// "10⁻⁴" without a mantissa: turns the 10 (or 10 and a sign) read so far into 1e.
bool openPower(Text64& ascii) {
  bool sign = !ascii.empty() && ascii.text[ascii.size - 1] == '-' && ascii.size > 1;
  int digits = ascii.size - (sign ? 1 : 0);
  if (digits < 2 || ascii.text[digits - 1] != '0' || ascii.text[digits - 2] != '1') return false;
  if (digits > 2 && ascii.text[digits - 3] != '-') return false;
  Text64 opened;
  opened.append(ascii.view().substr(0, static_cast<size_t>(digits - 1))).append(sign ? "e-" : "e");
  ascii = opened;
  return true;
}

// Whether the comma at the front of `rest` groups thousands (12,400) rather than starting a fraction (0,03).
bool groupsThousands(std::string_view before, std::string_view rest) {
  size_t lead = before.find_first_of("123456789");
  size_t after = rest.substr(1).find_first_not_of("0123456789");
  if (after == std::string_view::npos) after = rest.size() - 1;
  return lead != std::string_view::npos && before.find('.') == std::string_view::npos && after == 3;
}

}  // namespace

Text32 formatNumber(double value, int significant) { return format(value, significant, true); }

Text32 formatLive(double value, int significant) { return format(value, significant, false); }

Text32 formatDecimals(double value, int decimals) {
  Text32 out;
  if (special(value, out)) return out;
  if (std::fabs(value) >= 1e12) return format(value, 3, false);
  appendFixed(out, std::fabs(value), decimals, false, value < 0);
  return out;
}

Text32 formatCount(long long value) {
  Text32 out;
  char buffer[24];
  unsigned long long magnitude =
      value < 0 ? 0ull - static_cast<unsigned long long>(value) : static_cast<unsigned long long>(value);
  int length = std::snprintf(buffer, sizeof buffer, "%llu", magnitude);
  if (value < 0) out.append(kMinus);
  appendGrouped(out, {buffer, static_cast<size_t>(length)});
  return out;
}

Text32 formatPercent(double share, int decimals) {
  Text32 out = formatDecimals(share * 100, decimals);
  return std::isfinite(share) ? out.append(kJoin).append("%") : out;
}

Text32 formatShare(double share, int digits) {
  if (std::isnan(share)) return Text32().append("–");
  const double size = std::fabs(share);
  int decimals = 0;
  for (double least = 0.095; size > 0 && size < least && decimals < 6; least /= 10) ++decimals;
  return formatPercent(share, std::max(0, decimals + digits - 2));
}

Text32 formatDuration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return formatNumber(seconds);
  if (seconds == 0) return Text32().append("0").append(kJoin).append("s");
  if (seconds < 1e-3) return formatUnit(seconds * 1e6, "µs", 2);
  if (seconds < 0.9995) return formatUnit(seconds * 1e3, "ms", 2);
  if (seconds < 59.5) return formatUnit(seconds, "s", 2);
  long long total = std::llround(seconds);
  bool hours = total >= 3600;
  long long large = hours ? total / 3600 : total / 60, small = hours ? total / 60 % 60 : total % 60;
  Text32 out = formatCount(large);
  out.append(kJoin).append(hours ? "h" : "min").append(kJoin);
  return out.append(textf<32>("%02lld", small)).append(kJoin).append(hours ? "min" : "s");
}

Text32 formatUnit(double value, std::string_view unit, int significant) {
  Text32 out = formatNumber(value, significant);
  return unit.empty() ? out : out.append(kJoin).append(unit);
}

Text32 formatDecade(int exponent) {
  if (exponent >= -3 && exponent <= 3) return formatNumber(std::pow(10.0, exponent), 1);
  Text32 out;
  appendPower(out, exponent);
  return out;
}

std::optional<double> parseTyped(std::string_view text) {
  if (text.size() > 60) return {};
  // Folded to what strtod reads, then read in one go.
  Text64 ascii;
  double factor = 1;
  bool power = false;  // an exponent has begun
  auto take = [&text](std::string_view token) {
    bool found = text.substr(0, token.size()) == token;
    if (found) text.remove_prefix(token.size());
    return found;
  };
  while (!text.empty()) {
    if (takeBlank(text)) continue;
    if (factor != 1) return {};  // something after %, k or M
    if (take("×") || take("*")) {
      while (takeBlank(text)) continue;
      if (power || !take("10")) return {};
      take("^");
      ascii.append("e");
      power = true;
    } else if (take("−") || take("⁻")) {
      ascii.append("-");
    } else if (int digit = superscript(text); digit >= 0) {
      take(kSuperscripts[digit]);
      if (!power && !openPower(ascii)) return {};
      power = true;
      ascii.append(textf<32>("%d", digit));
    } else if (take("%")) {
      factor = 0.01;
    } else if (take("k")) {
      factor = 1e3;
    } else if (take("M")) {
      factor = 1e6;
    } else if (text.front() == ',') {
      if (!groupsThousands(ascii, text)) ascii.append(".");
      take(",");
    } else if (std::string_view("0123456789.+-eE").find(text.front()) != std::string_view::npos) {
      power = power || text.front() == 'e' || text.front() == 'E';
      ascii.append(text.substr(0, 1));
      text.remove_prefix(1);
    } else {
      return {};
    }
  }
  char* end = nullptr;
  double value = std::strtod(ascii.c_str(), &end) * factor;
  if (ascii.empty() || end != ascii.text + ascii.size || !std::isfinite(value)) return {};
  return value;
}

}  // namespace lockstep
