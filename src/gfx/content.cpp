#include "gfx/content.h"

#include <algorithm>

namespace lockstep::gfx {
namespace {

PixelRect around(const PixelRect& a, const PixelRect& b) {
  if (a.x1 <= a.x0) return b;
  if (b.x1 <= b.x0) return a;
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

// With room for the soft border.
PixelRect grown(const PixelRect& r, float margin) {
  margin += 1;
  return {r.x0 - margin, r.y0 - margin, r.x1 + margin, r.y1 + margin};
}

}  // namespace

Content operator+(const Content& a, const Content& b) {
  return {around(a.bounds, b.bounds), Fingerprint(a.fingerprint).add(b.fingerprint.value)};
}

Content contentOf(const EdgeStyle& style, std::span<const Edge> edges) {
  Content c;
  c.fingerprint.add(style.positive).add(style.negative).add(style.invalid);
  c.fingerprint.add(style.scale, style.minWidth).add(style.maxWidth, style.minOpacity);
  c.fingerprint.add(style.maxOpacity, style.dimOpacity).add(style.highlightWidth, 0);
  for (const Edge& e : edges) {
    c.fingerprint.add(e.x0, e.y0).add(e.x1, e.y1).add(e.weight, e.emphasis);
    const PixelRect ends = {std::min(e.x0, e.x1), std::min(e.y0, e.y1), std::max(e.x0, e.x1),
                            std::max(e.y0, e.y1)};
    c.bounds = around(c.bounds, grown(ends, (style.maxWidth + style.highlightWidth) / 2));
  }
  return c;
}

Content contentOf(const HeatAtlas& atlas, const Palette& palette, std::span<const HeatQuad> quads) {
  Content c;
  c.fingerprint.add(atlas.version).add(palette);
  for (const HeatQuad& q : quads) {
    c.fingerprint.add(q.rect).add(static_cast<uint64_t>(q.tile) << 32 | q.outline);
    c.fingerprint.add(q.radius, q.opacity).add(q.outlineWidth, q.sampling == Sampling::crisp ? 1.0f : 0.0f);
    c.bounds = around(c.bounds, grown(q.rect, q.outlineWidth));
  }
  return c;
}

Content contentOf(const Plane& plane, const PixelRect& rect, const Palette& palette,
                  const PlaneStyle& style) {
  Content c{grown(rect, 0), {plane.version}};
  c.fingerprint.add(rect).add(palette).add(style.contour).add(style.contourWidth, style.radius);
  c.fingerprint.add(style.opacity, 0);
  return c;
}

Content contentOf(const Image& image, const PixelRect& rect) {
  Content c{grown(rect, 0), {image.version}};
  c.fingerprint.add(rect);
  return c;
}

Content contentOf(const PointStyle& style, std::span<const Point> points) {
  Content c;
  c.fingerprint.add(style.paper).add(style.ink).add(style.outline).add(style.ring, 0);
  for (const Point& p : points) {
    const uint64_t flags = static_cast<uint64_t>(p.shape) << 2 | static_cast<uint64_t>(p.hollow) << 1 |
                           static_cast<uint64_t>(p.highlighted);
    c.fingerprint.add(p.x, p.y).add(flags << 32 | p.color).add(p.radius, 0);
    c.bounds = around(c.bounds, grown({p.x, p.y, p.x, p.y}, 1.8f * p.radius + 2 * style.ring));
  }
  return c;
}

}  // namespace lockstep::gfx
