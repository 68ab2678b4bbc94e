// The ui kit: what its colours, numbers, axes and long series promise, and what its widgets report. The
// widgets run on a Dear ImGui context without a window; input is fed as a host would feed it.
#include <doctest/doctest.h>

#include "ui/imgui_math.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "nn/rng.h"
#include "ui/chart.h"
#include "ui/number_format.h"
#include "ui/slider_scale.h"
#include "ui/widgets.h"

using namespace lockstep;

namespace {

// Simulated dichromacy, full severity: Machado, Oliveira & Fernandes 2009, on linear RGB.
constexpr double kProtan[9] = {0.152286, 1.052583,  -0.204868, 0.114503, 0.786281,
                               0.099216, -0.003882, -0.048116, 1.051998};
constexpr double kDeutan[9] = {0.367322, 0.860646,  -0.227968, 0.280085, 0.672501,
                               0.047413, -0.011820, 0.042940,  0.968881};
constexpr double kTritan[9] = {1.255528, -0.076749, -0.178779, -0.078411, 0.930809,
                               0.147602, 0.004733,  0.691367,  0.303900};

double linearOf(uint8_t byte) {
  double c = byte / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

uint8_t byteOf(double c) {
  c = std::clamp(c, 0.0, 1.0);
  return static_cast<uint8_t>(
      std::lround(255 * (c <= 0.0031308 ? c * 12.92 : 1.055 * std::pow(c, 1 / 2.4) - 0.055)));
}

Color seenBy(const double* m, Color c) {
  double r = linearOf(c.r), g = linearOf(c.g), b = linearOf(c.b);
  return {byteOf(m[0] * r + m[1] * g + m[2] * b), byteOf(m[3] * r + m[4] * g + m[5] * b),
          byteOf(m[6] * r + m[7] * g + m[8] * b), 255};
}

double distance(Color a, Color b) {
  Oklab x = toOklab(a), y = toOklab(b);
  return std::hypot(x.L - y.L, x.a - y.a, x.b - y.b);
}

const std::vector<Theme>& bothThemes() {
  static const std::vector<Theme> themes = {makeTheme(false, 1), makeTheme(true, 1)};
  return themes;
}

}  // namespace

TEST_CASE("every text colour reads at 4.5 : 1 on every surface it is set on") {
  for (const Theme& t : bothThemes()) {
    CAPTURE(t.dark);
    for (Color surface : {t.paper, t.raised}) {
      for (Color text : {t.ink, t.secondary, t.accent, t.alarm}) CHECK(contrast(text, surface) >= 4.5);
      for (Color veil : {t.wash, t.washPressed, t.accentWash, t.alarmWash}) {
        CHECK(contrast(t.ink, over(veil, surface)) >= 4.5);
        CHECK(contrast(t.secondary, over(veil, surface)) >= 4.5);
      }
      CHECK(contrast(t.accent, over(t.accentWash, surface)) >= 4.5);
      CHECK(contrast(t.accent, over(t.wash, surface)) >= 4.5);
      CHECK(contrast(t.alarm, over(t.wash, surface)) >= 4.5);
    }
    CHECK(contrast(t.onAccent, t.accent) >= 4.5);
    CHECK(contrast(t.onAlarm, t.alarm) >= 4.5);
    for (float pressed : {0.12f, 0.25f})
      CHECK(contrast(t.onAccent, over(withAlpha(t.onAccent, pressed), t.accent)) >= 3);
  }
}

TEST_CASE("lines, outlines and marks stand at 3 : 1 on their surface") {
  for (const Theme& t : bothThemes()) {
    CAPTURE(t.dark);
    for (Color surface : {t.paper, t.raised}) {
      for (Color line : {t.outline, t.positive, t.negative, t.accent, t.alarm})
        CHECK(contrast(line, surface) >= 3);
      for (Color mark : t.classes) CHECK(contrast(mark, surface) >= 3);
    }
  }
}

TEST_CASE("the diverging map runs monotonically in lightness from its centre to either end") {
  for (const Theme& t : bothThemes()) {
    CAPTURE(t.dark);
    CHECK(diverging(t, 0) == t.neutral);
    CHECK(diverging(t, 1) == t.positive);
    CHECK(diverging(t, -1) == t.negative);
    CHECK(diverging(t, 7) == t.positive);
    for (float sign : {-1.f, 1.f}) {
      float before = toOklab(t.neutral).L;
      for (int i = 1; i <= 32; ++i) {
        float now = toOklab(diverging(t, sign * static_cast<float>(i) / 32)).L;
        CHECK((t.dark ? now > before : now < before));
        before = now;
      }
    }
  }
}

TEST_CASE("blue and orange stay apart for every kind of colour vision") {
  for (const Theme& t : bothThemes())
    for (const double* vision : {kProtan, kDeutan, kTritan}) {
      CAPTURE(t.dark);
      double before = 0;
      for (float strength : {0.125f, 0.25f, 0.5f, 0.75f, 1.f}) {
        Color plus = seenBy(vision, diverging(t, strength)), minus = seenBy(vision, diverging(t, -strength));
        double apart = distance(plus, minus);
        CAPTURE(strength);
        CHECK(apart > 0.18 * strength);  // 0.02 is a difference one notices side by side
        CHECK(apart > before);
        CHECK(distance(plus, seenBy(vision, t.neutral)) > 0.2 * strength);
        CHECK(distance(minus, seenBy(vision, t.neutral)) > 0.2 * strength);
        before = apart;
      }
      CHECK(distance(seenBy(vision, t.classes[0]), seenBy(vision, t.classes[1])) > 0.15);
    }
}

TEST_CASE("the table of the diverging map is the map") {
  const Theme& t = bothThemes()[0];
  auto table = divergingTable(t);
  CHECK(table[0] == pack(t.negative));
  CHECK(table[255] == pack(t.positive));
  CHECK(table[51] == pack(diverging(t, -0.6f)));
}

TEST_CASE("scale, lecture and touch change sizes and never go below a target") {
  Theme lecture = makeTheme({.lecture = true});
  CHECK(lecture.scale == doctest::Approx(1.75));
  CHECK(lecture.line >= 3);
  CHECK(lecture.base == doctest::Approx(24.5));
  CHECK(makeTheme(false, 9).scale == 2);
  CHECK(makeTheme({.touch = true}).target >= 44);
  CHECK(makeTheme(false, 1).target >= 24);
}

// Numbers.

TEST_CASE("numbers are written as people read them") {
  CHECK(formatNumber(0.031).view() == "0.031");
  CHECK(formatNumber(0).view() == "0");
  CHECK(formatNumber(-0.5).view() == "−0.5");
  CHECK(formatNumber(1.2e-4).view() == "1.2\u202F×\u202F10⁻⁴");
  CHECK(formatNumber(12400).view() == "12\u202F400");
  CHECK(formatNumber(1240).view() == "1240");
  CHECK(formatNumber(999999).view() == "999\u202F999");
  CHECK(formatNumber(1.5e6).view() == "1.5\u202F×\u202F10⁶");
  CHECK(formatNumber(-3e-12).view() == "−3\u202F×\u202F10⁻¹²");
  CHECK(formatNumber(0.0009996).view() == "0.001");  // rounding crosses the border of plain notation
  CHECK(formatNumber(9.9996).view() == "10");
  CHECK(formatNumber(123456.7).view() == "123\u202F000");
  CHECK(formatNumber(NAN).view() == "not a number");
  CHECK(formatNumber(-INFINITY).view() == "−∞");
  CHECK(formatLive(0.031).view() == "0.0310");
  CHECK(formatLive(1).view() == "1.00");
  CHECK(formatLive(0).view() == "0");
  CHECK(formatDecimals(12400, 1).view() == "12\u202F400.0");
  CHECK(formatDecimals(-0.0001, 2).view() == "0.00");  // no minus in front of nothing
  CHECK(formatCount(0).view() == "0");
  CHECK(formatCount(-1234567).view() == "−1\u202F234\u202F567");
  CHECK(formatPercent(0.975).view() == "97.5\u202F%");
  CHECK(formatUnit(0.5, "nats").view() == "0.5\u202Fnats");
  CHECK(formatDecade(-4).view() == "10⁻⁴");
  CHECK(formatDecade(0).view() == "1");
  CHECK(formatDecade(12).view() == "10¹²");
}

TEST_CASE("durations pick their unit") {
  CHECK(formatDuration(0).view() == "0\u202Fs");
  CHECK(formatDuration(0.00082).view() == "820\u202Fµs");
  CHECK(formatDuration(0.0123).view() == "12\u202Fms");
  CHECK(formatDuration(45).view() == "45\u202Fs");
  CHECK(formatDuration(125).view() == "2\u202Fmin\u202F05\u202Fs");
  CHECK(formatDuration(3840).view() == "1\u202Fh\u202F04\u202Fmin");
}

TEST_CASE("what people type is understood, and nothing else") {
  struct Typed {
    const char* text;
    double value;
  };
  for (Typed t : {Typed{"0.03", 0.03},
                  {" 0.03 ", 0.03},
                  {"-2", -2},
                  {"−2", -2},
                  {"1e-4", 1e-4},
                  {"1.2 × 10⁻⁴", 1.2e-4},
                  {"1.2*10^-4", 1.2e-4},
                  {"10⁻⁴", 1e-4},
                  {"-10⁻⁴", -1e-4},
                  {"0,03", 0.03},
                  {"12,400", 12400},
                  {"12 400", 12400},
                  {"5 %", 0.05},
                  {"3k", 3000},
                  {"2M", 2e6},
                  {".5", 0.5},
                  {"+7", 7}}) {
    CAPTURE(t.text);
    REQUIRE(parseNumber(t.text).has_value());
    CHECK(*parseNumber(t.text) == doctest::Approx(t.value));
  }
  for (const char* text :
       {"", " ", "abc", "1.2.3", "1e", "--1", "5 % 3", "1e999", "inf", "nan", "0x10", "× 10⁻⁴", "2⁻³"}) {
    CAPTURE(text);
    CHECK_FALSE(parseNumber(text).has_value());
  }
  for (double value : {0.031, 12400.0, -0.5, 1.2e-4, 1e-9, 7e12, 0.0})
    CHECK(*parseNumber(formatNumber(value)) == doctest::Approx(value));
}

TEST_CASE("text that does not fit is cut at a whole character") {
  FixedText<6> text;
  text.append("ab").append("∇∇");
  CHECK(text.view() == "ab∇");
  CHECK(textf<8>("%s", "αβγδε").view() == "αβγ");
}

// Sliders.

TEST_CASE("a slider's value and its place on the track agree") {
  SliderOptions linear{.min = 0, .max = 0.5};
  SliderOptions logarithmic{.min = 1e-5, .max = 10, .scale = Scale::log};
  SliderOptions penalty{.min = 0, .max = 1, .scale = Scale::log, .floor = 1e-6};
  SliderOptions whole{.min = 1, .max = 64, .step = 1};
  for (const SliderOptions& o : {linear, logarithmic, penalty, whole}) {
    CHECK(sliderValue(0, o) == o.min);
    CHECK(sliderValue(1, o) == o.max);
    double before = -1;
    for (int i = 0; i <= 100; ++i) {
      double value = sliderValue(i / 100.0, o);
      CHECK(value >= before);
      CHECK(std::fabs(sliderShare(value, o) - i / 100.0) < 0.035);
      before = value;
    }
  }
  CHECK(sliderValue(0.5, linear) == 0.25);
  CHECK(sliderShare(0, penalty) == 0);
  CHECK(sliderShare(1e-6, penalty) > 0.05);
  CHECK(sliderShare(99, linear) == 1);
}

TEST_CASE("arrow keys walk a slider from end to end without getting stuck") {
  for (const SliderOptions& o : {SliderOptions{.min = 1e-5, .max = 10, .scale = Scale::log},
                                 SliderOptions{.min = 0, .max = 1, .scale = Scale::log, .floor = 1e-6},
                                 SliderOptions{.min = -1, .max = 1},
                                 SliderOptions{.min = 1, .max = 512, .scale = Scale::log, .step = 1}}) {
    double value = o.min;
    int presses = 0;
    while (value < o.max && presses < 2000) {
      double next = sliderNudge(value, 1, o);
      REQUIRE(next > value);
      value = next, ++presses;
    }
    CHECK(value == o.max);
    while (value > o.min && presses < 4000) {
      double next = sliderNudge(value, -1, o);
      REQUIRE(next < value);
      value = next, ++presses;
    }
    CHECK(value == o.min);
  }
}

// Series.

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
  std::vector<Column> columns;
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
    std::vector<Column> columns;
    decimate(series, scale, 0, 29999, 640, columns);
    CHECK(columns.size() <= 642);
    float most = -1, least = 2, before = -10;
    for (const Column& column : columns) {
      CHECK(column.px > before);
      CHECK(column.min <= column.mean);
      CHECK(column.mean <= column.max);
      before = column.px, most = std::max(most, column.max), least = std::min(least, column.min);
    }
    CHECK(most == *std::max_element(raw.begin(), raw.end()));
    CHECK(least == *std::min_element(raw.begin(), raw.end()));
  }
  std::vector<Column> part;
  decimate(series, AxisScale::linear, 100, 200, 1000, part);
  CHECK(part.front().px < 0);  // one neighbour on either side, so that the line leaves the frame
  CHECK(part.back().px > 1000);
  CHECK(part.size() == 103);
}

