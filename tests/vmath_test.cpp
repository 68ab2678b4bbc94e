// The vector vocabulary and its elementary functions: every lane, every kind of float.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "nn/rng.h"
#include "nn/vmath.h"

using namespace lockstep;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
const float kNan = std::numeric_limits<float>::quiet_NaN();

struct Lanes {
  float at[4];
};
Lanes lanesOf(Vec v) {
  Lanes l;
  store(l.at, v);
  return l;
}
float first(Vec v) { return lanesOf(v).at[0]; }
uint32_t bitsOf(float x) { return std::bit_cast<uint32_t>(x); }

// The distance of a float from the exact value, in units of the float's last place there.
double ulps(float ours, double exact) {
  const double size = std::max(std::fabs(exact), 0x1p-126);
  int exponent;
  std::frexp(size, &exponent);
  return std::fabs(ours - exact) / std::ldexp(1.0, exponent - 24);
}

struct Worst {
  double error = 0;
  float at = 0;
};

// Walks the floats of [low, high] by their bit patterns, so that every exponent has its share, in
// blocks of four.
template <typename Error>
Worst worstOver(float low, float high, uint32_t stride, Error error) {
  Worst worst;
  auto visit = [&](float from, float to) {  // both of one sign, |from| <= |to|
    float block[4];
    int filled = 0;
    for (uint64_t bits = bitsOf(from); bits <= bitsOf(to); bits += stride) {
      block[filled++] = std::bit_cast<float>(static_cast<uint32_t>(bits));
      if (filled < 4 && bits + stride <= bitsOf(to)) continue;
      while (filled < 4) block[filled++] = to;
      filled = 0;
      error(block, [&](float x, double e) {
        if (!(e <= worst.error)) worst = {e, x};
      });
    }
  };
  if (low < 0) visit(high < 0 ? high : -0.0f, low);
  if (high >= 0) visit(low > 0 ? low : 0.0f, high);
  return worst;
}

template <typename Ours, typename Exact>
Worst worstUlps(float low, float high, Ours ours, Exact exact) {
  return worstOver(low, high, 1499, [&](const float* block, auto report) {
    const Lanes y = lanesOf(ours(load(block)));
    for (int i = 0; i < 4; ++i) report(block[i], ulps(y.at[i], exact(static_cast<double>(block[i]))));
  });
}

template <typename Ours, typename Exact>
Worst worstAbsolute(float low, float high, Ours ours, Exact exact) {
  return worstOver(low, high, 1499, [&](const float* block, auto report) {
    const Lanes y = lanesOf(ours(load(block)));
    for (int i = 0; i < 4; ++i) report(block[i], std::fabs(y.at[i] - exact(static_cast<double>(block[i]))));
  });
}

}  // namespace

TEST_CASE("each vector operation is the plain float operation, lane by lane and bit by bit") {
  const float kValues[] = {0.0f,      -0.0f,           1.0f,       -1.0f,   1.5f,      3.0e-39f,
                           -1e-45f,   0x1.fffffep127f, 16777217.f, 1.0e30f, -0.33333f, kInfinity,
                           -kInfinity};
  std::vector<float> x(std::begin(kValues), std::end(kValues));
  Rng rng(1, Stream::probe);
  while (x.size() < 64) x.push_back(static_cast<float>(rng.normal()));
  int different = 0;
  auto same = [&](float a, float b) {
    different += bitsOf(a) != bitsOf(b) && !(std::isnan(a) && std::isnan(b));
  };
  for (std::size_t i = 0; i + 4 <= x.size(); i += 4)
    for (std::size_t j = 0; j + 4 <= x.size(); ++j) {
      const Vec a = load(&x[i]), b = load(&x[j]);
      const Lanes add = lanesOf(a + b), sub = lanesOf(a - b), mul = lanesOf(a * b), div = lanesOf(a / b);
      const Lanes root = lanesOf(sqrt(abs(a))), size = lanesOf(abs(b)), chosen = lanesOf(select(a < b, a, b));
      const Lanes low = lanesOf(min(a, b)), high = lanesOf(max(a, b)), one = lanesOf(loadSplat(&x[i + 2]));
      for (int k = 0; k < 4; ++k) {
        const float p = x[i + k], q = x[j + k];
        same(add.at[k], p + q), same(sub.at[k], p - q), same(mul.at[k], p * q), same(div.at[k], p / q);
        same(root.at[k], std::sqrt(std::fabs(p))), same(size.at[k], std::fabs(q));
        same(chosen.at[k], p < q ? p : q), same(one.at[k], x[i + 2]);
        same(low.at[k], q < p ? q : p), same(high.at[k], p < q ? q : p);
      }
    }
  CHECK(different == 0);
}

