// What charts stand on: long series in bounded memory, axes, ranges and the labels at the ends of lines.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "nn/rng.h"
#include "ui/chart/chart.h"

using namespace lockstep;

TEST_CASE("a million points fit into bounded memory and keep every extreme") {
  Series series;
  Rng rng(5);
  double greatest = -1, least = 1e9;
  for (int i = 0; i < 1000000; ++i) {
    double y = i == 123456 ? 50 : i == 654321 ? -50 : rng.uniform();
    append(series, i, y);
    greatest = std::max(greatest, y), least = std::min(least, y);
  }
  CHECK(series.buckets.size() <= kSeriesBuckets);
  CHECK(series.buckets.size() >= 3000);
  float most = -1, fewest = 1e9f;
  unsigned count = 0;
  double widest = 0, end = -1;
  for (const Bucket& bucket : series.buckets) {
    most = std::max(most, bucket.max), fewest = std::min(fewest, bucket.min), count += bucket.count;
    widest = std::max(widest, bucket.x1 - bucket.x0);
    CHECK(bucket.x0 > end);
    end = bucket.x1;
  }
  CHECK(most == 50);
  CHECK(fewest == -50);
  CHECK(count == 1000000u);
  CHECK(widest < 1000000 / 1000.0);  // a thousand pixels of a linear axis each have their own
  for (size_t i = 0; i < kSeriesExact; ++i) {
    CHECK(series.buckets[i].x0 == static_cast<double>(i));
    CHECK(series.buckets[series.buckets.size() - 1 - i].count == 1);
  }
}

TEST_CASE("going back in time forgets what came after, and the fork continues there") {
  Series series;
  for (int i = 0; i < 50000; ++i) append(series, i, i);
  truncateAfter(series, 20000);
  CHECK(series.lastX() == 20000);
  append(series, 20000, -1);
  CHECK(series.lastX() == 20000);
  CHECK(series.buckets.back().last == -1);
  append(series, 20001, -2);
  append(series, 10, 7);
  CHECK(series.lastX() == 10);
  CHECK(series.buckets.size() == 11);
  CHECK(series.buckets.back().mean == 7);
}

TEST_CASE("a point that is not finite breaks the line and nothing else") {
  Series series;
  for (int i = 0; i < 20000; ++i) append(series, i, i % 100 == 0 ? NAN : 1.0);
  for (const Bucket& bucket : series.buckets)
    if (bucket.count > 0) CHECK(bucket.mean == 1);
  std::vector<PixelColumn> columns;
  Series three;
  append(three, 0, 1), append(three, 1, INFINITY), append(three, 2, 1);
  decimate(three, AxisScale::linear, 0, 2, 100, columns);
  REQUIRE(columns.size() == 3);
  CHECK(columns[1].broken);
  std::vector<float> smoothed;
  smooth(columns, AxisScale::linear, 1000, smoothed);
  CHECK(smoothed[0] == 1);
  CHECK(std::isnan(smoothed[1]));
  CHECK(smoothed[2] == 1);
}

TEST_CASE("the nearest bucket is found at, between and beyond the points") {
  Series series;
  CHECK(nearest(series, 3) == nullptr);
  for (double x : {0.0, 10.0, 20.0}) append(series, x, x);
  CHECK(nearest(series, -5)->x0 == 0);
  CHECK(nearest(series, 4)->x0 == 0);
  CHECK(nearest(series, 6)->x0 == 10);
  CHECK(nearest(series, 10)->x0 == 10);
  CHECK(nearest(series, 99)->x0 == 20);
}

TEST_CASE("decimation draws at most one column per pixel and loses no extreme") {
  Series series;
  Rng rng(9);
  std::vector<float> raw;
  for (int i = 0; i < 30000; ++i)
    raw.push_back(static_cast<float>(rng.uniform())), append(series, i, raw.back());
  for (AxisScale scale : {AxisScale::linear, AxisScale::log1p}) {
    std::vector<PixelColumn> columns;
    decimate(series, scale, 0, 29999, 640, columns);
    CHECK(columns.size() <= 642);
    float most = -1, least = 2, before = -10;
    for (const PixelColumn& column : columns) {
      CHECK(column.px > before);
      CHECK(column.min <= column.mean);
      CHECK(column.mean <= column.max);
      before = column.px, most = std::max(most, column.max), least = std::min(least, column.min);
    }
    CHECK(most == *std::max_element(raw.begin(), raw.end()));
    CHECK(least == *std::min_element(raw.begin(), raw.end()));
  }
  std::vector<PixelColumn> part;
  decimate(series, AxisScale::linear, 100, 200, 1000, part);
  CHECK(part.front().px < 0);  // one neighbour on either side, so that the line leaves the frame
  CHECK(part.back().px > 1000);
  CHECK(part.size() == 103);
}

