// What a drawing call puts on the screen, in short: where, and a number that stands for it. While both are
// the same as in the frame before, the pixels on the screen still hold and the call need not be made.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "gfx/edges.h"
#include "gfx/heat.h"
#include "gfx/image.h"
#include "gfx/plane.h"
#include "gfx/points.h"
#include "gfx/ramps.h"

namespace lockstep::gfx {

// 64 bits, so that two contents share one about never; not for anything an opponent may choose. Order
// matters: a then b differs from b then a.
struct Fingerprint {
  uint64_t value = 0;

  Fingerprint& add(uint64_t part) {
    constexpr uint64_t kOdd = 0x9E3779B97F4A7C15u;
    value = (value ^ part) * kOdd;
    value ^= value >> 32;
    return *this;
  }
  Fingerprint& add(float a, float b) {
    return add(static_cast<uint64_t>(std::bit_cast<uint32_t>(a)) << 32 | std::bit_cast<uint32_t>(b));
  }
  Fingerprint& add(const PixelRect& r) { return add(r.x0, r.y0).add(r.x1, r.y1); }
  Fingerprint& add(Color c) { return add(uint64_t{pack(c)}); }
  Fingerprint& add(const Palette& p) {
    return add(p.negative).add(p.neutral).add(p.positive).add(p.paper).add(p.ink).add(p.invalid);
  }
};

struct Content {
  PixelRect bounds;  // nothing is drawn outside; empty: nothing is drawn
  Fingerprint fingerprint;
};

// One call after the other.
Content operator+(const Content& a, const Content& b);

// Of the drawing functions with the same arguments; about 5 ns per edge, quad or point.
Content contentOf(const EdgeStyle& style, std::span<const Edge> edges);
Content contentOf(const HeatAtlas& atlas, const Palette& palette, std::span<const HeatQuad> quads);
Content contentOf(const Plane& plane, const PixelRect& rect, const Palette& palette, const PlaneStyle& style);
Content contentOf(const Image& image, const PixelRect& rect);
Content contentOf(const PointStyle& style, std::span<const Point> points);

}  // namespace lockstep::gfx
