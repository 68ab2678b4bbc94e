#include "gfx/color.h"

#include <algorithm>
#include <cmath>

namespace lockstep {
namespace {

double toLinear(uint8_t byte) {
  double c = byte / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

uint8_t fromLinear(double c) {
  c = std::clamp(c, 0.0, 1.0);
  double encoded = c <= 0.0031308 ? c * 12.92 : 1.055 * std::pow(c, 1 / 2.4) - 0.055;
  return static_cast<uint8_t>(std::lround(encoded * 255));
}

double luminance(Color c) { return 0.2126 * toLinear(c.r) + 0.7152 * toLinear(c.g) + 0.0722 * toLinear(c.b); }

uint8_t blend(int top, int below, int alpha) {
  return static_cast<uint8_t>((top * alpha + below * (255 - alpha) + 127) / 255);
}

uint8_t toByte(float c) { return static_cast<uint8_t>(std::clamp(c, 0.0f, 1.0f) * 255 + 0.5f); }

}  // namespace

Color fromRgb(Rgb c) { return {toByte(c.r), toByte(c.g), toByte(c.b), 255}; }

Rgb lerp(Rgb a, Rgb b, float t) {
  return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

Color over(Color top, Color below) {
  return {blend(top.r, below.r, top.a), blend(top.g, below.g, top.a), blend(top.b, below.b, top.a), 255};
}

double contrast(Color a, Color b) {
  double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

Oklab toOklab(Color color) {
  double r = toLinear(color.r), g = toLinear(color.g), b = toLinear(color.b);
  double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {static_cast<float>(0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s),
          static_cast<float>(1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s),
          static_cast<float>(0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)};
}

Color fromOklab(Oklab lab) {
  double l = lab.L + 0.3963377774 * lab.a + 0.2158037573 * lab.b;
  double m = lab.L - 0.1055613458 * lab.a - 0.0638541728 * lab.b;
  double s = lab.L - 0.0894841775 * lab.a - 1.2914855480 * lab.b;
  l = l * l * l, m = m * m * m, s = s * s * s;
  return {fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), 255};
}

Color mix(Color a, Color b, float t) {
  Oklab x = toOklab(a), y = toOklab(b);
  return fromOklab({x.L + (y.L - x.L) * t, x.a + (y.a - x.a) * t, x.b + (y.b - x.b) * t});
}

}  // namespace lockstep
