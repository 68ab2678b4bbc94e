// Input features of 1-D and 2-D sets, as in TensorFlow Playground plus polar coordinates. Other data go in as
// they are (digits) or standardised (csv).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "data/dataset.h"

namespace lockstep {

enum class Feature : uint8_t { x, y, xSquared, ySquared, xy, sinX, sinY, radius, angle };
constexpr int kFeatures = 9;
constexpr uint32_t kDefaultFeatures = 0b11;  // x and y

struct FeatureInfo {
  const char* name;   // config line: "x2"
  const char* label;  // as shown: "x²"
  bool needsY;        // absent for 1-D sets
};
const FeatureInfo& featureInfo(Feature feature);

// The features of `mask` that a set of this dimension has, never empty: x when nothing else is left.
uint32_t usableFeatures(uint32_t mask, int dims);

// Writes the features of `mask` in enum order for one sample (y is ignored for 1-D sets) and
// returns their number.
int mapFeatures(uint32_t mask, float x, float y, float* out);

// Reads a list of names, "x,y,x2", into a mask; order and repetition do not matter. False when a name
// is unknown (they are listed in `unknown`, separated by commas, and `mask` has the rest) or when the
// list names nothing.
bool parseFeatures(std::string_view text, uint32_t& mask, std::string& unknown);

// The list of names of a mask, in enum order: what parseFeatures reads.
std::string printFeatures(uint32_t mask);

}  // namespace lockstep
