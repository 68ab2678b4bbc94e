// Numbers of the exact objective: two doubles side by side, and dual numbers over them.
//
// A dual number is a value and its derivative along a chosen direction; arithmetic on it is the chain rule. A
// gradient computed in duals carries the Hessian-vector product along: Pearlmutter's R-operator ("Fast exact
// multiplication by the Hessian", 1994). Code written once for a type T runs on Pack (values) and on Dual.
// The value of a Dual has the bits that Pack alone would give.
//
// Packs are the compiler's vector type: each lane is one IEEE-754 operation, so the bits are the same with
// and without vector instructions.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "nn/activation.h"
#include "nn/math.h"

namespace lockstep {

constexpr int kPackLanes = 2;

using DoubleLanes = double __attribute__((vector_size(16)));
using BitLanes = int64_t __attribute__((vector_size(16)));
struct Pack {
  DoubleLanes v;
};
struct PackMask {
  BitLanes m;
};

inline Pack pack(double a, double b) { return {DoubleLanes{a, b}}; }
inline Pack pack(double a) { return {DoubleLanes{a, a}}; }
inline Pack operator+(Pack a, Pack b) { return {a.v + b.v}; }
inline Pack operator-(Pack a, Pack b) { return {a.v - b.v}; }
inline Pack operator*(Pack a, Pack b) { return {a.v * b.v}; }
inline Pack operator/(Pack a, Pack b) { return {a.v / b.v}; }
inline PackMask operator<(Pack a, Pack b) { return {a.v < b.v}; }
inline Pack select(PackMask m, Pack a, Pack b) {
  return {(DoubleLanes)((m.m & (BitLanes)a.v) | (~m.m & (BitLanes)b.v))};
}
inline Pack abs(Pack a) { return select(a < pack(0), pack(0) - a, a); }
inline double sum(Pack a) { return a.v[0] + a.v[1]; }
template <typename F>
inline Pack eachLane(Pack a, F f) {
  return pack(f(a.v[0]), f(a.v[1]));
}

// e^x = scale·(1 + rest), accurate in rest where x is near 0; |x| is clamped to 700, a NaN stays one.
struct ExpParts {
  Pack scale, rest;
};
inline ExpParts expParts(Pack x) {
  constexpr double kInverseFactorials[] = {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
                                           1.0 / 362880,     1.0 / 40320,     1.0 / 5040,     1.0 / 720,
                                           1.0 / 120,        1.0 / 24,        1.0 / 6,        1.0 / 2};
  x = select(x < pack(-700), pack(-700), x);
  x = select(pack(700) < x, pack(700), x);
  // Adding 1.5·2^52 rounds to an integer and leaves it in the last bits, where the exponent is made from.
  const Pack shifted = x * pack(1.44269504088896340736) + pack(0x1.8p52), n = shifted - pack(0x1.8p52);
  const Pack r = (x - n * pack(6.93147180369123816490e-01)) - n * pack(1.90821492927058770002e-10);
  Pack p = pack(0);
  for (double c : kInverseFactorials) p = p * r + pack(c);
  const BitLanes exponent = (((BitLanes)shifted.v & 0xfff) + 1023) << 52;
  return {{(DoubleLanes)exponent}, p * r * r + r};
}
inline Pack exp(Pack x) {
  const ExpParts e = expParts(x);
  return e.scale + e.scale * e.rest;
}
inline Pack tanh(Pack x) {  // (e^2x − 1)/(e^2x + 1), without cancellation near 0
  const ExpParts e = expParts(x + x);
  const Pack minusOne = e.scale * e.rest + (e.scale - pack(1));
  return minusOne / (minusOne + pack(2));
}
inline Pack sigmoid(Pack x) { return pack(1) / (pack(1) + exp(pack(0) - x)); }
// Sines of arguments too large to be reduced would be noise: they are NaN.
template <typename F>
Pack periodic(Pack x, F f) {
  return eachLane(
      x, [=](double a) { return std::fabs(a) < 1e5 ? f(a) : std::numeric_limits<double>::quiet_NaN(); });
}
inline Pack sin(Pack x) {
  return periodic(x, [](double a) { return math::sin(a); });
}
inline Pack cos(Pack x) {
  return periodic(x, [](double a) { return math::cos(a); });
}
inline Pack log(Pack x) {  // of positive numbers; NaN and infinity stay
  return eachLane(x, [](double a) { return std::isfinite(a) ? math::log(a) : a; });
}
inline Pack inverseRoot(Pack x) {
  return pack(1) / eachLane(x, [](double a) { return std::sqrt(a); });
}

struct Dual {
  Pack v, d;  // value, derivative
};

inline Dual operator+(Dual a, Dual b) { return {a.v + b.v, a.d + b.d}; }
inline Dual operator-(Dual a, Dual b) { return {a.v - b.v, a.d - b.d}; }
inline Dual operator*(Dual a, Dual b) { return {a.v * b.v, a.v * b.d + a.d * b.v}; }
inline Dual operator/(Dual a, Dual b) {
  const Pack q = a.v / b.v;
  return {q, (a.d - q * b.d) / b.v};
}
// With constants.
inline Dual operator+(Dual a, Pack b) { return {a.v + b, a.d}; }
inline Dual operator-(Dual a, Pack b) { return {a.v - b, a.d}; }
inline Dual operator-(Pack a, Dual b) { return {a - b.v, pack(0) - b.d}; }
inline Dual operator*(Dual a, Pack b) { return {a.v * b, a.d * b}; }
inline Dual select(PackMask m, Dual a, Dual b) { return {select(m, a.v, b.v), select(m, a.d, b.d)}; }

inline Dual exp(Dual x) {
  const Pack e = exp(x.v);
  return {e, e * x.d};
}
inline Dual tanh(Dual x) {
  const Pack t = tanh(x.v);
  return {t, (pack(1) - t * t) * x.d};
}
inline Dual sigmoid(Dual x) {
  const Pack s = sigmoid(x.v);
  return {s, s * (pack(1) - s) * x.d};
}
inline Dual sin(Dual x) { return {sin(x.v), cos(x.v) * x.d}; }
inline Dual cos(Dual x) { return {cos(x.v), (pack(0) - sin(x.v)) * x.d}; }
inline Dual inverseRoot(Dual x) {
  const Pack r = inverseRoot(x.v);
  return {r, pack(-0.5) * r * r * r * x.d};
}

inline Pack value(Pack a) { return a; }
inline Pack value(Dual a) { return a.v; }

template <typename T>
T constant(Pack a);
template <>
inline Pack constant<Pack>(Pack a) {
  return a;
}
template <>
inline Dual constant<Dual>(Pack a) {
  return {a, pack(0)};
}

// f(z) and f'(z) of nn/activation.h. ReLU's second derivative is 0, as its kink has no width.
template <typename T>
struct Response {
  T value, slope;
};
template <typename T>
Response<T> respond(Activation activation, T z) {
  const Pack zero = pack(0), one = pack(1), half = pack(0.5);
  switch (activation) {
    case Activation::linear:
      break;
    case Activation::relu:
    case Activation::leakyRelu: {
      const Pack slope = select(zero < value(z), one, pack(activation == Activation::relu ? 0 : 0.01));
      return {z * slope, constant<T>(slope)};
    }
    case Activation::tanh: {
      const T t = tanh(z);
      return {t, one - t * t};
    }
    case Activation::sigmoid: {
      const T s = sigmoid(z);
      return {s, s * (one - s)};
    }
    case Activation::gelu: {
      const Pack scale = pack(0.79788456080286535588), cubic = pack(0.044715);  // √(2/π)
      const T square = z * z, t = tanh((z + square * z * cubic) * scale);
      const T inner = (square * (pack(3) * cubic) + one) * scale;
      return {z * (t + one) * half, (t + one) * half + z * (one - t * t) * inner * half};
    }
    case Activation::silu: {
      const T s = sigmoid(z);
      return {z * s, s * (z * (one - s) + one)};
    }
    case Activation::sine:
      return {sin(z), cos(z)};
  }
  return {z, constant<T>(one)};
}

}  // namespace lockstep
