// Data points: one small shape each, all in one draw call. A class is a shape as well as a colour, so that it
// can be told without colour vision. Rules common to all drawing: gfx/context.h.
#pragma once

#include <span>

#include "gfx/color.h"
#include "gfx/context.h"

namespace lockstep::gfx {

enum class Shape : uint8_t {
  circle,
  triangle,
  square,
  diamond,
  cross,
  plus,
  triangleDown,
  pentagon,
  star,
  hexagon
};
constexpr int kShapes = 10;

// Class k's shape; repeats after kShapes.
constexpr Shape shapeOfClass(int k) { return static_cast<Shape>(k % kShapes); }

// Signed distance of (x, y) to the shape's outline, negative inside, for a point of radius 1; y down. No
// corner of any shape is farther from the centre than kLargestReach.
constexpr float kLargestReach = 1.5f;
float shapeDistance(Shape shape, float x, float y);

struct Point {
  float x = 0, y = 0;
  float radius = 4;    // of the circle; the other shapes have about its area
  uint32_t color = 0;  // pack()
  Shape shape = Shape::circle;
  bool hollow = false;       // a rim of the colour around paper: test points
  bool highlighted = false;  // the ring is wider and of ink
};

struct PointStyle {
  Color paper, ink;
  Color outline;      // of the ring that sets each point off from the field and from its neighbours
  float ring = 1.5f;  // its width in pixels
};

// In order, later ones on top. One instanced call; processor cost about 5 ns per point.
void drawPoints(GfxContext& gfx, const Surface& surface, const PointStyle& style,
                std::span<const Point> points);

}  // namespace lockstep::gfx
