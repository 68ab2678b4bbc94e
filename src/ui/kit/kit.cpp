#include "ui/kit/kit.h"

#include <imgui_internal.h>

#include <algorithm>

#include "ui/kit/widget_base.h"

namespace lockstep {

const WidgetRect* findWidget(const WidgetMap& map, std::string_view name) {
  for (size_t i = map.entries.size(); i-- > 0;)
    if (map.entries[i].name.view() == name) return &map.entries[i];
  return nullptr;
}

void registerWidget(WidgetMap& map, std::string_view name, ImVec2 min, ImVec2 max, bool enabled,
                    bool visible) {
  // Of what a panel scrolls, the part that is seen.
  const ImGuiWindow& window = *ImGui::GetCurrentWindowRead();
  const ImRect& seen = window.ClipRect;
  if (window.ScrollMax.x > 0) min.x = std::max(min.x, seen.Min.x), max.x = std::min(max.x, seen.Max.x);
  if (window.ScrollMax.y > 0) min.y = std::max(min.y, seen.Min.y), max.y = std::min(max.y, seen.Max.y);
  WidgetRect& entry = map.entries.emplace_back();
  entry.name.append(map.prefix).append(name);
  entry.min = min, entry.max = max, entry.enabled = enabled;
  entry.visible = visible && min.x < max.x && min.y < max.y;
}

void beginFrame(Kit& kit) {
  kit.widgets.entries.clear();
  kit.widgets.prefix = {};
  kit.redrawIn = std::numeric_limits<float>::infinity();
  kit.regionCount = 0;
  if (kit.pinnedTip && ImGui::IsMouseClicked(0)) kit.pinnedTip = 0;
  if (ImGui::GetIO().WantTextInput) redrawWithin(kit, 0.4f);  // the caret blinks
}

bool keyPressed(ImGuiKey key, bool repeat) {
  return ImGui::IsKeyPressed(key, ImGuiKeyOwner_None, repeat ? ImGuiInputFlags_Repeat : ImGuiInputFlags_None);
}

bool keyboardInUse() {
  const ImGuiIO& io = ImGui::GetIO();
  return io.WantTextInput || io.NavVisible;
}

bool isTaken(ImGuiKey key) { return key != ImGuiKey_None && ImGui::GetKeyOwner(key) != ImGuiKeyOwner_None; }

}  // namespace lockstep
