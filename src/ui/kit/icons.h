// Line icons on a 24-unit grid, drawn with the pencil: no bitmaps, sharp at any size.
#pragma once

#include <imgui.h>

namespace lockstep {

enum class Icon : unsigned char {
  none,
  play,
  pause,
  step,
  epoch,
  reset,
  dice,  // transport
  sun,
  moon,
  fullscreen,
  link,
  info,  // page
  undo,
  redo,
  plus,
  minus,
  close,
  check,
  eye,
  eyeOff,
  lock,
  snowflake,
  solo,  // per layer
  download,
  upload,
  brush,
  eraser,
  chevronDown,
  menu,
  more,
  warning,
  settings,
  compare,
  experiment,
  open,  // in a window of its own
};

// Centred on `centre`, inside a square of `size` CSS px. The stroke is size/24 × 1.75, at least 1.2 px.
void drawIcon(ImDrawList* list, Icon icon, ImVec2 centre, float size, ImU32 color);

}  // namespace lockstep