TEST_CASE("min and max keep a NaN of their first argument and pass over one of their second") {
  CHECK(std::isnan(first(min(splat(kNan), splat(1)))));
  CHECK(std::isnan(first(max(splat(kNan), splat(1)))));
  CHECK(first(min(splat(1), splat(kNan))) == 1);
  CHECK(first(max(splat(1), splat(kNan))) == 1);
  CHECK(bitsOf(first(min(splat(-0.0f), splat(0.0f)))) == bitsOf(-0.0f));
  CHECK(bitsOf(first(max(splat(-0.0f), splat(0.0f)))) == bitsOf(-0.0f));
  CHECK(first(select(splat(kNan) < splat(1), splat(2), splat(3))) == 3);
  CHECK(first(select(splat(1) < splat(kNan), splat(2), splat(3))) == 3);
}

TEST_CASE("lanes keep their order in loads, stores, transposition and sums") {
  float x[17];
  for (int i = 0; i < 17; ++i) x[i] = static_cast<float>(i * i);
  Vec rows[4] = {load(x + 1), load(x + 5), load(x + 9), load(x + 13)};  // not aligned
  transpose(rows[0], rows[1], rows[2], rows[3]);
  for (int r = 0; r < 4; ++r)
    for (int c = 0; c < 4; ++c) CHECK(lanesOf(rows[r]).at[c] == x[1 + 4 * c + r]);
  // (a0 + a2) + (a1 + a3): other orders round differently here.
  const float parts[4] = {1e8f, 1.0f, -1e8f, 3.0f};
  CHECK(sum(load(parts)) == 4.0f);
  CHECK(padToLanes(0) == 0);
  CHECK(padToLanes(1) == 4);
  CHECK(padToLanes(4) == 4);
  CHECK(padToLanes(5) == 8);
}

TEST_CASE("powers of two and rounding to integers are exact") {
  for (int n = -126; n <= 127; ++n)
    CHECK(first(exp2Integer(splat(static_cast<float>(n)))) == std::ldexp(1.0f, n));
  Rng rng(2, Stream::probe);
  for (int i = 0; i < 20000; ++i) {
    const float x = static_cast<float>(rng.uniform(-4e6, 4e6) * std::pow(0.5, i % 20));
    CHECK(first(round(splat(x))) == std::nearbyint(x));
  }
  CHECK(first(round(splat(2.5f))) == 2);  // ties go to the even neighbour
  CHECK(first(round(splat(-3.5f))) == -4);
}

TEST_CASE("flush leaves multiples of 2^-100, keeps what is above 2^-51, and lets nothing pass for finite") {
  const Worst worst = worstOver(-kInfinity, kInfinity, 9973, [](const float* block, auto report) {
    const Lanes flushed = lanesOf(flush(load(block)));
    for (int i = 0; i < 4; ++i) {
      const double x = block[i], y = flushed.at[i], size = std::fabs(x);
      const double allowed = size > 0x1p-51 ? 0 : std::max(0x1p-101, size * 0x1p-22);
      const double multiple = std::ldexp(y, 100);
      if (std::isnan(x))
        report(block[i], !std::isnan(y));
      else
        report(block[i], x != y && !(std::fabs(x - y) <= allowed && multiple == std::nearbyint(multiple)));
    }
  });
  INFO("x = ", worst.at);
  CHECK(worst.error == 0);
  CHECK(first(flush(splat(kInfinity))) == kInfinity);
  CHECK(first(flush(splat(0x1p-102f))) == 0);
  CHECK(first(flush(splat(-0x1.8p-100f))) == -0x1p-99f);
  CHECK(first(flush(splat(0x1p-62f), vmath::flushTo60)) == 0);
  CHECK(first(flush(splat(0x1p-60f), vmath::flushTo60)) == 0x1p-60f);
}

TEST_CASE("exp is within 2 ulp wherever its result is a normal float, and clamped beyond") {
  const Worst worst = worstUlps(
      -87, 87, [](Vec x) { return exp(x); }, [](double x) { return std::exp(x); });
  MESSAGE("exp: at most " << worst.error << " ulp, at x = " << worst.at);
  CHECK(worst.error <= 2);
  CHECK(first(exp(splat(0))) == 1);
  for (float x : {87.5f, 1e4f, 3e38f, kInfinity}) CHECK(first(exp(splat(x))) == first(exp(splat(87))));
  for (float x : {-87.5f, -1e4f, -3e38f, -kInfinity}) CHECK(first(exp(splat(x))) == first(exp(splat(-87))));
  CHECK(1 / first(exp(splat(87))) >= std::numeric_limits<float>::min());
  CHECK(first(exp(splat(-87))) >= std::numeric_limits<float>::min());
  CHECK(std::isnan(first(exp(splat(kNan)))));
}

