#include "data/features.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "nn/math.h"

namespace lockstep {

const FeatureInfo& featureInfo(Feature feature) {
  static const FeatureInfo table[kFeatures] = {
      {"x", "x", false},       {"y", "y", true},      {"x2", "x²", false},
      {"y2", "y²", true},      {"xy", "x·y", true},   {"sinx", "sin x", false},
      {"siny", "sin y", true}, {"r", "radius", true}, {"angle", "angle", true},
  };
  assert(static_cast<int>(feature) < kFeatures);
  return table[static_cast<int>(feature)];
}

uint32_t usableFeatures(uint32_t mask, int dims) {
  uint32_t usable = 0;
  for (int f = 0; f < kFeatures; ++f)
    if ((mask >> f & 1) && (dims >= 2 || !featureInfo(static_cast<Feature>(f)).needsY)) usable |= 1u << f;
  return usable ? usable : 1u << static_cast<int>(Feature::x);
}

static float featureValue(Feature feature, double x, double y) {
  switch (feature) {
    case Feature::x:
      return static_cast<float>(x);
    case Feature::y:
      return static_cast<float>(y);
    case Feature::xSquared:
      return static_cast<float>(x * x);
    case Feature::ySquared:
      return static_cast<float>(y * y);
    case Feature::xy:
      return static_cast<float>(x * y);
    case Feature::sinX:
      return static_cast<float>(math::sin(x));
    case Feature::sinY:
      return static_cast<float>(math::sin(y));
    case Feature::radius:
      return static_cast<float>(std::sqrt(x * x + y * y));
    case Feature::angle:
      return static_cast<float>(math::atan2(y, x));
  }
  assert(false);
  return 0;
}

int mapFeatures(uint32_t mask, float x, float y, float* out) {
  int count = 0;
  for (int f = 0; f < kFeatures; ++f)
    if (mask >> f & 1) out[count++] = featureValue(static_cast<Feature>(f), x, y);
  return count;
}

bool parseFeatures(std::string_view text, uint32_t& mask, std::string& unknown) {
  mask = 0;
  unknown.clear();
  for (size_t at = 0; at <= text.size();) {
    size_t end = std::min(text.find(',', at), text.size());
    std::string_view name = text.substr(at, end - at);
    at = end + 1;
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    int f = 0;
    while (f < kFeatures && name != featureInfo(static_cast<Feature>(f)).name) ++f;
    if (f < kFeatures) {
      mask |= 1u << f;
    } else if (!name.empty()) {
      if (!unknown.empty()) unknown += ',';
      unknown += name;
    }
  }
  return unknown.empty() && mask != 0;
}

std::string printFeatures(uint32_t mask) {
  std::string text;
  for (int f = 0; f < kFeatures; ++f) {
    if (!(mask >> f & 1)) continue;
    if (!text.empty()) text += ',';
    text += featureInfo(static_cast<Feature>(f)).name;
  }
  return text;
}

}  // namespace lockstep
