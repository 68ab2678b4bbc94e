#include "data/drawn.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "nn/rng.h"

namespace lockstep {
namespace {

constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int kSteps = 4095;
constexpr size_t kCharsPerPoint = kCharsPerDrawnPoint;

int toGrid(double v) {
  double step = std::floor((v + kPlane) * (kSteps / (2.0 * kPlane)) + 0.5);
  return static_cast<int>(std::clamp(step, 0.0, static_cast<double>(kSteps)));
}

float fromGrid(int step) { return static_cast<float>(step * (2.0 * kPlane) / kSteps - kPlane); }

double distance(double x, double y) { return std::sqrt(x * x + y * y); }

bool stamp(std::vector<DrawnPoint>& points, const Brush& brush, int label) {
  if (points.size() >= static_cast<size_t>(kMaxDrawnPoints)) return false;
  Rng rng(points.size(), Stream::layout);
  double radius = brush.scatter * std::sqrt(rng.uniform()), angle = rng.uniform(0, 2 * math::kPi);
  double x = brush.x + radius * math::cos(angle), y = brush.y + radius * math::sin(angle);
  points.push_back({fromGrid(toGrid(x)), fromGrid(toGrid(y)), label});
  return true;
}

}  // namespace

int drawTo(std::vector<DrawnPoint>& points, Brush& brush, float x, float y, int label) {
  assert(label >= 0 && label < kMaxDrawnClasses && brush.spacing > 0);
  if (!std::isfinite(x) || !std::isfinite(y)) return 0;
  x = std::clamp(x, -kPlane, kPlane);
  y = std::clamp(y, -kPlane, kPlane);
  if (!brush.down) {
    brush.down = true;
    brush.x = x;
    brush.y = y;
    return stamp(points, brush, label);
  }
  const float startX = brush.x, startY = brush.y;
  const double length = distance(x - startX, y - startY);
  int added = 0;
  for (int k = 1; k * static_cast<double>(brush.spacing) <= length; ++k) {
    double share = k * static_cast<double>(brush.spacing) / length;
    brush.x = static_cast<float>(startX + share * (x - startX));
    brush.y = static_cast<float>(startY + share * (y - startY));
    if (!stamp(points, brush, label)) break;
    ++added;
  }
  return added;
}

int erasePoints(std::vector<DrawnPoint>& points, float x, float y, float radius) {
  return static_cast<int>(
      std::erase_if(points, [&](const DrawnPoint& p) { return distance(p.x - x, p.y - y) <= radius; }));
}

Dataset toDataset(const std::vector<DrawnPoint>& points) {
  Dataset data{.kind = DataKind::drawn, .columnNames = {"x", "y"}};
  for (const DrawnPoint& p : points) {
    data.x.edit().insert(data.x.edit().end(), {p.x, p.y});
    data.y.push_back(static_cast<float>(p.label));
    data.classes = std::max(data.classes, p.label + 1);
  }
  return data;
}

std::string encodeDrawn(const std::vector<DrawnPoint>& points) {
  std::string text;
  text.reserve(points.size() * kCharsPerPoint);
  for (const DrawnPoint& p : points) {
    int x = toGrid(p.x), y = toGrid(p.y);
    for (int digit : {x >> 6, x & 63, y >> 6, y & 63, p.label}) text += kDigits[digit];
  }
  return text;
}

bool decodeDrawn(std::string_view text, std::vector<DrawnPoint>& points, std::string& error) {
  auto fail = [&](size_t at, const char* what) {
    error = "drawn points, character " + std::to_string(at + 1) + ": " + what;
    return false;
  };
  if (text.size() > kMaxDrawnPoints * kCharsPerPoint)
    return fail(kMaxDrawnPoints * kCharsPerPoint, "too many points");
  std::vector<DrawnPoint> decoded;
  int digit[kCharsPerPoint];
  for (size_t i = 0; i < text.size(); ++i) {
    size_t d = std::string_view(kDigits, 64).find(text[i]);
    if (d == std::string_view::npos) return fail(i, "only A-Z, a-z, 0-9, - and _ can stand here");
    digit[i % kCharsPerPoint] = static_cast<int>(d);
    if (i % kCharsPerPoint != kCharsPerPoint - 1) continue;
    if (digit[4] >= kMaxDrawnClasses) return fail(i, "there is no such class");
    decoded.push_back({fromGrid(digit[0] * 64 + digit[1]), fromGrid(digit[2] * 64 + digit[3]), digit[4]});
  }
  if (text.size() % kCharsPerPoint != 0) return fail(text.size(), "the last point is cut off");
  points = std::move(decoded);
  error.clear();
  return true;
}

}  // namespace lockstep
