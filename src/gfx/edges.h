// Weights as curves: thousands in one draw call, the strongest on top. Rules common to
// all drawing: gfx/context.h.
#pragma once

#include <span>
#include <vector>

#include "gfx/color.h"
#include "gfx/context.h"

namespace lockstep::gfx {

// A cubic curve from (x0, y0) to (x1, y1) that leaves and arrives horizontally.
struct Edge {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  float weight = 0;    // the sign chooses the colour; NaN and infinities: style.invalid at full width
  float emphasis = 1;  // 0 dimmed … 1 normal … 2 highlighted
};

struct EdgeStyle {
  Color positive, negative, invalid;
  float scale = 1;                               // the |weight| that reaches full width and opacity
  float minWidth = 0.75f, maxWidth = 5;          // pixels; width is maxWidth·√(|w| / scale), clamped
  float minOpacity = 0.12f, maxOpacity = 0.85f;  // at |w| = 0 and at scale
  float dimOpacity = 0.15f;                      // factor on the opacity at emphasis 0
  float highlightWidth = 1;                      // pixels more at emphasis 2, where opacity is 1
};

// What is drawn, as functions of one edge; the legend and the hit test use the same.
float edgeWidth(const EdgeStyle& style, const Edge& edge);
float edgeOpacity(const EdgeStyle& style, const Edge& edge);

// The curve's shape: at t in 0..1, the share of the way from (x0, y0) to (x1, y1) covered in x and in y, and
// the rates of change of both.
struct CurvePoint {
  float x, y, dx, dy;
};
CurvePoint edgeCurve(float t);

// Indices of the edges in drawing order: dimmed, normal, highlighted, and within each by |weight| ascending
// (to one part in a thousand of the width). Stable. Cost O(edges), about 4 ns each.
void orderEdges(std::span<const Edge> edges, float scale, std::vector<uint32_t>& order);

// The edge under (x, y): the one whose drawn ribbon comes closest, within `tolerance` pixels of it; among
// those that are equally close (the pointer is on several) the strongest. −1 if there is none. Dimmed edges
// do not count.
int hitEdge(std::span<const Edge> edges, const EdgeStyle& style, float x, float y, float tolerance);

// One instanced call. Processor cost about 15 ns per edge.
void drawEdges(GfxContext& gfx, const Surface& surface, const EdgeStyle& style, std::span<const Edge> edges);

}  // namespace lockstep::gfx
