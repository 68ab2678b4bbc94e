#include "gfx/edges.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lockstep::gfx {
namespace {

// Horizontal reach of the two control points, as a share of the way.
constexpr float kReach = 0.5f;

constexpr uint32_t kRanks = 1024, kGroups = 3;

bool isFinite(float v) { return v - v == 0; }

// √(|w| / scale) in 0..1; 1 for what is not a number.
float strength(float weight, float scale) {
  if (!isFinite(weight)) return 1;
  return scale > 0 ? std::sqrt(std::min(std::fabs(weight) / scale, 1.0f)) : 0;
}

uint32_t drawRank(const Edge& edge, float scale) {
  uint32_t group = edge.emphasis < 0.75f ? 0 : edge.emphasis < 1.25f ? 1 : 2;
  return group * kRanks + static_cast<uint32_t>(strength(edge.weight, scale) * (kRanks - 1));
}

// Distance from (x, y) to the curve's nearest point.
float curveDistance(const Edge& e, float x, float y) {
  float spanX = e.x1 - e.x0, spanY = e.y1 - e.y0, best = 1e30f, t = 0;
  auto offsetAt = [&](float at, CurvePoint& p, float& dx, float& dy) {
    p = edgeCurve(at);
    dx = e.x0 + spanX * p.x - x, dy = e.y0 + spanY * p.y - y;
    return dx * dx + dy * dy;
  };
  CurvePoint p;
  float dx, dy;
  constexpr int kSamples = 12;
  for (int i = 0; i <= kSamples; ++i) {
    float at = static_cast<float>(i) / kSamples, d = offsetAt(at, p, dx, dy);
    if (d < best) best = d, t = at;
  }
  for (int i = 0; i < 4; ++i) {  // Gauss–Newton on the squared distance
    offsetAt(t, p, dx, dy);
    float vx = spanX * p.dx, vy = spanY * p.dy, speed = vx * vx + vy * vy;
    if (speed == 0) break;
    t = std::clamp(t - (dx * vx + dy * vy) / speed, 0.0f, 1.0f);
    best = std::min(best, offsetAt(t, p, dx, dy));
  }
  return std::sqrt(best);
}

}  // namespace

float edgeWidth(const EdgeStyle& style, const Edge& edge) {
  float width =
      std::clamp(style.maxWidth * strength(edge.weight, style.scale), style.minWidth, style.maxWidth);
  return width + style.highlightWidth * std::clamp(edge.emphasis - 1, 0.0f, 1.0f);
}

float edgeOpacity(const EdgeStyle& style, const Edge& edge) {
  float normal =
      style.minOpacity + (style.maxOpacity - style.minOpacity) * strength(edge.weight, style.scale);
  float up = std::clamp(edge.emphasis - 1, 0.0f, 1.0f), down = std::clamp(1 - edge.emphasis, 0.0f, 1.0f);
  return normal * (1 - down * (1 - style.dimOpacity)) * (1 - up) + up;
}

CurvePoint edgeCurve(float t) {
  float s = 1 - t;
  return {3 * kReach * t * s * s + 3 * (1 - kReach) * t * t * s + t * t * t, t * t * (3 - 2 * t),
          3 * kReach * s * (1 - 3 * t) + 3 * (1 - kReach) * t * (2 - 3 * t) + 3 * t * t, 6 * t * s};
}

void orderEdges(std::span<const Edge> edges, float scale, std::vector<uint32_t>& order) {
  uint32_t start[kGroups * kRanks + 1] = {};
  for (const Edge& e : edges) ++start[drawRank(e, scale) + 1];
  for (uint32_t i = 1; i <= kGroups * kRanks; ++i) start[i] += start[i - 1];
  order.resize(edges.size());
  for (size_t i = 0; i < edges.size(); ++i)
    order[start[drawRank(edges[i], scale)]++] = static_cast<uint32_t>(i);
}

int hitEdge(std::span<const Edge> edges, const EdgeStyle& style, float x, float y, float tolerance) {
  int hit = -1;
  float closest = tolerance, strongest = 0;
  for (size_t i = 0; i < edges.size(); ++i) {
    const Edge& e = edges[i];
    float half = edgeWidth(style, e) / 2, reach = half + tolerance;
    bool near = x >= std::min(e.x0, e.x1) - reach && x <= std::max(e.x0, e.x1) + reach &&
                y >= std::min(e.y0, e.y1) - reach && y <= std::max(e.y0, e.y1) + reach;
    if (!near || e.emphasis < 0.75f) continue;
    float distance = std::max(curveDistance(e, x, y) - half, 0.0f), power = strength(e.weight, style.scale);
    if (distance > closest || (distance == closest && hit >= 0 && power <= strongest)) continue;
    hit = static_cast<int>(i), closest = distance, strongest = power;
  }
  return hit;
}

}  // namespace lockstep::gfx