TEST_CASE("smoothing keeps a constant, averages a log axis in logs, and is as long as its input") {
  std::vector<Column> columns;
  for (int i = 0; i < 200; ++i) {
    float y = i % 2 ? 100.f : 1.f;
    columns.push_back({static_cast<float>(i), y, y, y, y, y, false});
  }
  std::vector<float> out;
  smooth(columns, AxisScale::log, 20.5f, out);
  CHECK(out.size() == columns.size());
  CHECK(out[100] == doctest::Approx(1).epsilon(0.05));  // log10 of 10, the geometric mean
  for (Column& column : columns) column.mean = 3;
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

// Widgets, on a context without a window.

namespace {

struct Screen {
  Kit kit;
  double lr = 0.03;
  int layers = 2, activation = 1, norm = 0, tab = 0;
  unsigned features = 3;
  bool skips = false, open = true;
  int presses = 0;
  Edit last;
  std::vector<Edit> history;
  int chosenAction = 0;

  Screen() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.DisplaySize = {400, 600};
    kit.theme = makeTheme({.reducedMotion = true});
    loadFonts(kit.fonts, 1, kit.theme.scale);
    applyTheme(kit.theme);
    for (int i = 0; i < 3; ++i) frame();
  }
  ~Screen() { ImGui::DestroyContext(); }

  void frame(float seconds = 1 / 60.f) {
    static constexpr Choice kActivations[] = {{"linear"}, {"tanh", "smooth"}, {"ReLU"}, {"GELU"}};
    static constexpr Choice kNorms[] = {{"none"}, {"batch"}, {"layer"}};
    ImGui::GetIO().DeltaTime = seconds;
    ImGui::NewFrame();
    beginFrame(kit);
    beginPanel(kit, "panel", {0, 0}, {300, 600});
    if (button(kit, "press", "Press")) ++presses;
    if (beginFold(kit, "fold", "Training", "Adam", &open)) {
      beginField(kit, "lr",
                 {.label = "learning rate", .help = "The length of a step.", .modified = lr != 0.03});
      last = sliderFloat(kit, "rate", &lr, {.min = 1e-5, .max = 10, .scale = Scale::log, .fallback = 0.03});
      if (last.began || last.changed || last.committed) history.push_back(last);
      endField(kit);
      endFold(kit);
    }
    stepper(kit, "layers", &layers, 1, 8);
    dropdown(kit, "activation", &activation, kActivations);
    segmented(kit, "norm", &norm, kNorms);
    chips(kit, "features", &features, kNorms);
    toggle(kit, "skips", "skips", &skips);
    endPanel(kit);
    chosenAction = endFrame(kit);
    ImGui::Render();
  }

  ImVec2 middle(const char* name) {
    const WidgetRect* rect = findWidget(kit.widgets, name);
    REQUIRE_MESSAGE(rect, name);
    return {(rect->min.x + rect->max.x) / 2, (rect->min.y + rect->max.y) / 2};
  }
  void moveTo(ImVec2 at) { ImGui::GetIO().AddMousePosEvent(at.x, at.y), frame(); }
  void press(bool down) { ImGui::GetIO().AddMouseButtonEvent(0, down), frame(); }
  void click(const char* name) { moveTo(middle(name)), press(true), press(false), frame(); }
  void key(ImGuiKey key) {
    ImGui::GetIO().AddKeyEvent(key, true), frame();
    ImGui::GetIO().AddKeyEvent(key, false), frame();
  }
};

int countIf(const std::vector<Edit>& edits, bool Edit::*flag) {
  return static_cast<int>(
      std::count_if(edits.begin(), edits.end(), [&](const Edit& edit) { return edit.*flag; }));
}

}  // namespace

