#include "ui/kit/widget_base.h"

#include <algorithm>
#include <cstring>

namespace lockstep {

ImGuiID nameId(std::string_view name) {
  FixedText<52> label;
  label.append("##").append(name);
  return ImGui::GetCurrentWindow()->GetID(label.text, label.text + label.size);
}

Item pressableAt(Kit& kit, std::string_view name, ImRect rect, bool enabled, ImGuiButtonFlags flags) {
  Item item;
  item.rect = rect;
  item.id = nameId(name);
  item.enabled = enabled && !(ImGui::GetCurrentContext()->CurrentItemFlags & ImGuiItemFlags_Disabled);
  ImRect sensitive = rect;
  float growX = std::max(0.f, (kit.theme.target - rect.GetWidth()) / 2),
        growY = std::max(0.f, (kit.theme.target - rect.GetHeight()) / 2);
  sensitive.Expand({growX, growY});
  if (!enabled) ImGui::PushItemFlag(ImGuiItemFlags_Disabled, true);
  item.drawn = ImGui::ItemAdd(sensitive, item.id, &rect);
  // A field being typed into belongs to the text input of the same identity.
  if (item.drawn && kit.entryId != item.id)
    item.pressed = ImGui::ButtonBehavior(sensitive, item.id, &item.hovered, &item.held, flags);
  if (!enabled) ImGui::PopItemFlag();
  item.focused = ImGui::GetFocusID() == item.id;
  if (item.hovered && item.enabled) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  registerWidget(kit.widgets, name, rect.Min, rect.Max, item.enabled, item.drawn);
  return item;
}

Item pressable(Kit& kit, std::string_view name, ImVec2 size, bool enabled, ImGuiButtonFlags flags) {
  ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::ItemSize(size);
  if (kit.readonly) {
    ImGui::ItemAdd({at, at + size}, 0);
    return {.rect = {at, at + size}, .enabled = false};
  }
  return pressableAt(kit, name, {at, at + size}, enabled, flags);
}

Item passive(Kit& kit, std::string_view name, ImVec2 size) {
  Item item;
  ImVec2 at = ImGui::GetCursorScreenPos();
  item.rect = {at, at + size};
  item.id = nameId(name);
  ImGui::ItemSize(size);
  item.drawn = ImGui::ItemAdd(item.rect, item.id, nullptr, ImGuiItemFlags_NoNav);
  item.hovered = item.drawn && ImGui::IsItemHovered();
  registerWidget(kit.widgets, name, item.rect.Min, item.rect.Max, true, item.drawn);
  return item;
}

void focusRing(const Kit& kit, const Item& item, float rounding) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (!item.focused || !item.drawn || g.NavDisableHighlight) return;
  const Theme& t = kit.theme;
  float away = 2 * t.scale, width = 2 * t.scale;
  ImDrawList* list = drawList();
  // Rings reach a few px outside their widget: let them, unless that would leave the panel.
  ImRect panel = ImGui::GetCurrentWindow()->OuterRectClipped;
  list->PushClipRect(panel.Min, panel.Max);
  ImVec2 out(away + width / 2, away + width / 2);
  list->AddRect(item.rect.Min - out, item.rect.Max + out, ink(t.accent),
                (rounding < 0 ? t.radius : rounding) + away, 0, width);
  list->PopClipRect();
}

float rowWidth(float width) { return width > 0 ? width : std::max(1.f, ImGui::GetContentRegionAvail().x); }

int takeArrows(const Item& item) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (!item.focused || !item.enabled || g.ActiveId != 0) return 0;
  ImGui::SetKeyOwner(ImGuiKey_LeftArrow, item.id);
  ImGui::SetKeyOwner(ImGuiKey_RightArrow, item.id);
  int direction = (ImGui::IsKeyPressed(ImGuiKey_RightArrow, item.id, ImGuiInputFlags_Repeat) ? 1 : 0) -
                  (ImGui::IsKeyPressed(ImGuiKey_LeftArrow, item.id, ImGuiInputFlags_Repeat) ? 1 : 0);
  return direction;
}

void startEntry(Kit& kit, ImGuiID id, std::string_view initial) {
  kit.entryId = id;
  size_t size = std::min(initial.size(), sizeof kit.entry - 1);
  std::memcpy(kit.entry, initial.data(), size);
  kit.entry[size] = 0;
  std::memcpy(kit.entryBefore, kit.entry, sizeof kit.entry);
}

}  // namespace lockstep
