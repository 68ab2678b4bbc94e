// The controls. Each takes the kit and a stable name: the name is its identity in Dear ImGui, and
// what it is called in kit.widgets (a name is unique within its ImGui window and ID stack; panels
// write "config.lr", "layer.2.freeze").
//
// Layout is ImGui's: a control goes to the cursor and moves it on. Width 0 fills the row. Labels are text for
// people, UTF-8, never part of the identity. No widget allocates once its window exists.
//
// Keyboard: arrow keys move a focus ring, space or enter presses. Sliders and steppers take left and right
// while they have the focus.
#pragma once

#include <imgui.h>

#include <cmath>
#include <span>
#include <string>
#include <string_view>

#include "ui/kit/icons.h"
#include "ui/kit/kit.h"

namespace lockstep {

// Buttons (buttons.cpp).

enum class ButtonKind : unsigned char {
  quiet,    // outlined: most of them
  primary,  // filled with the accent: the one thing to press next
  bare,     // no outline, accent text: a link among text, the action of a notice
};

struct ButtonOptions {
  ButtonKind kind = ButtonKind::quiet;
  Icon icon = Icon::none;  // before the label
  float width = 0;         // 0: as wide as its label; < 0: fills the row
  bool enabled = true;
};
bool button(Kit& kit, std::string_view name, std::string_view label, const ButtonOptions& options = {});

struct IconButtonOptions {
  bool on = false;       // shown as switched on
  bool primary = false;  // filled with the accent (play)
  bool enabled = true;
  float size = 0;        // side in CSS px; 0: the theme's control height
  std::string_view tip;  // what it does, and its shortcut in tipKey
  std::string_view tipKey;
};
bool iconButton(Kit& kit, std::string_view name, Icon icon, const IconButtonOptions& options = {});

// A switch; label to its right (may be empty). The whole of it is pressable.
Edit toggle(Kit& kit, std::string_view name, std::string_view label, bool* on, bool enabled = true);

// Sliders (slider.cpp).

struct SliderOptions {
  double min = 0, max = 1;
  bool log = false;       // equal ratios are equally far apart
  double floor = 0;       // log with min 0: the smallest positive value; the leftmost end is 0
  double fallback = NAN;  // the default: a tick on the track; right click and ↺ go back to it
  double step = 0;        // values are multiples of it; 0: `digits` significant digits
  int digits = 2;
  std::string_view unit;      // "%", "steps"
  std::string_view zeroText;  // shown for 0 ("off")
  float width = 0;            // 0: fills the row
  bool enabled = true;
};

// Drag anywhere on the track (Shift: ten times finer); arrow keys nudge; double click, Ctrl+click, Enter or a
// click on the number to type one. What is typed is clamped to [min, max].
Edit sliderFloat(Kit& kit, std::string_view name, double* value, const SliderOptions& options);
Edit sliderInt(Kit& kit, std::string_view name, int* value, int min, int max, SliderOptions options = {});

// − n +, for small counts. Hold to repeat; click the number to type one.
Edit stepper(Kit& kit, std::string_view name, int* value, int min, int max, bool enabled = true);
float stepperWidth(const Kit& kit, int max);

// One line of text to type (a file name, a link). Commits with enter or when it loses the focus.
Edit textField(Kit& kit, std::string_view name, std::string_view hint, std::string& text, float width = 0);

// Choices (choice.cpp).

struct Choice {
  const char* label;
  const char* help = "";  // one line
};

// Two to five choices side by side; shrinks and cuts labels with … where the row is narrow.
Edit segmented(Kit& kit, std::string_view name, int* index, std::span<const Choice> choices, float width = 0);
// Whether it has room in this row for all that they say.
bool segmentsFit(const Kit& kit, std::span<const Choice> choices);

// Many choices: a list that opens below (or above), help beside each, the current one ticked. Up and down
// move in it, typing a letter goes to the next choice that starts with it.
Edit dropdown(Kit& kit, std::string_view name, int* index, std::span<const Choice> choices, float width = 0);

// Any number of choices on or off, as bits of a mask; wraps to as many rows as it needs.
Edit chips(Kit& kit, std::string_view name, unsigned* mask, std::span<const Choice> choices);

// Words with an underline below the chosen one.
Edit tabs(Kit& kit, std::string_view name, int* index, std::span<const Choice> choices);

// Layout (layout.cpp).

// A region of the screen: paper (or raised), no decoration, scrolls vertically when its content is taller. An
// ImGui window; endPanel always follows. padding < 0: the theme's 16.
void beginPanel(Kit& kit, std::string_view name, ImVec2 min, ImVec2 size, bool raised = false,
                float padding = -1);
void endPanel(Kit& kit);
// After beginPanel, for a panel that lies over others: new ones would begin behind them.
void bringToFront();

// A row: label left, then exactly one control right of it (below it, where the row is narrow), endFormRow.
struct FormRow {
  std::string_view label;
  std::string_view help;         // tooltip on the label: what it is…
  std::string_view defaultText;  // …its default…
  std::string_view rangeText;    // …and its range
  bool modified = false;         // shows the ↺ that goes back to the default, in the margin left of the row
  bool enabled = true;
};
// True when the viewer asked for the default.
bool beginFormRow(Kit& kit, std::string_view name, const FormRow& row);
void endFormRow(Kit& kit);

// A section that folds. Emit the content and call endFold only if it returns true. `summary` shows beside the
// title while folded ("2 × 8, tanh").
bool beginFold(Kit& kit, std::string_view name, std::string_view title, std::string_view summary, bool* open);
void endFold(Kit& kit);

// A dialog in the middle of the screen over a dimmed page. While *open: true, emit the content, then
// endModal. Escape, the × and a press outside close it.
bool beginModal(Kit& kit, std::string_view name, std::string_view title, bool* open, float width = 440);
void endModal(Kit& kit);

// A hairline across the row with the theme's space around it; a gap of n grid units.
void separator(Kit& kit);
void gap(Kit& kit, float units);

// Text and feedback (feedback.cpp, notice.cpp).

void text(Kit& kit, Type type, std::string_view content);  // ink, one line
void text(Kit& kit, Type type, Color color, std::string_view content);
void paragraph(Kit& kit, Type type, Color color, std::string_view content);  // wrapped to the row
// Label above, the one number that matters below it, smaller where it is wider than `room`.
void bigNumber(Kit& kit, std::string_view name, std::string_view label, std::string_view value, float room);

struct TipRow {
  std::string_view label, value;
};
struct Tip {
  std::string_view title, body;
  std::span<const TipRow> rows = {};
  std::string_view key;  // a shortcut, shown right of the title
  bool opens = false;    // a press opens what lies below: the card keeps away from that
};
// A card beside the pointer 0.4 s after it came to rest on the last widget; on touch screens while held or
// after a tap.
void tip(Kit& kit, const Tip& content);
// The same card right now, at the pointer: for things drawn by hand.
void tipNow(Kit& kit, const Tip& content);

// Text inside, share in [0, 1]; < 0: no known length (a moving strip, or a still one with reduced motion).
void progressBar(Kit& kit, std::string_view name, float share, std::string_view label, float width = 0);

// What a colour and a shape stand for. shape < 0: a line (−1 solid, −2 dashed).
void legendItem(Kit& kit, std::string_view name, int shape, Color color, std::string_view label);

}  // namespace lockstep