TEST_CASE("tanh is within 6 ulp of every float, odd, and never leaves [-1, 1]") {
  const Worst worst = worstUlps(
      -3e38f, 3e38f, [](Vec x) { return tanh(x); }, [](double x) { return std::tanh(x); });
  MESSAGE("tanh: at most " << worst.error << " ulp, at x = " << worst.at);
  CHECK(worst.error <= 6);
  const Worst odd = worstOver(0, kInfinity, 9973, [](const float* block, auto report) {
    const Lanes up = lanesOf(tanh(load(block))), down = lanesOf(tanh(splat(0) - load(block)));
    for (int i = 0; i < 4; ++i) report(block[i], up.at[i] != -down.at[i] || std::fabs(up.at[i]) > 1);
  });
  CHECK(odd.error == 0);
  CHECK(first(tanh(splat(kInfinity))) == 1);
  CHECK(first(tanh(splat(-kInfinity))) == -1);
  CHECK(std::isnan(first(tanh(splat(kNan)))));
}

TEST_CASE("sigmoid is within 3 ulp wherever it is a normal float, and stays in (0, 1] beyond") {
  const Worst worst = worstUlps(
      -87, 3e38f, [](Vec x) { return sigmoid(x); }, [](double x) { return 1 / (1 + std::exp(-x)); });
  MESSAGE("sigmoid: at most " << worst.error << " ulp, at x = " << worst.at);
  CHECK(worst.error <= 3);
  for (float x : {-88.0f, -1e4f, -3e38f, -kInfinity}) {
    CHECK(first(sigmoid(splat(x))) > 0);
    CHECK(first(sigmoid(splat(x))) <= 1.7e-38f);
  }
  CHECK(first(sigmoid(splat(0))) == 0.5f);
  CHECK(first(sigmoid(splat(kInfinity))) == 1);
  CHECK(std::isnan(first(sigmoid(splat(kNan)))));
}

TEST_CASE("log1pUnit is within 3 ulp on [0, 1], and softplus neither overflows nor cancels") {
  const Worst logarithm = worstUlps(
      0, 1, [](Vec e) { return log1pUnit(e); }, [](double e) { return std::log1p(e); });
  MESSAGE("log1pUnit: at most " << logarithm.error << " ulp, at e = " << logarithm.at);
  CHECK(logarithm.error <= 3);
  // Its exponential is clamped at e^-87: what it adds to a large x is below the last place, and for very
  // negative x the result is e^-87 instead of something smaller.
  const Worst plus = worstUlps(
      -87, 3e38f, [](Vec x) { return softplus(x); },
      [](double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); });
  MESSAGE("softplus: at most " << plus.error << " ulp, at x = " << plus.at);
  CHECK(plus.error <= 6);
  CHECK(first(softplus(splat(-1e4f))) >= 0);
  CHECK(first(softplus(splat(-1e4f))) <= 1.7e-38f);
  CHECK(first(softplus(splat(1e4f))) == 1e4f);
  CHECK(std::isnan(first(softplus(splat(kNan)))));
}

TEST_CASE("sin and cos are within 2e-7 for |x| <= 10,000, and within [-1, 1] for every x") {
  const Worst sine = worstAbsolute(
      -1e4f, 1e4f, [](Vec x) { return sin(x); }, [](double x) { return std::sin(x); });
  const Worst cosine = worstAbsolute(
      -1e4f, 1e4f, [](Vec x) { return cos(x); }, [](double x) { return std::cos(x); });
  MESSAGE("sin: at most " << sine.error << " off, at x = " << sine.at);
  MESSAGE("cos: at most " << cosine.error << " off, at x = " << cosine.at);
  CHECK(sine.error <= 2e-7);
  CHECK(cosine.error <= 2e-7);
  const Worst outside = worstOver(-3.4e38f, 3.4e38f, 9973, [](const float* block, auto report) {
    const Lanes s = lanesOf(sin(load(block))), c = lanesOf(cos(load(block)));
    for (int i = 0; i < 4; ++i) report(block[i], !(std::fabs(s.at[i]) <= 1 && std::fabs(c.at[i]) <= 1));
  });
  CHECK(outside.error == 0);
  CHECK(first(sin(splat(0))) == 0);
  for (float x : {kNan, kInfinity, -kInfinity}) {
    CHECK(std::isnan(first(sin(splat(x)))));
    CHECK(std::isnan(first(cos(splat(x)))));
  }
}
