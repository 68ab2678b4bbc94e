// Random numbers and elementary functions: the same bits everywhere, and good ones.
#include <doctest/doctest.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

#include "nn/rng.h"

using namespace lockstep;

namespace {

// How many doubles lie between two finite values.
uint64_t ulpsApart(double a, double b) {
  auto ordered = [](double v) {
    int64_t bits = std::bit_cast<int64_t>(v);
    return bits < 0 ? std::numeric_limits<int64_t>::min() - bits : bits;
  };
  int64_t x = ordered(a), y = ordered(b);
  return x > y ? static_cast<uint64_t>(x) - static_cast<uint64_t>(y)
               : static_cast<uint64_t>(y) - static_cast<uint64_t>(x);
}

template <typename Ours, typename Libm>
uint64_t worstError(double low, double high, Ours ours, Libm libm) {
  Rng rng(11, Stream::probe);
  uint64_t worst = 0;
  for (int i = 0; i < 200000; ++i) {
    double x = rng.uniform(low, high);
    worst = std::max(worst, ulpsApart(ours(x), libm(x)));
  }
  return worst;
}

}  // namespace

TEST_CASE("log, sin and cos agree with the C library to four units in the last place") {
  auto log = [](double x) { return std::log(x); };
  auto sin = [](double x) { return std::sin(x); };
  auto cos = [](double x) { return std::cos(x); };
  CHECK(worstError(0.99, 1.01, math::log, log) <= 4);
  CHECK(worstError(1e-9, 2, math::log, log) <= 4);
  CHECK(worstError(0, 1e300, math::log, log) <= 4);
  CHECK(worstError(1e-300, 1e-290, math::log, log) <= 4);
  for (double range : {1e-3, 1.0, 7.0, 1000.0, 1e5}) {
    CHECK(worstError(-range, range, math::sin, sin) <= 4);
    CHECK(worstError(-range, range, math::cos, cos) <= 4);
  }
}

TEST_CASE("exp agrees with the C library to four units in the last place") {
  auto exp = [](double x) { return std::exp(x); };
  for (double range : {0.1, 1.0, 10.0, 700.0}) CHECK(worstError(-range, range, math::exp, exp) <= 4);
  CHECK(ulpsApart(math::exp(36.378171015530825), std::exp(36.378171015530825)) <= 4);
  CHECK(math::exp(0) == 1);
}

TEST_CASE("sin and cos stay exact beside the multiples of a quarter turn") {
  for (int k = -60000; k <= 60000; k += 7) {
    double x = k * (math::kPi / 2);
    for (double near : {x, std::nextafter(x, 1e9), std::nextafter(x, -1e9)}) {
      CHECK(ulpsApart(math::sin(near), std::sin(near)) <= 4);
      CHECK(ulpsApart(math::cos(near), std::cos(near)) <= 4);
    }
  }
}

TEST_CASE("atan2 agrees with the C library all around the circle to four units in the last place") {
  Rng rng(3, Stream::probe);
  uint64_t worst = 0;
  for (int i = 0; i < 200000; ++i) {
    double x = rng.uniform(-6, 6), y = rng.uniform(-6, 6);
    if (i % 3 == 0) x *= 1e-6;
    if (i % 5 == 0) y *= 1e-6;
    worst = std::max(worst, ulpsApart(math::atan2(y, x), std::atan2(y, x)));
  }
  CHECK(worst <= 4);
  double y = 3.212431401014328, x = 5.886371036991477;
  CHECK(ulpsApart(math::atan2(y, x), std::atan2(y, x)) <= 4);
  CHECK(math::atan2(0, 0) == 0);
  CHECK(math::atan2(0, 2) == 0);
  CHECK(math::atan2(0, -2) == math::kPi);
  CHECK(math::atan2(3, 0) == math::kPi / 2);
  CHECK(math::atan2(-3, 0) == -math::kPi / 2);
}

TEST_CASE("pow loses no more than its logarithm's share of precision") {
  Rng rng(4, Stream::probe);
  for (int i = 0; i < 100000; ++i) {
    double base = rng.uniform(1e-3, 1e3), n = rng.uniform(-20, 20), expected = std::pow(base, n);
    CHECK(std::fabs(math::pow(base, n) - expected) <= 1e-13 * expected);
  }
  CHECK(math::pow(1, 100) == 1);
  CHECK(math::pow(5, 0) == 1);
}

TEST_CASE("a generator gives the same numbers on every machine") {
  Rng rng(7, Stream::data, 3);
  uint64_t hash = 14695981039346656037ull;
  for (int i = 0; i < 1000; ++i) {
    for (uint64_t word : {static_cast<uint64_t>(rng.next()), static_cast<uint64_t>(rng.below(1000)),
                          std::bit_cast<uint64_t>(rng.uniform()), std::bit_cast<uint64_t>(rng.normal())})
      hash = (hash ^ word) * 1099511628211ull;
  }
  std::printf("  rng hash %016llx\n", static_cast<unsigned long long>(hash));
  CHECK(hash == 0x86dddb8e527bbe5d);
}

