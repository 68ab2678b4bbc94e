// What every widget needs beside Dear ImGui's own context: the look, the fonts, the map of what is
// where on screen, and the little state that lasts from frame to frame. One Kit per ImGui context,
// passed to every widget.
//
//   loadFonts(kit.fonts, pixelRatio, kit.theme.scale); applyTheme(kit.theme);   // when either changes
//   ImGui::NewFrame(); beginFrame(kit); …widgets… endFrame(kit); ImGui::Render();
//   wait for input, at most kit.redrawIn seconds
#pragma once

#include <imgui.h>

#include <limits>
#include <string_view>
#include <vector>

#include "ui/kit/fixed_text.h"
#include "ui/kit/fonts.h"
#include "ui/kit/theme.h"

namespace lockstep {

// Where things are.

// One widget drawn in this frame, in CSS px of the canvas. `visible` is false where it is scrolled
// or folded away.
struct WidgetRect {
  FixedText<48> name;
  ImVec2 min, max;
  bool enabled = true, visible = true;
};

// Everything drawn in this frame, in drawing order. Names are the ones given to the
// widgets ("play", "config.lr").
struct WidgetMap {
  std::vector<WidgetRect> entries;
  Text32 prefix;  // of what is drawn now: the same panel twice on a screen has two sets of names
};

// Names of panels and widgets begin with `text` as long as this lives.
class WidgetPrefix {
 public:
  WidgetPrefix(WidgetMap& map, std::string_view text) : map_(map), before_(map.prefix) {
    map.prefix.append(text);
  }
  ~WidgetPrefix() { map_.prefix = before_; }
  WidgetPrefix(const WidgetPrefix&) = delete;
  WidgetPrefix& operator=(const WidgetPrefix&) = delete;

 private:
  WidgetMap& map_;
  Text32 before_;
};

// The last widget of that name, or null. Linear.
const WidgetRect* findWidget(const WidgetMap& map, std::string_view name);

// Widgets call this themselves; panels call it for what they draw and make pressable on their own (a
// neuron, a pad).
void registerWidget(WidgetMap& map, std::string_view name, ImVec2 min, ImVec2 max, bool enabled,
                    bool visible);

// What an edit reports.

// A drag is many changes and one commit: record undo at `began` (the value before it is still the old one:
// began comes before or with the first change), apply on `changed`, close the entry on `committed`.
struct Edit {
  bool began = false, changed = false, committed = false;
  explicit operator bool() const { return changed; }
};
inline Edit wholeEdit(bool happened) { return {happened, happened, happened}; }

// Messages.

struct Notice {
  FixedText<1000> text;  // several lines: several messages that came together
  Text32 action;         // "Undo"; empty for none
  int actionId = 0;      // returned by endFrame when the action is pressed; 0 for none
  bool alarm = false;    // alarms stay until they are closed
  float secondsLeft = 6;
};
constexpr int kMaxNotices = 3;
constexpr int kEntry = 1024;  // bytes that can be typed: a list of 64 numbers in full

// The kit.

struct Kit {
  Theme theme;
  bool readonly = false;  // what can only be pressed is left out
  Fonts fonts;
  gfx::Ramps ramps;  // of the theme, for charts
  WidgetMap widgets;
  // Seconds until the screen will look different without input: 0 while something moves, infinite
  // when nothing will.
  float redrawIn = std::numeric_limits<float>::infinity();

  // State of gestures, owned by the widgets.
  Notice notices[kMaxNotices];
  int noticeCount = 0;
  float noticeRoom = 0;     // px at the foot of the screen that they have taken: nothing else is drawn there
  ImGuiID draggedId = 0;    // slider under the pointer or under an arrow key…
  double draggedFrom = 0;   // …its value when that began…
  double draggedAt = 0;     // …and where the drag is, before rounding
  ImGuiID entryId = 0;      // field being typed into
  char entry[kEntry] = {};  // what has been typed
  char entryBefore[kEntry] = {};  // what stood there
  ImGuiID pinnedTip = 0;          // tooltip held open by a tap
  ImGuiID pressedTip = 0;         // what was pressed explains itself no more while the pointer stays on it
  // Folds and rows begun and not yet ended.
  struct Region {
    ImGuiID id;
    float top, shown,
        maxBefore;  // fold: where its content starts, how much of it shows, how far the panel reached
  } regions[8] = {};
  int regionCount = 0;
};

void beginFrame(Kit& kit);

// Draws the notices in strips at the foot of the screen and returns the actionId of one whose action was
// pressed, or 0.
int endFrame(Kit& kit);

// Asks for another frame within `seconds`.
inline void redrawWithin(Kit& kit, float seconds) {
  if (seconds < kit.redrawIn) kit.redrawIn = seconds;
}

// Shows a message at the foot of the screen, longer if it has several lines; the oldest gives way when there
// are more than kMaxNotices. The same text twice in a row is shown once.
void postNotice(Kit& kit, std::string_view text, std::string_view action = {}, int actionId = 0,
                bool alarm = false);

// Takes away what offers that action: it is out of date.
void withdrawNotices(Kit& kit, int actionId);

// Whether the keyboard is steering widgets (a focus ring shows) or typing: global shortcuts stand back then.
bool keyboardInUse();
// Whether a widget has taken that key for itself, as the handle in hand does with the arrows.
bool isTaken(ImGuiKey key);

// Pressed, and no widget that has the focus keeps this key for itself.
bool keyPressed(ImGuiKey key, bool repeat = false);

}  // namespace lockstep
