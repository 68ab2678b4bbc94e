// What the network is shown of a sample: input features of the plane, standardised columns.
#include <doctest/doctest.h>
#include <cmath>

#include "data/features.h"
#include "data/standardize.h"

using namespace lockstep;

TEST_CASE("features are what their names say") {
  float out[kFeatures];
  CHECK(mapFeatures((1u << kFeatures) - 1, 3, -4, out) == kFeatures);
  const double expected[kFeatures] = {
      3, -4, 9, 16, -12, std::sin(3.0), std::sin(-4.0), 5, std::atan2(-4.0, 3.0)};
  for (int f = 0; f < kFeatures; ++f) CHECK(out[f] == static_cast<float>(expected[f]));
  CHECK(mapFeatures(kDefaultFeatures, 3, -4, out) == 2);
  CHECK(out[1] == -4);
  CHECK(mapFeatures(0, 3, -4, out) == 0);
}

TEST_CASE("one-dimensional sets have the features of x only, and never none") {
  CHECK(usableFeatures(0x1ff, 2) == 0x1ff);
  CHECK(printFeatures(usableFeatures(0x1ff, 1)) == "x,x2,sinx");
  CHECK(printFeatures(usableFeatures(1u << static_cast<int>(Feature::y), 1)) == "x");
  CHECK(printFeatures(usableFeatures(0, 2)) == "x");
  CHECK(usableFeatures(~0u, 2) == 0x1ff);
}

TEST_CASE("a feature list survives printing and parsing, and unknown names are named") {
  uint32_t mask = 0;
  std::string unknown;
  for (uint32_t m = 1; m < 1u << kFeatures; ++m) {
    CHECK(parseFeatures(printFeatures(m), mask, unknown));
    CHECK(mask == m);
  }
  CHECK(parseFeatures("x2,y,x,y", mask, unknown));
  CHECK(printFeatures(mask) == "x,y,x2");
  CHECK_FALSE(parseFeatures("x,cosx,y,X2", mask, unknown));
  CHECK(unknown == "cosx,X2");
  CHECK(printFeatures(mask) == "x,y");
  for (const char* nothing : {"", ",", ",,,"}) {
    CHECK_FALSE(parseFeatures(nothing, mask, unknown));
    CHECK(mask == 0);
    CHECK(unknown.empty());
  }
}

TEST_CASE("standardised columns have mean 0 and deviation 1 over the training rows alone") {
  Dataset data;
  data.dims = 3;
  data.task = Task::regression;
  for (int n = 0; n < 100; ++n) {
    float v = static_cast<float>(n);
    for (float x : {1000 + v, 0.1f, n < 50 ? 1e-3f * v : 1e30f}) data.x.edit().push_back(x);
    data.y.push_back(3 * v - 7);
  }
  std::vector<int> rows;
  for (int n = 0; n < 50; ++n) rows.push_back(n);
  Standardization s = standardize(data, rows), t = standardizeTarget(data, rows);
  CHECK(s.mean[0] == doctest::Approx(1024.5));
  CHECK(s.scale[0] == doctest::Approx(std::sqrt((50.0 * 50 - 1) / 12)));
  CHECK(s.mean[1] == 0.1f);  // constant
  CHECK(s.scale[1] == 1);
  CHECK(s.mean[2] == doctest::Approx(0.0245));  // the test rows have no say
  CHECK(t.mean[0] == doctest::Approx(66.5));
  CHECK(t.scale[0] == doctest::Approx(3 * s.scale[0]));

  std::vector<float> z(data.x.size());
  applyStandardization(s, data.x.data(), data.count(), z.data());
  for (size_t c : {size_t{0}, size_t{2}}) {
    double total = 0, squares = 0;
    for (size_t n = 0; n < 50; ++n) total += z[n * 3 + c], squares += z[n * 3 + c] * z[n * 3 + c];
    CHECK(std::fabs(total) < 1e-4);
    CHECK(squares / 50 == doctest::Approx(1));
  }
  CHECK(z[1] == 0);
  applyStandardization(t, data.y.data(), data.count(), data.y.data());  // in place
  CHECK(data.y[0] == doctest::Approx((-7 - 66.5) / t.scale[0]));
}

TEST_CASE("standardising stays finite on extreme and empty columns") {
  Dataset data;
  data.dims = 2;
  data.x = std::vector<float>{-3.4e38f, 1e-45f, 3.4e38f, 0};
  data.y = {0, 1};
  Standardization s = standardize(data, {0, 1});
  applyStandardization(s, data.x.data(), 2, data.x.edit().data());
  for (float v : data.x) CHECK(std::isfinite(v));
  Standardization none = standardize(data, {});
  CHECK(none.mean == std::vector<float>{0, 0});
  CHECK(none.scale == std::vector<float>{1, 1});
}