TEST_CASE("a click finds every control by its name and does what it says") {
  Screen screen;
  screen.click("press");
  CHECK(screen.presses == 1);
  screen.click("skips");
  CHECK(screen.skips);
  screen.click("norm.2");
  CHECK(screen.norm == 2);
  screen.click("features.0");
  CHECK(screen.features == 2u);
  screen.click("layers.more");
  CHECK(screen.layers == 3);
  screen.click("activation");
  REQUIRE(findWidget(screen.kit.widgets, "activation.3"));
  screen.click("activation.3");
  CHECK(screen.activation == 3);
  screen.frame();
  CHECK_FALSE(findWidget(screen.kit.widgets, "activation.3"));
  screen.click("fold");
  CHECK_FALSE(screen.open);
  screen.frame();
  CHECK_FALSE(findWidget(screen.kit.widgets, "rate"));
}

TEST_CASE("a fold closes smoothly, once, and then asks for nothing") {
  Screen screen;
  screen.kit.theme.reducedMotion = false;
  float open = screen.middle("layers").y, before = open;
  screen.click("fold");
  int moving = 0;
  for (int i = 0; i < 30; ++i) {
    screen.frame();
    float y = screen.middle("layers").y;
    CHECK(y <= before);
    moving += y < before;
    before = y;
  }
  CHECK(before < open - 20);
  CHECK(moving >= 4);
  CHECK(moving <= 11);  // 150 ms and a frame or two of the click itself
  CHECK(std::isinf(screen.kit.redrawIn));
}

