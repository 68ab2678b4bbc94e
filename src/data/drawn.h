// Points the viewer draws on the plane with a brush and an eraser, and their form in a link.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"

namespace lockstep {

constexpr int kMaxDrawnPoints = 2000;
constexpr int kMaxDrawnClasses = 6;
constexpr int kCharsPerDrawnPoint = 5;

// x and y lie on the grid of 4096 steps per axis that a link stores, so that a link trains to the same bits.
struct DrawnPoint {
  float x, y;
  int label;  // 0 .. kMaxDrawnClasses − 1
  bool operator==(const DrawnPoint&) const = default;
};

// A brush leaves one point every `spacing` along its way, each moved at random by at most `scatter`
// (plane units). The random offset depends only on how many points there are. Set `down` to false when
// the button is released.
struct Brush {
  float spacing = 0.35f, scatter = 0.3f;
  bool down = false;
  float x = 0, y = 0;  // where it left its last point, while down
};

// Puts the brush down at (x, y), or draws on from where it is; positions outside the plane count
// as its border. Returns the number of points added: 0 when the set is full or the way too short
// (the brush remembers).
int drawTo(std::vector<DrawnPoint>& points, Brush& brush, float x, float y, int label);

// Removes the points within `radius` of (x, y) and returns their number; the others keep their order.
int erasePoints(std::vector<DrawnPoint>& points, float x, float y, float radius);

// Classification with as many classes as the highest label asks for, at least two.
Dataset toDataset(const std::vector<DrawnPoint>& points);

// Five characters (A–Z a–z 0–9 - _) per point: two for x, two for y, one for the label.
std::string encodeDrawn(const std::vector<DrawnPoint>& points);

// The inverse. On malformed text returns false, leaves `points` alone and says in `error` what is
// wrong and where.
bool decodeDrawn(std::string_view text, std::vector<DrawnPoint>& points, std::string& error);

}  // namespace lockstep
