#include "data/handwriting.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lockstep {
namespace {

constexpr float kRadius = kPenWidth / 2;
constexpr float kCentre = kDigitSide / 2 + 0.5f;  // of pixel (14, 14), where MNIST has its centres of mass

// From the pad to the image: multiply, then add.
struct Placement {
  float scale = 1, x = 0, y = 0;
};

Placement fitToBox(std::span<const PenPoint> path) {
  float left = path[0].x, right = left, top = path[0].y, bottom = top;
  for (const PenPoint& p : path) {
    left = std::min(left, p.x), right = std::max(right, p.x);
    top = std::min(top, p.y), bottom = std::max(bottom, p.y);
  }
  const float side = std::max({right - left, bottom - top, kSmallestDigit});
  const float scale = (kDigitBox - kPenWidth) / side;
  return {scale, kCentre - scale * (left + right) / 2, kCentre - scale * (top + bottom) / 2};
}

float distanceToSegment(float px, float py, float ax, float ay, float bx, float by) {
  const float dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
  const float along = length > 0 ? std::clamp(((px - ax) * dx + (py - ay) * dy) / length, 0.0f, 1.0f) : 0;
  const float ex = px - ax - along * dx, ey = py - ay - along * dy;
  return std::sqrt(ex * ex + ey * ey);
}

// A round pen with an edge one pixel soft. Where strokes cross, ink does not add up.
void inkSegment(float ax, float ay, float bx, float by, std::span<float> image) {
  const float reach = kRadius + 1;
  auto from = [&](float a, float b) {
    return std::max(0, static_cast<int>(std::floor(std::min(a, b) - reach)));
  };
  auto to = [&](float a, float b) {
    return std::min(kDigitSide - 1, static_cast<int>(std::ceil(std::max(a, b) + reach)));
  };
  for (int row = from(ay, by); row <= to(ay, by); ++row)
    for (int column = from(ax, bx); column <= to(ax, bx); ++column) {
      const float away = distanceToSegment(static_cast<float>(column) + 0.5f, static_cast<float>(row) + 0.5f,
                                           ax, ay, bx, by);
      float& pixel = image[static_cast<std::size_t>(row) * kDigitSide + column];
      pixel = std::max(pixel, std::clamp(kRadius + 0.5f - away, 0.0f, 1.0f));
    }
}

void inkPath(std::span<const PenPoint> path, const Placement& place, std::span<float> image) {
  std::fill(image.begin(), image.end(), 0.0f);
  for (std::size_t i = 0; i < path.size(); ++i) {
    const PenPoint &b = path[i], &a = b.begins || i == 0 ? b : path[i - 1];
    inkSegment(place.scale * a.x + place.x, place.scale * a.y + place.y, place.scale * b.x + place.x,
               place.scale * b.y + place.y, image);
  }
}

}  // namespace

void renderDigit(std::span<const PenPoint> path, std::span<float> image) {
  assert(image.size() == static_cast<std::size_t>(kDigitSide) * kDigitSide);
  if (path.empty()) return std::fill(image.begin(), image.end(), 0.0f);
  Placement place = fitToBox(path);
  inkPath(path, place, image);
  double mass = 0, x = 0, y = 0;
  for (int row = 0; row < kDigitSide; ++row)
    for (int column = 0; column < kDigitSide; ++column) {
      const double ink = image[static_cast<std::size_t>(row) * kDigitSide + column];
      mass += ink, x += ink * (column + 0.5), y += ink * (row + 0.5);
    }
  if (mass <= 0) return;
  place.x += kCentre - static_cast<float>(x / mass);
  place.y += kCentre - static_cast<float>(y / mass);
  inkPath(path, place, image);
}

}  // namespace lockstep