TEST_CASE("a drag is many changes and one entry of undo") {
  Screen screen;
  ImVec2 at = screen.middle("rate");
  screen.moveTo({at.x - 30, at.y});
  screen.press(true);
  for (int i = 0; i < 10; ++i) screen.moveTo({at.x - 30 + static_cast<float>(i) * 4, at.y});
  screen.press(false);
  screen.frame();
  CHECK(countIf(screen.history, &Edit::began) == 1);
  CHECK(countIf(screen.history, &Edit::changed) > 5);
  CHECK(countIf(screen.history, &Edit::committed) == 1);
  CHECK(screen.history.front().began);
  CHECK(screen.history.back().committed);
  CHECK(screen.lr != 0.03);
}

TEST_CASE("a number can be typed, is clamped, and Escape leaves it alone") {
  Screen screen;
  auto type = [&](const char* text, ImGuiKey end) {
    const WidgetRect* rect = findWidget(screen.kit.widgets, "rate");
    REQUIRE(rect);
    screen.moveTo({rect->max.x - 8, (rect->min.y + rect->max.y) / 2});
    screen.press(true), screen.press(false), screen.frame();
    CHECK(keyboardInUse());
    ImGui::GetIO().AddInputCharactersUTF8(text);
    screen.frame(), screen.key(end), screen.frame();
  };
  type("0.5", ImGuiKey_Enter);
  CHECK(screen.lr == 0.5);
  CHECK(countIf(screen.history, &Edit::committed) == 1);
  type("1000", ImGuiKey_Enter);
  CHECK(screen.lr == 10);
  type("nonsense", ImGuiKey_Enter);
  CHECK(screen.lr == 10);
  type("0.25", ImGuiKey_Escape);
  CHECK(screen.lr == 10);
}