TEST_CASE("seed, stream and index each make another generator") {
  std::vector<uint32_t> first;
  for (uint64_t seed : {0, 1, 2, 1 << 20})
    for (Stream stream : {Stream::init, Stream::order, Stream::dropout, Stream::layout})
      for (uint64_t index : {0, 1, 2, 1000}) first.push_back(Rng(seed, stream, index).next());
  std::sort(first.begin(), first.end());
  CHECK(std::adjacent_find(first.begin(), first.end()) == first.end());
}

TEST_CASE("uniform numbers fill [0, 1) evenly and neighbours are independent") {
  Rng rng(1);
  constexpr int kDraws = 1000000, kBins = 100;
  std::vector<int> bins(kBins);
  double total = 0, products = 0, previous = 0.5;
  for (int i = 0; i < kDraws; ++i) {
    double u = rng.uniform();
    REQUIRE(u >= 0);
    REQUIRE(u < 1);
    ++bins[static_cast<size_t>(u * kBins)];
    total += u;
    products += (u - 0.5) * (previous - 0.5);
    previous = u;
  }
  double chi2 = 0, expected = kDraws / static_cast<double>(kBins);
  for (int count : bins) chi2 += (count - expected) * (count - expected) / expected;
  CHECK(chi2 > 50);  // 99 degrees of freedom: mean 99, sd 14
  CHECK(chi2 < 160);
  CHECK(std::fabs(total / kDraws - 0.5) < 0.0015);   // 5 sd
  CHECK(std::fabs(12 * products / kDraws) < 0.005);  // correlation of neighbours, 5 sd
}

TEST_CASE("first numbers of successive indices are as random as a single generator's") {
  double total = 0, squares = 0, products = 0, previous = 0;
  constexpr int kDraws = 200000;
  for (int i = 0; i < kDraws; ++i) {
    double u = Rng(5, Stream::noise, static_cast<uint64_t>(i)).uniform() - 0.5;
    total += u;
    squares += u * u;
    products += u * previous;
    previous = u;
  }
  CHECK(std::fabs(total / kDraws) < 0.0033);
  CHECK(squares / kDraws == doctest::Approx(1 / 12.0).epsilon(0.01));
  CHECK(std::fabs(12 * products / kDraws) < 0.0112);
}

TEST_CASE("below(n) is uniform on 0 .. n - 1") {
  Rng rng(2);
  for (uint32_t n : {1u, 2u, 3u, 7u, 10u}) {
    std::vector<int> counts(n);
    for (int i = 0; i < 70000; ++i) ++counts.at(rng.below(n));
    for (int count : counts) CHECK(std::fabs(count - 70000.0 / n) < 5 * std::sqrt(70000.0 / n) + 1e-9);
  }
  for (int i = 0; i < 100; ++i) CHECK(rng.below(0x80000001u) <= 0x80000000u);
}

TEST_CASE("normal numbers have mean 0, variance 1, no skew and Gaussian tails") {
  Rng rng(9);
  constexpr int kDraws = 1000000;
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  int beyond2 = 0;
  for (int i = 0; i < kDraws; ++i) {
    double z = rng.normal();
    m1 += z, m2 += z * z, m3 += z * z * z, m4 += z * z * z * z;
    beyond2 += std::fabs(z) > 2;
  }
  CHECK(std::fabs(m1 / kDraws) < 0.005);
  CHECK(std::fabs(m2 / kDraws - 1) < 0.008);
  CHECK(std::fabs(m3 / kDraws) < 0.02);
  CHECK(std::fabs(m4 / kDraws - 3) < 0.06);
  CHECK(beyond2 / static_cast<double>(kDraws) == doctest::Approx(0.0455).epsilon(0.03));
}

TEST_CASE("a shuffle is a permutation, and every permutation is equally likely") {
  std::vector<int> seen(24);
  for (uint64_t i = 0; i < 24000; ++i) {
    int items[4] = {0, 1, 2, 3};
    Rng(6, Stream::order, i).shuffle(items, 4);
    int code = 0;
    for (int a = 0; a < 4; ++a) {
      int smaller = 0;
      for (int b = a + 1; b < 4; ++b) smaller += items[b] < items[a];
      code = code * (4 - a) + smaller;
    }
    ++seen.at(static_cast<size_t>(code));
  }
  for (int count : seen) CHECK(std::abs(count - 1000) < 160);  // 5 sd
  Rng(1).shuffle(static_cast<int*>(nullptr), 0);
}
