#include <algorithm>
#include <cstring>

#include "ui/kit/widget_base.h"

namespace lockstep {

bool typedEntry(Kit& kit, std::string_view name, const ImRect& rect, float align) {
  const Theme& t = kit.theme;
  ImGuiID id = kit.entryId;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  // TempInputText is ImGui's own item and moves the cursor; this one sits on a place already claimed.
  ImGuiWindowTempData& dc = window->DC;
  ImVec2 cursor = dc.CursorPos, previous = dc.CursorPosPrevLine, line = dc.CurrLineSize,
         lineBefore = dc.PrevLineSize;
  bool sameLine = dc.IsSameLine;
  FixedText<52> label;
  label.append("##").append(name);
  float pad = align > 0 ? std::max(t.unit, rect.GetWidth() - textWidth(kit, Type::base, kit.entry) - t.inside)
                        : t.inside;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {std::min(pad, rect.GetWidth() / 2), (rect.GetHeight() - ImGui::GetFontSize()) / 2});
  // Opened by a release, or by a press beside `rect`, it would wait for a press of its own.
  ImGuiContext& g = *ImGui::GetCurrentContext();
  if (g.TempInputId != id) g.NavActivateId = id, g.NavActivateFlags = ImGuiActivateFlags_PreferInput;
  ImGui::TempInputText(rect, id, label.c_str(), kit.entry, sizeof kit.entry,
                       ImGuiInputTextFlags_AutoSelectAll);
  ImGui::PopStyleVar();
  dc.CursorPos = cursor, dc.CursorPosPrevLine = previous, dc.CurrLineSize = line,
  dc.PrevLineSize = lineBefore;
  dc.IsSameLine = sameLine;
  drawFrame(kit, drawList(), rect.Min, rect.Max, t.accent, t.radius, 2 * t.hairlineWidth);
  redrawWithin(kit, 0.4f);
  if (ImGui::TempInputIsActive(id)) return false;
  kit.entryId = 0;
  redrawWithin(kit, 0);
  return std::strcmp(kit.entry, kit.entryBefore) != 0;
}

}  // namespace lockstep