TEST_CASE("the default is one press away") {
  Screen screen;
  screen.lr = 1;
  screen.frame();
  screen.moveTo(screen.middle("rate"));
  ImGui::GetIO().AddMouseButtonEvent(1, true);
  screen.frame();
  CHECK(screen.lr == 0.03);
  CHECK(countIf(screen.history, &Edit::committed) == 1);
}

TEST_CASE("arrow keys nudge the slider that has the focus and leave the others' focus alone") {
  Screen screen;
  ImVec2 at = screen.middle("rate");
  screen.moveTo({at.x - 30, at.y});
  screen.press(true), screen.press(false), screen.frame();
  double before = screen.lr;
  screen.history.clear();
  screen.key(ImGuiKey_RightArrow);
  CHECK(screen.lr > before);
  screen.key(ImGuiKey_RightArrow);
  screen.key(ImGuiKey_LeftArrow);
  CHECK(countIf(screen.history, &Edit::committed) == 3);
  screen.key(ImGuiKey_DownArrow);
  screen.frame();
  double rate = screen.lr;
  screen.key(ImGuiKey_RightArrow);
  CHECK(screen.lr == rate);
  CHECK(keyboardInUse());
}

TEST_CASE("an idle screen asks for no frame, and a notice for one when it ends") {
  Screen screen;
  for (int i = 0; i < 5; ++i) screen.frame();
  CHECK(std::isinf(screen.kit.redrawIn));
  postNotice(screen.kit, "Learning rate changed", "Undo", 7);
  postNotice(screen.kit, "Learning rate changed", "Undo", 7);
  CHECK(screen.kit.noticeCount == 1);
  screen.frame(), screen.frame();
  CHECK(screen.kit.redrawIn > 1);
  CHECK(screen.kit.redrawIn <= 6);
  REQUIRE(findWidget(screen.kit.widgets, "notice.0.action"));
  screen.moveTo(screen.middle("notice.0.action"));
  screen.press(true), screen.press(false);
  CHECK(screen.chosenAction == 7);
  CHECK(screen.kit.noticeCount == 0);
  screen.moveTo({5, 5});
  postNotice(screen.kit, "Diverged at step 812", {}, 0, true);
  for (int i = 0; i < 20; ++i) screen.frame(1);
  CHECK(screen.kit.noticeCount == 1);  // alarms stay
  postNotice(screen.kit, "Copied");
  for (int i = 0; i < 8; ++i) screen.frame(1);
  CHECK(screen.kit.noticeCount == 1);
}

