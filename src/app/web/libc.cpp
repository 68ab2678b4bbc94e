// Parts of the C library that the page's program takes from Lockstep instead. Emscripten's own bring exact
// tables of powers and logarithms and a reader for every format of number: a tenth of what has to be
// downloaded. The linker prefers these. Their errors are a few units in the last place; whole powers of ten
// and two, which axes and number formats depend on, are exact.
#include <cmath>
#include <cstring>

#include "data/number.h"
#include "nn/math.h"

namespace lockstep {
namespace {

constexpr double kLn2 = 0.69314718055994530942, kLn10 = 2.30258509299404568402;

// base^n by squaring: exact while the result is.
double wholePower(double base, int n) {
  double result = 1, square = base;
  for (unsigned k = n < 0 ? 0u - static_cast<unsigned>(n) : static_cast<unsigned>(n); k; k >>= 1) {
    if (k & 1) result *= square;
    square *= square;
  }
  return n < 0 ? 1 / result : result;
}

double power(double base, double n) {
  if (n == std::floor(n) && std::fabs(n) < 400) return wholePower(base, static_cast<int>(n));
  return base > 0 ? math::pow(base, n) : base < 0 ? NAN : n > 0 ? 0 : INFINITY;
}

double logarithm(double x) {
  if (x > 0 && x < 0x1p-1022) return math::log(x * 0x1p60) - 60 * kLn2;
  return x > 0 && std::isfinite(x) ? math::log(x) : x == 0 ? -INFINITY : x > 0 ? x : NAN;
}

double logarithm(double x, double base, double lnBase) {
  const double y = logarithm(x) / lnBase, whole = std::round(y);
  return std::fabs(whole) < 400 && power(base, whole) == x ? whole : y;
}

double hyperbolicTangent(double x) { return x > 20 ? 1 : x < -20 ? -1 : 1 - 2 / (math::exp(2 * x) + 1); }

// sin(x + quarter·π/2) to float's precision: charts take thousands of these for a frame.
float quickSine(double x, int quarter) {
  const double n = std::floor(x * (2 / math::kPi) + 0.5), r = x - n * (math::kPi / 2), r2 = r * r;
  const int q = (static_cast<int>(n) + quarter) & 3;
  const double value =
      q & 1 ? 1 + r2 * (-1.0 / 2 + r2 * (1.0 / 24 + r2 * (-1.0 / 720 + r2 * (1.0 / 40320 - r2 / 3628800))))
            : r * (1 + r2 * (-1.0 / 6 + r2 * (1.0 / 120 + r2 * (-1.0 / 5040 + r2 / 362880))));
  return static_cast<float>(q & 2 ? -value : value);
}

}  // namespace
}  // namespace lockstep

namespace lib = lockstep;

extern "C" {

double log(double x) { return lib::logarithm(x); }
double log2(double x) { return lib::logarithm(x, 2, lib::kLn2); }
double log10(double x) { return lib::logarithm(x, 10, lib::kLn10); }
double exp(double x) { return lib::math::exp(x); }
double exp2(double x) { return lib::power(2, x); }
double pow(double x, double y) { return lib::power(x, y); }
double tanh(double x) { return lib::hyperbolicTangent(x); }
double sin(double x) { return lib::math::sin(x); }
double cos(double x) { return lib::math::cos(x); }

float logf(float x) { return static_cast<float>(lib::logarithm(x)); }
float log2f(float x) { return static_cast<float>(lib::logarithm(x, 2, lib::kLn2)); }
float log10f(float x) { return static_cast<float>(lib::logarithm(x, 10, lib::kLn10)); }
float expf(float x) { return static_cast<float>(lib::math::exp(x)); }
float exp2f(float x) { return static_cast<float>(lib::power(2, x)); }
float powf(float x, float y) { return static_cast<float>(lib::power(x, y)); }
float tanhf(float x) { return static_cast<float>(lib::hyperbolicTangent(x)); }
float sinf(float x) { return lib::quickSine(x, 0); }
float cosf(float x) { return lib::quickSine(x, 1); }

// The longest beginning that is a decimal number.
double strtod(const char* text, char** end) {
  double value = 0;
  std::size_t length = std::strspn(text, "+-.0123456789eE");
  while (length && !lib::parseNumber({text, length}, value)) --length;
  if (end) *end = const_cast<char*>(text) + length;
  return value;
}
float strtof(const char* text, char** end) { return static_cast<float>(strtod(text, end)); }
long double strtold(const char* text, char** end) { return strtod(text, end); }

// Dear ImGui would read its window positions with it, from a file that there never is.
int sscanf(const char*, const char*, ...) { return 0; }
}
