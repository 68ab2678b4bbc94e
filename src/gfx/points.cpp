#include "gfx/points.h"

#include <algorithm>
#include <cmath>

namespace lockstep::gfx {
namespace {

// Sides (0 circle, −1 plus sign), outer and inner radius for a circle of radius 1 of the same area (the
// star's tips are kept in), rotation. A polygon's inner radius is outer·cos(π/sides).
struct ShapeSpec {
  float sides, outer, inner, rotation;
};
constexpr float kPi = 3.14159265f;
constexpr ShapeSpec kSpecs[kShapes] = {
    {0, 1, 1, 0},                 // circle
    {3, 1.50f, 0.75f, 0},         // triangle
    {4, 1.25f, 0.884f, kPi / 4},  // square
    {4, 1.25f, 0.884f, 0},        // diamond
    {-1, 1.20f, 0.40f, kPi / 4},  // cross
    {-1, 1.20f, 0.40f, 0},        // plus
    {3, 1.50f, 0.75f, kPi},       // triangleDown
    {5, 1.15f, 0.930f, 0},        // pentagon
    {5, 1.45f, 0.66f, 0},         // star
    {6, 1.10f, 0.953f, 0},        // hexagon
};

// To a plus sign: arms `outer` long and 2·inner wide.
float plusDistance(float x, float y, float outer, float inner) {
  x = std::fabs(x), y = std::fabs(y);
  if (y > x) std::swap(x, y);
  const float qx = x - outer, qy = y - inner, k = std::max(qx, qy);
  const float wx = k > 0 ? qx : inner - x, wy = k > 0 ? qy : -k;
  return std::copysign(std::hypot(std::max(wx, 0.0f), std::max(wy, 0.0f)), k);
}

// To a star whose points lie at `outer` and whose notches lie at `inner`; a regular polygon is the star
// without notches. The plane is folded onto one half of one point.
float starDistance(float x, float y, float sides, float outer, float inner) {
  const float slice = kPi / sides;
  float angle = std::fmod(std::atan2(x, -y) + 2 * kPi, 2 * slice);  // 0 at the top
  angle = std::min(angle, 2 * slice - angle);
  const float length = std::hypot(x, y), wx = length * std::cos(angle) - outer, wy = length * std::sin(angle);
  const float ex = inner * std::cos(slice) - outer, ey = inner * std::sin(slice);
  const float along = std::clamp((wx * ex + wy * ey) / (ex * ex + ey * ey), 0.0f, 1.0f);
  return std::copysign(std::hypot(wx - ex * along, wy - ey * along), wx * ey - wy * ex);
}

}  // namespace

float shapeDistance(Shape shape, float x, float y) {
  const ShapeSpec& s = kSpecs[static_cast<int>(shape)];
  const float c = std::cos(s.rotation), n = std::sin(s.rotation);
  const float rx = c * x + n * y, ry = c * y - n * x;
  if (s.sides == 0) return std::hypot(rx, ry) - s.outer;
  if (s.sides < 0) return plusDistance(rx, ry, s.outer, s.inner);
  return starDistance(rx, ry, s.sides, s.outer, s.inner);
}

}  // namespace lockstep::gfx
