// Elementary functions of the training step, four at a time: fixed polynomials, so the same bits everywhere.
// Coefficients are minimax fits of our own; errors are in units in the last place (ulp), measured by
// tests/vmath_test.cpp. A NaN comes out as a NaN.
//
// The coefficients are read from memory: a WebAssembly engine builds a literal vector anew at every use, in a
// loop too, which made tanh take 3.6 ns for four instead of 2.0. Of a constant defined elsewhere a compiler
// knows that loads can leave the loop, and nothing that it could turn back into literals; but only of plain
// floats and arrays of them: in a struct they stayed in the loop, for 8 % of the step of an 8-wide network.
#pragma once

#include "nn/simd.h"

namespace lockstep {

namespace vmath {
extern const float flushTo100, flushTo60;  // for flush: what leaves no bits below 2^−100, 2^−60
extern const float leastRoot;              // 2^−50: its square, times 1 − β of any optimiser, is normal
namespace forExp {
extern const float high, low, perLog2, log2High, log2Low, p[5];
}
namespace forTanh {
extern const float high, low, p[5], q[5];
}
namespace forLog {
extern const float p[5];
}
namespace forSine {
extern const float perPi, piHigh, piMiddle, piLow, p[5];
}

inline Vec term(const float& x) { return loadSplat(&x); }

// The polynomial with these coefficients, highest first, by Horner's rule.
template <int N>
inline Vec polynomial(Vec u, const float (&coefficients)[N]) {
  Vec p = term(coefficients[0]);
  for (int i = 1; i < N; ++i) p = p * u + term(coefficients[i]);
  return p;
}
}  // namespace vmath

// Numbers that only ever shrink would end as denormals, below 2^−126, and stay there: the moments of a dead
// unit's weights, the gradients of a deep sigmoid network. Many processors take a hundred cycles and more for
// every operation that reads or makes one: sixty layers of 32 sigmoid units took twenty times as long. So
// whatever a step hands on (activations, their gradients, moments) is flushed, which leaves it normal after a
// factor of 2^−26. So are, to 2^−60, weights that shrink, and what is to be squared.

// The nearest multiple of 2^−100, by leaving no bits for less, as in round; from 2^−78 on x within two ulp,
// and above 2^−51 x itself. A NaN or an infinity stays.
inline Vec flush(Vec x, const float& magic = vmath::flushTo100) {
  return (x + vmath::term(magic)) - vmath::term(magic);
}

// Nearest integer for |x| < 2^22: adding 1.5·2^23 leaves no bits for the fraction.
inline Vec round(Vec x) {
  Vec magic = splat(12582912.0f);
  return (x + magic) - magic;
}

// e^x, ≤ 2 ulp; x is clamped to [−87, 87], so neither the result nor 1 / result is 0, denormal or infinite.
inline Vec exp(Vec x) {
  namespace t = vmath::forExp;
  x = max(min(x, vmath::term(t::high)), vmath::term(t::low));
  Vec n = round(x * vmath::term(t::perLog2));
  Vec r = (x - n * vmath::term(t::log2High)) + n * vmath::term(t::log2Low);
  return ((vmath::polynomial(r, t::p) * r) * r + r + splat(1.0f)) * exp2Integer(n);
}

// tanh x, ≤ 6 ulp: an odd rational function up to |x| = 8.03, from where it is 1; always within [−1, 1].
inline Vec tanh(Vec x) {
  namespace t = vmath::forTanh;
  x = max(min(x, vmath::term(t::high)), vmath::term(t::low));
  Vec u = x * x;
  return x * vmath::polynomial(u, t::p) / vmath::polynomial(u, t::q);
}

// 1 / (1 + e^−x), ≤ 3 ulp for x ≥ −87, below that 1.6e-38.
inline Vec sigmoid(Vec x) { return splat(1.0f) / (splat(1.0f) + exp(splat(0.0f) - x)); }

// log(1 + e) for e in [0, 1], ≤ 3 ulp where e is not denormal: 2·artanh(e / (2 + e)).
inline Vec log1pUnit(Vec e) {
  Vec s = e / (e + splat(2.0f)), t = max(s, vmath::term(vmath::leastRoot)), u = t * t;
  return (s + s * (u * vmath::polynomial(u, vmath::forLog::p))) * splat(2.0f);
}

// log(1 + e^x): large x without overflow, small x without cancellation.
inline Vec softplus(Vec x) { return max(x, splat(0.0f)) + log1pUnit(exp(splat(0.0f) - abs(x))); }

// sin(x) for r = x − n·π with n integral (shift 0), or cos(x) with n half-integral (shift ½).
inline Vec sinShifted(Vec x, float shift) {
  namespace t = vmath::forSine;
  Vec n = round(x * vmath::term(t::perPi) + splat(shift)) - splat(shift);
  Vec r = ((x - n * vmath::term(t::piHigh)) - n * vmath::term(t::piMiddle)) - n * vmath::term(t::piLow);
  Vec u = r * r;
  Vec s = r + (r * u) * vmath::polynomial(u, t::p);
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
