// The look: colours with jobs, a 4-px grid, type sizes. Everything that is drawn asks here; nothing else
// names a colour.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gfx/color.h"
#include "gfx/ramps.h"

namespace lockstep {

constexpr int kClassColors = 10;

struct ThemeOptions {
  bool dark = false;
  float scale = 1;             // UI scale, 1 … 2; in a lecture what lectureScale says
  bool lecture = false;        // for the last row of a hall: lines of at least 3 px
  bool touch = false;          // targets of 44 px instead of 24
  bool reducedMotion = false;  // changes of state are immediate
};

struct Theme {
  bool dark = false, lecture = false, touch = false, reducedMotion = false;
  float scale = 1;  // every length below already holds it

  // Surfaces and ink. Text on a surface is `ink` or `secondary`; `outline` bounds controls (≥ 3 : 1),
  // `hairline` only separates regions.
  Color paper, raised, hairline, outline, ink, secondary;
  // Sign: the ends and the centre of the diverging map.
  Color positive, neutral, negative;
  // What can be pressed, and divergence; onAccent and onAlarm are text on them.
  Color accent, onAccent, alarm, onAlarm;
  // Translucent, laid over a surface: pointer over, pressed, chosen, warned, behind a dialog.
  Color wash, washPressed, accentWash, alarmWash, scrim;
  // Okabe–Ito hues, darkened where paper asks for it. 0 and 1 agree with the ends of the diverging map.
  std::array<Color, kClassColors> classes;

  // Type sizes in CSS px (the em).
  float small = 12, base = 14, title = 18, number = 28;
  // Lengths in CSS px.
  float unit = 4, inside = 8, between = 16, around = 24, radius = 4;
  float hairlineWidth = 1;  // of separators and control outlines
  float line = 1.5f;        // of chart lines and icons
  float control = 28;       // height of a button, slider, …
  float target = 24;        // least side of anything pressable
  float icon = 18;
};

Theme makeTheme(const ThemeOptions& options);

// How large everything is in a lecture, for a screen of that many CSS px: the smallest text has 3 % of its
// height, whatever the projector's resolution. In sixteenths, so that a window that is being resized does not
// load its fonts anew in every frame.
float lectureScale(float width, float height);
inline Theme makeTheme(bool dark, float scale) {
  return makeTheme(ThemeOptions{.dark = dark, .scale = scale});
}

// Sets the style of Dear ImGui's current context. Cheap; call it whenever the theme changes.
void applyTheme(const Theme& theme);

// What the maps from numbers to colours take from the theme.
gfx::Palette paletteOf(const Theme& theme);

// The diverging map of paletteOf(theme). Lightness falls (light theme) or rises (dark theme) from the centre
// to either end.
Color diverging(const Theme& theme, float v);

// Colour of class `index`, and of line `index` in a chart of several quantities that are neither sign,
// class nor twin.
inline Color classColor(const Theme& theme, int index) {
  return theme.classes[static_cast<size_t>(index % kClassColors)];
}

}  // namespace lockstep