TEST_CASE("smoothing keeps a constant, averages a log axis in logs, and is as long as its input") {
  std::vector<PixelColumn> columns;
  for (int i = 0; i < 200; ++i) {
    float y = i % 2 ? 100.f : 1.f;
    columns.push_back({static_cast<float>(i), y, y, y, y, y, false});
  }
  std::vector<float> out;
  smooth(columns, AxisScale::log, 20.5f, out);
  CHECK(out.size() == columns.size());
  CHECK(out[100] == doctest::Approx(1).epsilon(0.05));  // log10 of 10, the geometric mean
  for (PixelColumn& column : columns) column.mean = 3;
  smooth(columns, AxisScale::linear, 7, out);
  for (float y : out) CHECK(y == doctest::Approx(3));
  smooth({}, AxisScale::linear, 7, out);
  CHECK(out.empty());
}

TEST_CASE("series are exported as one table") {
  Series train, test;
  for (int i = 0; i < 3; ++i) append(train, i, 0.5 - 0.125 * i);
  append(test, 0, 0.75), append(test, 2, NAN);
  NamedSeries named[] = {{"train loss", &train}, {"test, \"held out\"", &test}};
  CHECK(seriesCsv("step", named) ==
        "step,train loss,\"test, \"\"held out\"\"\"\n0,0.5,0.75\n1,0.375,\n2,0.25,\n");
}

// Axes.

TEST_CASE("ticks are few, round and inside the axis") {
  Rng rng(3);
  for (int trial = 0; trial < 500; ++trial) {
    double lo = (rng.uniform() - 0.5) * std::pow(10, static_cast<int>(rng.uniform() * 12) - 6);
    double hi = lo + std::pow(10, rng.uniform() * 10 - 5);
    Tick ticks[kMaxTicks];
    int most = 3 + trial % 4, count = makeTicks(AxisScale::linear, lo, hi, most, ticks);
    CAPTURE(lo);
    CAPTURE(hi);
    CHECK(count >= 1);
    CHECK(count <= most);
    for (int i = 0; i < count; ++i) {
      CHECK(ticks[i].value >= lo - (hi - lo) * 1e-6);
      CHECK(ticks[i].value <= hi + (hi - lo) * 1e-6);
    }
    if (count > 2) CHECK(ticks[2].value - ticks[1].value == doctest::Approx(ticks[1].value - ticks[0].value));
  }
  Tick ticks[kMaxTicks];
  REQUIRE(makeTicks(AxisScale::linear, 0, 1.5, 4, ticks) == 4);
  CHECK(ticks[1].label.view() == "0.5");
  CHECK(ticks[2].label.view() == "1.0");
  CHECK(makeTicks(AxisScale::linear, 1, 1, 4, ticks) == 0);
  CHECK(makeTicks(AxisScale::log, 0, 1, 4, ticks) == 0);
}

TEST_CASE("log axes are ticked in decades, or in 1 2 5 where there is room") {
  Tick ticks[kMaxTicks];
  REQUIRE(makeTicks(AxisScale::log, 1e-4, 1, 5, ticks) == 5);
  CHECK(ticks[0].label.view() == "10⁻⁴");
  CHECK(ticks[4].label.view() == "1");
  REQUIRE(makeTicks(AxisScale::log, 1e-12, 1, 5, ticks) == 5);
  for (int i = 0; i < 5; ++i) CHECK(std::fabs(std::remainder(std::log10(ticks[i].value), 3)) < 1e-9);
  REQUIRE(makeTicks(AxisScale::log, 0.1, 1, 5, ticks) == 4);
  CHECK(ticks[1].label.view() == "0.2");
  REQUIRE(makeTicks(AxisScale::log1p, 0, 20000, 6, ticks) >= 4);
  CHECK(ticks[0].value == 0);
}

