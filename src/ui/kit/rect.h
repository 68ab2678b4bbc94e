// The one rectangle of the screen, in CSS px. Panels cut it up: what is taken is returned, what
// is left stays.
#pragma once

#include <imgui.h>

#include <algorithm>

namespace lockstep {

struct Rect {
  ImVec2 min, size;

  ImVec2 max() const { return {min.x + size.x, min.y + size.y}; }

  // A strip along one side, at most as long as there is room. `gap`: left free between the strip
  // and the rest.
  Rect takeTop(float height, float gap = 0) {
    const Rect strip{min, {size.x, std::min(height, size.y)}};
    const float used = std::min(strip.size.y + gap, size.y);
    min.y += used, size.y -= used;
    return strip;
  }
  Rect takeBottom(float height) {
    const float taken = std::min(height, size.y);
    size.y -= taken;
    return {{min.x, min.y + size.y}, {size.x, taken}};
  }
  Rect takeLeft(float width) {
    const Rect strip{min, {std::min(width, size.x), size.y}};
    min.x += strip.size.x, size.x -= strip.size.x;
    return strip;
  }
  Rect takeRight(float width) {
    const float taken = std::min(width, size.x);
    size.x -= taken;
    return {{min.x + size.x, min.y}, {taken, size.y}};
  }
};

}  // namespace lockstep
