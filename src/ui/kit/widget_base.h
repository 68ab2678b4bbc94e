// Shared by the widgets' own files only: claiming a place, an identity and an entry in the map.
#pragma once

#include <imgui.h>
#include <imgui_internal.h>

#include <string_view>

#include "ui/kit/draw.h"
#include "ui/kit/kit.h"

namespace lockstep {

struct Item {
  ImRect rect;
  ImGuiID id = 0;
  bool drawn = false;  // inside the clip rectangle: draw it
  bool hovered = false, held = false, pressed = false;
  bool focused = false;  // has the keyboard
  bool enabled = true;
};

// The ImGui ID of a name: that of the label "##name".
ImGuiID nameId(std::string_view name);

// Claims `size` at the cursor, at least the theme's target high and wide for what can be pressed, and runs
// ImGui's button behaviour. `rect` is what was asked for; the sensitive area may be larger.
Item pressable(Kit& kit, std::string_view name, ImVec2 size, bool enabled = true, ImGuiButtonFlags flags = 0);

// The same for a rectangle already claimed: no layout.
Item pressableAt(Kit& kit, std::string_view name, ImRect rect, bool enabled = true,
                 ImGuiButtonFlags flags = 0);

// Claims a place for something that is only looked at (and hovered).
Item passive(Kit& kit, std::string_view name, ImVec2 size);

// The ring around what has the keyboard. Draw it last.
void focusRing(const Kit& kit, const Item& item, float rounding = -1);

// What is left of the row, or `width` where one is asked for.
float rowWidth(float width);

// −1, 0 or 1 for left and right arrow keys, which the focused item takes away from ImGui's navigation.
int takeArrows(const Item& item);

// A text field over `rect` while kit.entryId is this item. Returns true in the frame in which typing ended
// with a changed text, which is then in kit.entry.
bool typedEntry(Kit& kit, std::string_view name, const ImRect& rect, float align);
void startEntry(Kit& kit, ImGuiID id, std::string_view initial);

// Where widgets draw: the list of the window that is being filled.
inline ImDrawList* drawList() { return ImGui::GetWindowDrawList(); }

}  // namespace lockstep
