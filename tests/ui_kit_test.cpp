// The ui kit: what its colours, sizes, numbers and sliders promise.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/kit/number_format.h"
#include "ui/kit/slider_scale.h"
#include "ui/kit/widgets.h"

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

TEST_CASE("scale, lecture and touch change sizes and never go below a target") {
  for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(3840, 2160)}) {
    const Theme lecture = makeTheme({.scale = lectureScale(size.x, size.y), .lecture = true});
    CHECK(lecture.small >= 0.028f * size.y);
    CHECK(lecture.line >= 3);
    if (size.y == 1080) CHECK(lecture.title >= 48);
  }
  CHECK(lectureScale(320, 240) == 1);
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
  CHECK(formatShare(0.0032).view() == "0.32\u202F%");
  CHECK(formatShare(0.046).view() == "4.6\u202F%");
  CHECK(formatShare(0.78).view() == "78\u202F%");
  CHECK(formatShare(1.24).view() == "124\u202F%");
  CHECK(formatShare(0).view() == "0\u202F%");
  CHECK(formatShare(NAN).view() == "–");
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
    REQUIRE(parseTyped(t.text).has_value());
    CHECK(*parseTyped(t.text) == doctest::Approx(t.value));
  }
  for (const char* text :
       {"", " ", "abc", "1.2.3", "1e", "--1", "5 % 3", "1e999", "inf", "nan", "0x10", "× 10⁻⁴", "2⁻³"}) {
    CAPTURE(text);
    CHECK_FALSE(parseTyped(text).has_value());
  }
  for (double value : {0.031, 12400.0, -0.5, 1.2e-4, 1e-9, 7e12, 0.0})
    CHECK(*parseTyped(formatNumber(value)) == doctest::Approx(value));
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
  SliderOptions logarithmic{.min = 1e-5, .max = 10, .log = true};
  SliderOptions penalty{.min = 0, .max = 1, .log = true, .floor = 1e-6};
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
  for (const SliderOptions& o :
       {SliderOptions{.min = 1e-5, .max = 10, .log = true},
        SliderOptions{.min = 0, .max = 1, .log = true, .floor = 1e-6}, SliderOptions{.min = -1, .max = 1},
        SliderOptions{.min = 1, .max = 512, .log = true, .step = 1}}) {
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