TEST_CASE("a range holds its data and does not tremble with them") {
  Rng rng(1);
  for (AxisScale scale : {AxisScale::linear, AxisScale::log}) {
    AxisRange range;
    int changes = 0;
    for (int frame = 0; frame < 6000; ++frame) {  // a noisy loss that falls over 100 seconds
      double loss = std::exp(-frame / 1500.0) + 0.01, noise = 0.8 + 0.4 * rng.uniform();
      changes += fitRange(range, scale, 0.01, loss * noise, 1 / 60.f);
      REQUIRE(range.lo <= 0.01);
      REQUIRE(range.hi >= loss * noise);
    }
    CHECK(changes <= 8);
    CHECK(range.hi <= 0.2);  // it did follow, though
  }
}

TEST_CASE("a range grows at once, ignores what is not finite, and copes with a constant") {
  AxisRange range;
  CHECK(fitRange(range, AxisScale::linear, 0, 1, 0));
  CHECK(fitRange(range, AxisScale::linear, 0, 7.3, 0));
  CHECK(range.hi >= 7.3);
  CHECK(range.hi <= 10);
  CHECK_FALSE(fitRange(range, AxisScale::linear, 0, INFINITY, 0));
  CHECK_FALSE(fitRange(range, AxisScale::log, 0, 1, 0));
  for (double value : {0.0, 3.0, -2e6, 1e-9}) {
    AxisRange constant;
    fitRange(constant, AxisScale::linear, value, value, 0);
    CHECK(constant.valid());
    CHECK(constant.lo <= value);
    CHECK(constant.hi >= value);
  }
}

TEST_CASE("the time axis grows in steps, a handful per decade") {
  AxisRange range;
  int changes = 0;
  for (int step = 1; step < 100000; ++step) {
    changes += fitTime(range, AxisScale::linear, 0, step);
    REQUIRE(range.hi >= step);
    if (step > 10) REQUIRE(range.hi <= 2.2 * step);
  }
  CHECK(changes < 50);
  CHECK(fitTime(range, AxisScale::linear, 0, 5));  // a reset brings it back
  CHECK(range.hi < 10);
}

TEST_CASE("labels at the ends of lines never overlap and move as little as they can") {
  float at[] = {50, 52, 10, 51, 90}, placed[5];
  spreadLabels(at, 12, 0, 100, placed);
  float sorted[5];
  std::copy(placed, placed + 5, sorted);
  std::sort(sorted, sorted + 5);
  for (int i = 1; i < 5; ++i) CHECK(sorted[i] - sorted[i - 1] >= 12 - 1e-3f);
  CHECK(sorted[0] >= 0);
  CHECK(sorted[4] + 12 <= 100 + 1e-3f);
  CHECK(placed[2] == 10);
  CHECK(placed[0] < placed[3]);
  CHECK(placed[3] < placed[1]);
  CHECK((placed[0] + placed[1] + placed[3]) / 3 == doctest::Approx(51));
  spreadLabels({}, 12, 0, 100, {});
}

TEST_CASE("a colour in a legend is the colour of that value in a picture, in both maps and themes") {
  Kit kit;
  for (bool dark : {false, true})
    for (MapKind kind : {MapKind::diverging, MapKind::sequential}) {
      kit.theme = makeTheme(dark, 1);
      const gfx::Ramp ramp = kind == MapKind::diverging ? gfx::Ramp::diverging : gfx::Ramp::sequential;
      std::vector<uint32_t> picture(gfx::kRamps * gfx::kRampSteps);
      gfx::bakeRamps(paletteOf(kit.theme), std::span<uint32_t, gfx::kRamps * gfx::kRampSteps>(picture));
      for (int i = 0; i < 256; ++i) {
        const float share = static_cast<float>(i) / 255,
                    value = kind == MapKind::diverging ? 2 * share - 1 : share;
        const int row = static_cast<int>(ramp) * gfx::kRampSteps;
        CHECK(pack(mapColor(kit, kind, share)) ==
              picture[static_cast<size_t>(row + gfx::quantise(value, 1, ramp))]);
      }
    }
}
