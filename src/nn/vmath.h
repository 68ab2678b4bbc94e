// Elementary functions of the training step, four at a time: fixed polynomials, so the same bits everywhere.
// Coefficients are minimax fits of our own; errors are in units in the last place (ulp), measured by
// tests/vmath_test.cpp. A NaN comes out as a NaN.
#pragma once

#include "nn/simd.h"

namespace lockstep {

// Nearest integer for |x| < 2^22: adding 1.5·2^23 leaves no bits for the fraction.
inline Vec round(Vec x) {
  Vec magic = splat(12582912.0f);
  return (x + magic) - magic;
}

// e^x, ≤ 2 ulp; x is clamped to [−87, 88], so the result is never 0 or infinite.
inline Vec exp(Vec x) {
  x = max(min(x, splat(88.0f)), splat(-87.0f));
  Vec n = round(x * splat(1.44269504f));
  Vec r = (x - n * splat(0.693359375f)) + n * splat(2.12194440e-4f);
  Vec p = splat(0.001381461275741458f);
  p = p * r + splat(0.008368710055947304f);
  p = p * r + splat(0.04166838899254799f);
  p = p * r + splat(0.1666652113199234f);
  p = p * r + splat(0.4999999403953552f);
  return ((p * r) * r + r + splat(1.0f)) * exp2Integer(n);
}

// tanh x, ≤ 6 ulp: an odd rational function up to where tanh rounds to 1, exactly within [−1, 1].
inline Vec tanh(Vec x) {
  x = max(min(x, splat(9.02f)), splat(-9.02f));
  Vec u = x * x;
  Vec p = splat(1.3319199076988752e-08f);
  p = p * u + splat(2.0583584046107717e-05f);
  p = p * u + splat(0.003494041273370385f);
  p = p * u + splat(0.13379724323749542f);
  p = p * u + splat(1.0f);
  Vec q = splat(7.762074574202416e-07f);
  q = q * u + splat(0.00032831032876856625f);
  q = q * u + splat(0.025871099904179573f);
  q = q * u + splat(0.4671303927898407f);
  q = q * u + splat(1.0f);
  return max(min(x * p / q, splat(1.0f)), splat(-1.0f));
}

// 1 / (1 + e^−x), ≤ 3 ulp for x ≥ −87, below that between 0 and 1.7e-38.
inline Vec sigmoid(Vec x) { return splat(1.0f) / (splat(1.0f) + exp(splat(0.0f) - x)); }

// log(1 + e) for e in [0, 1], ≤ 3 ulp: 2·artanh(e / (2 + e)).
inline Vec log1pUnit(Vec e) {
  Vec s = e / (e + splat(2.0f)), u = s * s;
  Vec p = splat(0.12150448560714722f);
  p = p * u + splat(0.10713834315538406f);
  p = p * u + splat(0.14308442175388336f);
  p = p * u + splat(0.19999438524246216f);
  p = p * u + splat(0.3333333730697632f);
  return (s + s * (u * p)) * splat(2.0f);
}

// log(1 + e^x): large x without overflow, small x without cancellation.
inline Vec softplus(Vec x) { return max(x, splat(0.0f)) + log1pUnit(exp(splat(0.0f) - abs(x))); }

// sin(x) for r = x − n·π with n integral (shift 0), or cos(x) with n half-integral (shift ½).
inline Vec sinShifted(Vec x, float shift) {
  Vec n = round(x * splat(0.318309886f) + splat(shift)) - splat(shift);
  Vec r =
      ((x - n * splat(3.140625f)) - n * splat(9.67502593994140625e-4f)) - n * splat(1.509957990978376432e-7f);
  Vec u = r * r;
  Vec p = splat(-2.3908476975975645e-08f);
  p = p * u + splat(2.752657792370883e-06f);
  p = p * u + splat(-0.00019840893219225109f);
  p = p * u + splat(0.008333330973982811f);
  p = p * u + splat(-0.1666666716337204f);
  Vec s = r + (r * u) * p;
  // The sign is (−1)^(n + shift): whether that integer is odd.
  Vec k = n + splat(shift), half = k * splat(0.5f);
  Vec odd = abs(half - round(half));
  s = select(splat(0.25f) < odd, splat(0.0f) - s, s);
  return max(min(s, splat(1.0f)), splat(-1.0f));  // where x is too large to be reduced, at least in range
}
// Absolute error ≤ 2e-7 for |x| ≤ 10,000, growing beyond; always within [−1, 1].
inline Vec sin(Vec x) { return sinShifted(x, 0.0f); }
// cos(x) = sin(x + π/2): with n half-integral, x − nπ lies on the rising branch.
inline Vec cos(Vec x) { return sinShifted(x, 0.5f); }

}  // namespace lockstep
