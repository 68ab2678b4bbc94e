// Inside damage*.cpp only: rectangles of device pixels, and Dear ImGui's triangles one by one.
#pragma once

#include <algorithm>
#include <cmath>

#include "ui/kit/damage.h"

namespace lockstep {

inline bool isEmpty(const DeviceRect& r) { return r.x1 <= r.x0 || r.y1 <= r.y0; }
inline int area(const DeviceRect& r) { return (r.x1 - r.x0) * (r.y1 - r.y0); }
inline DeviceRect both(const DeviceRect& a, const DeviceRect& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}
inline DeviceRect around(const DeviceRect& a, const DeviceRect& b) {
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}
inline bool contains(const DeviceRect& outer, const DeviceRect& inner) {
  return outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1;
}

struct Box {
  float x0, y0, x1, y1;
};

// Every device pixel the box touches, within `clip`. What is not a number reaches as far as the clip.
inline DeviceRect covered(const Box& box, float ratio, const DeviceRect& clip) {
  auto low = [](int limit, float v) { return static_cast<int>(std::max(static_cast<float>(limit), v)); };
  auto high = [](int limit, float v) {
    return static_cast<int>(std::ceil(std::min(static_cast<float>(limit), v)));
  };
  return {low(clip.x0, std::floor(box.x0 * ratio)), low(clip.y0, std::floor(box.y0 * ratio)),
          high(clip.x1, box.x1 * ratio), high(clip.y1, box.y1 * ratio)};
}

// A triangle, or the two of a rectangle as Dear ImGui writes it (a, b, c, a, c, d).
struct Primitive {
  const ImDrawIdx* index;
  int indices, corners;  // 3 and 3, or 6 and 4
  Box box;

  const ImDrawVert& corner(const ImDrawVert* vertices, int k) const {
    return vertices[index[k == 3 ? 5 : k]];
  }
};

inline Primitive readPrimitive(const ImDrawVert* vertices, const ImDrawIdx* index, unsigned left) {
  const bool rectangle = left >= 6 && index[3] == index[0] && index[4] == index[2];
  Primitive p{index, rectangle ? 6 : 3, rectangle ? 4 : 3, {}};
  const ImVec2 first = vertices[index[0]].pos;
  p.box = {first.x, first.y, first.x, first.y};
  for (int k = 1; k < p.corners; ++k) {
    const ImVec2 at = p.corner(vertices, k).pos;
    p.box = {std::min(p.box.x0, at.x), std::min(p.box.y0, at.y), std::max(p.box.x1, at.x),
             std::max(p.box.y1, at.y)};
  }
  return p;
}

template <typename Visit>
void eachPrimitive(const ImDrawList& list, const ImDrawCmd& command, Visit visit) {
  const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
  const ImDrawIdx* index = list.IdxBuffer.Data + command.IdxOffset;
  for (unsigned i = 0; i + 3 <= command.ElemCount;) {
    const Primitive p = readPrimitive(vertices, index + i, command.ElemCount - i);
    visit(p);
    i += static_cast<unsigned>(p.indices);
  }
}

// Finds what is to be painted in this frame: damage.rects and damage.reach.
void findDamage(Damage& damage, const ImDrawData& full, Color paper, Pace pace);

}  // namespace lockstep