namespace {
int allocations = 0;
}

TEST_CASE("a screen that stands, runs and is hovered allocates nothing per frame") {
  ImGuiMemAllocFunc allocate;
  ImGuiMemFreeFunc release;
  void* data;
  ImGui::GetAllocatorFunctions(&allocate, &release, &data);
  ImGui::SetAllocatorFunctions([](size_t size, void*) { return ++allocations, std::malloc(size); },
                               [](void* pointer, void*) { std::free(pointer); });
  {
    Screen screen;
    Series loss;
    ChartState chart;
    int step = 0;
    size_t capacity = 0;
    auto draw = [&] {
      for (int i = 0; i < 50; ++i, ++step) append(loss, step, 1.0 / (1 + step * 0.01));
      ImGui::GetIO().DeltaTime = 1 / 60.f;
      ImGui::NewFrame();
      beginFrame(screen.kit);
      beginPanel(screen.kit, "charts", {0, 0}, {400, 300});
      ChartLine lines[] = {
          {.series = &loss, .label = "train", .color = screen.kit.theme.ink, .smoothing = 4}};
      lineChart(screen.kit, chart,
                {.name = "loss",
                 .x = {.label = "step"},
                 .y = {.label = "loss", .scale = AxisScale::log},
                 .lines = lines});
      endPanel(screen.kit);
      endFrame(screen.kit);
      ImGui::Render();
    };
    ImGui::GetIO().AddMousePosEvent(200, 80);
    for (int i = 0; i < 400; ++i) draw();
    int before = allocations;
    capacity = chart.path.capacity() + chart.columns[0].capacity();
    for (int i = 0; i < 100; ++i) draw();
    CHECK(allocations == before);
    CHECK(chart.path.capacity() + chart.columns[0].capacity() == capacity);
  }
  {
    Screen screen;
    screen.moveTo(screen.middle("activation"));
    for (int i = 0; i < 60; ++i) screen.frame();
    int before = allocations;
    size_t capacity = screen.kit.widgets.entries.capacity();
    for (int i = 0; i < 60; ++i) screen.frame();
    CHECK(allocations == before);
    CHECK(screen.kit.widgets.entries.capacity() == capacity);
  }
  ImGui::SetAllocatorFunctions(allocate, release, data);
}

TEST_CASE("dragging along a chart scrubs through time") {
  Screen screen;
  Series loss;
  for (int i = 0; i <= 100; ++i) append(loss, i, 1);
  ChartState chart;
  ChartEvent event;
  auto draw = [&] {
    ImGui::NewFrame();
    beginFrame(screen.kit);
    beginPanel(screen.kit, "charts", {0, 0}, {400, 300});
    ChartLine lines[] = {{.series = &loss, .color = screen.kit.theme.ink}};
    event = lineChart(screen.kit, chart,
                      {.name = "loss",
                       .x = {.label = "step"},
                       .y = {.label = "loss"},
                       .lines = lines,
                       .cursor = 50,
                       .scrub = true});
    endPanel(screen.kit);
    endFrame(screen.kit);
    ImGui::Render();
  };
  draw(), draw();
  ImGuiIO& io = ImGui::GetIO();
  ImVec2 quarter(event.min.x + (event.max.x - event.min.x) / 4, (event.min.y + event.max.y) / 2);
  io.AddMousePosEvent(quarter.x, quarter.y), draw(), draw();
  CHECK(event.hovered);
  io.AddMouseButtonEvent(0, true), draw();
  CHECK(event.scrubbing);
  CHECK(event.x == doctest::Approx(25).epsilon(0.05));
  io.AddMousePosEvent(5000, quarter.y), draw();
  CHECK(event.scrubbing);
  CHECK(event.x == doctest::Approx(100));
  io.AddMouseButtonEvent(0, false), draw();
  CHECK(event.released);
  draw();
  CHECK_FALSE(event.scrubbing);
}
