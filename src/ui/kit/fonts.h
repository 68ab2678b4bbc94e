// Inter in the five sizes of the theme, rasterised for the screen's real pixels.
#pragma once

#include <imgui.h>

namespace lockstep {

enum class Type : unsigned char { small, base, strong, title, number };
constexpr int kTypes = 5;

struct Fonts {
  ImFont* faces[kTypes] = {};
  float sizes[kTypes] = {};  // line height in CSS px: Inter's ascent + descent, 1.21 em
  float pixelRatio = 0, scale = 0;

  ImFont* face(Type type) const { return faces[static_cast<int>(type)]; }
  float size(Type type) const { return sizes[static_cast<int>(type)]; }
};

// Rebuilds the atlas of Dear ImGui's current context when pixelRatio (device px per CSS px) or scale
// (Theme::scale) differs from the last call, and returns whether it did: the caller then re-creates the
// renderer's font texture before the next NewFrame. Rasterising takes 10–60 ms; calls that change nothing
// are free. Title and number sizes hold the Latin, Greek and digits they need; only small and base hold
// the whole subset.
bool loadFonts(Fonts& fonts, float pixelRatio, float scale);

}  // namespace lockstep
