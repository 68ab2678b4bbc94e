// Elementary functions in double with the same bits on every machine: C libraries differ in the last
// place, and a last place in an initial weight or a data point is a different run. For set-up and
// schedules; the training step uses the vector forms of vmath.h. Errors are below 4 units in the last
// place on the ranges stated.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace lockstep::math {

constexpr double kPi = 3.14159265358979323846;

// e^x for |x| <= 700 (clamped beyond; a NaN stays one): x = n·ln 2 + r, Taylor series in r.
inline double exp(double x) {
  if (std::isnan(x)) return x;
  x = x < -700 ? -700 : x > 700 ? 700 : x;
  double n = std::floor(x * 1.44269504088896340736 + 0.5);
  double r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
  double total = 1;
  for (int k = 14; k >= 1; --k) total = 1 + r * total / k;
  return total * std::bit_cast<double>(static_cast<uint64_t>(1023 + static_cast<int64_t>(n)) << 52);
}

// Natural logarithm of a positive normal x: m·2^e with m near 1, then 2·artanh((m − 1)/(m + 1)).
inline double log(double x) {
  uint64_t bits = std::bit_cast<uint64_t>(x);
  int64_t e = static_cast<int64_t>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0x000fffffffffffffull) | 0x3ff0000000000000ull);
  if (m > 1.41421356237309504880) m *= 0.5, ++e;
  double s = (m - 1) / (m + 1), s2 = s * s, total = 0;
  for (int k = 23; k >= 1; k -= 2) total = total * s2 + 1.0 / k;
  return static_cast<double>(e) * 1.90821492927058770002e-10 + 2 * s * total +
         static_cast<double>(e) * 6.93147180369123816490e-01;
}

// sin(x + quarter·π/2) for |x| < 1e5.
inline double sinQuarter(double x, int quarter) {
  double n = std::floor(x * (2 / kPi) + 0.5);
  double r = ((x - n * 1.57079632673412561417e+00) - n * 6.07710050630396597660e-11) -
             n * 2.02226624879595063154e-21;
  int q = (static_cast<int>(static_cast<int64_t>(n)) + quarter) & 3;
  double r2 = r * r, total = 0;
  if (q & 1) {
    for (int k = 18; k >= 2; k -= 2) total = (1 - total) * r2 / (k * (k - 1));
    total = 1 - total;
  } else {
    for (int k = 19; k >= 3; k -= 2) total = (1 - total) * r2 / (k * (k - 1));
    total = r * (1 - total);
  }
  return q & 2 ? -total : total;
}
inline double sin(double x) { return sinQuarter(x, 0); }
inline double cos(double x) { return sinQuarter(x, 1); }

// Angle of (x, y) in (−π, π]; 0 at the origin. Reduced to |t| <= tan(π/8), then the arctangent series.
inline double atan2(double y, double x) {
  double ax = std::fabs(x), ay = std::fabs(y);
  if (ax + ay == 0) return 0;
  double t = ay < ax ? ay / ax : ax / ay;
  bool wide = t > 0.41421356237309503;  // tan(π/8)
  if (wide) t = (t - 1) / (t + 1);
  double t2 = t * t, total = 0;
  for (int k = 41; k >= 3; k -= 2) total = (1.0 / k - total) * t2;
  double angle = t - t * total;
  if (wide) angle += kPi / 4;
  if (ay >= ax) angle = kPi / 2 - angle;
  if (x < 0) angle = kPi - angle;
  return y < 0 ? -angle : angle;
}

// base^n for base > 0.
inline double pow(double base, double n) { return exp(n * log(base)); }

}  // namespace lockstep::math
