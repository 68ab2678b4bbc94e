#include <algorithm>
#include <cmath>

#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {

void text(Kit& kit, Type type, std::string_view content) { text(kit, type, kit.theme.ink, content); }

void text(Kit& kit, Type type, Color color, std::string_view content) {
  ImVec2 at = ImGui::GetCursorScreenPos(), size(rowWidth(0), textHeight(kit, type));
  ImGui::ItemSize({std::min(size.x, textWidth(kit, type, content)), size.y});
  drawTextIn(kit, drawList(), type, at, at + size, 0, color, content);
}

void paragraph(Kit& kit, Type type, Color color, std::string_view content) {
  ImVec2 at = ImGui::GetCursorScreenPos();
  float width = rowWidth(0);
  ImGui::ItemSize({width, drawParagraph(kit, drawList(), type, at, width, color, content)});
}

void bigNumber(Kit& kit, std::string_view name, std::string_view label, std::string_view value, float room) {
  const Theme& t = kit.theme;
  float small = textHeight(kit, Type::small), large = textHeight(kit, Type::number);
  const Type type = textWidth(kit, Type::number, value) <= room ? Type::number : Type::title;
  float width = std::max(textWidth(kit, Type::small, label), textWidth(kit, type, value));
  Item item = passive(kit, name, {width, small + large});
  if (!item.drawn) return;
  drawText(kit, drawList(), Type::small, item.rect.Min, t.secondary, label);
  drawText(kit, drawList(), type, item.rect.Min + ImVec2(0, small + large - textHeight(kit, type)), t.ink,
           value);
}

// Tooltips.

namespace {

struct TipSize {
  float width, title, body, row;
};

TipSize measureTip(const Kit& kit, const Tip& tip) {
  const Theme& t = kit.theme;
  TipSize size{0, 0, 0, textHeight(kit, Type::small) + t.unit / 2};
  float limit = std::min(300 * t.scale, ImGui::GetIO().DisplaySize.x - 4 * t.inside);
  float key = tip.key.empty() ? 0 : textWidth(kit, Type::small, tip.key) + 2 * t.inside;
  if (!tip.title.empty())
    size.width = textWidth(kit, Type::strong, tip.title) + key, size.title = textHeight(kit, Type::strong);
  if (!tip.body.empty()) size.width = std::max(size.width, textWidth(kit, Type::small, tip.body));
  for (const TipRow& row : tip.rows)
    size.width = std::max(size.width, textWidth(kit, Type::small, row.label) +
                                          textWidth(kit, Type::small, row.value) + t.around);
  size.width = std::ceil(std::min(size.width, limit)) + 1;
  if (!tip.body.empty()) size.body = measureParagraph(kit, Type::small, size.width, tip.body);
  return size;
}

void drawTip(Kit& kit, const Tip& tip, const ImRect& about) {
  const Theme& t = kit.theme;
  TipSize size = measureTip(kit, tip);
  auto rows = static_cast<float>(tip.rows.size());
  float pad = t.unit * 2.5f, space = t.unit * 0.75f;
  float height = size.title + size.body + rows * size.row + (size.title > 0 && size.body > 0 ? space : 0) +
                 (rows > 0 && size.title + size.body > 0 ? t.unit : 0);
  ImVec2 outer(size.width + 2 * pad, height + 2 * pad), screen = ImGui::GetIO().DisplaySize;
  // Below what it explains, above where there is no room (and always above a finger).
  bool above = kit.theme.touch || tip.opens ? about.Min.y - outer.y > t.inside
                                            : about.Max.y + outer.y + t.inside > screen.y;
  float y = above ? about.Min.y - outer.y - t.unit : about.Max.y + t.unit;
  ImGui::SetNextWindowPos(
      {std::clamp(about.Min.x, t.unit, std::max(t.unit, screen.x - outer.x - t.unit)), std::max(t.unit, y)});
  ImGui::SetNextWindowSize(outer);
  ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0);
  bool open = ImGui::BeginTooltipEx(ImGuiTooltipFlags_OverridePrevious, ImGuiWindowFlags_None);
  ImGui::PopStyleVar();
  if (!open) return;
  ImDrawList* list = drawList();
  ImVec2 min = ImGui::GetWindowPos(), at = min + ImVec2(pad, pad);
  float right = at.x + size.width;
  list->PushClipRectFullScreen();
  drawSheet(kit, list, min, min + outer);
  if (size.title > 0) {
    drawTextIn(kit, list, Type::strong, at, {right, at.y + size.title}, 0, t.ink, tip.title);
    if (!tip.key.empty())
      drawTextIn(kit, list, Type::small, at, {right, at.y + size.title}, 1, t.secondary, tip.key);
    at.y += size.title + (size.body > 0 ? space : 0);
  }
  if (size.body > 0)
    drawParagraph(kit, list, Type::small, at, size.width, size.title > 0 ? t.secondary : t.ink, tip.body),
        at.y += size.body;
  if (rows > 0 && size.title + size.body > 0) at.y += t.unit;
  for (const TipRow& row : tip.rows) {
    drawTextIn(kit, list, Type::small, at, {right, at.y + size.row}, 0, t.secondary, row.label);
    float words = textWidth(kit, Type::small, row.value);
    drawTextIn(kit, list, Type::small, {std::max(at.x, right - words), at.y}, {right + 1, at.y + size.row}, 0,
               t.ink, row.value);
    at.y += size.row;
  }
  list->PopClipRect();
  ImGui::EndTooltip();
}

ImRect aroundPointer(const Kit& kit) {
  ImVec2 mouse = ImGui::GetIO().MousePos;
  float s = kit.theme.scale;
  return {mouse - ImVec2(4, 10) * s, mouse + ImVec2(12, 18) * s};
}

}  // namespace

void tip(Kit& kit, const Tip& content) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  ImGuiID id = g.LastItemData.ID;
  constexpr ImGuiHoveredFlags kAlways = ImGuiHoveredFlags_AllowWhenDisabled;
  bool hovered = ImGui::IsItemHovered(kAlways);
  // What a press has opened is not covered by what explained it.
  const bool pressed = !kit.theme.touch && ImGui::IsMouseClicked(0);
  if (hovered && (pressed || g.NavActivateId == id)) kit.pressedTip = id;
  if (kit.pressedTip == id && !hovered) kit.pressedTip = 0;
  if (kit.pressedTip == id) return;
  if (kit.theme.touch && !content.opens && hovered && ImGui::IsMouseReleased(0) &&
      g.ActiveIdPreviousFrame != id)
    kit.pinnedTip = id;
  if (kit.pinnedTip == id) {
    drawTip(kit, content, g.LastItemData.Rect);
  } else if (hovered) {
    if (ImGui::IsItemHovered(kAlways | ImGuiHoveredFlags_DelayNormal)) {
      bool byKeyboard = g.NavDisableMouseHover && !g.NavDisableHighlight;
      if (g.ActiveId != id || kit.theme.touch)
        drawTip(kit, content, byKeyboard ? g.LastItemData.Rect : aroundPointer(kit));
    } else {
      redrawWithin(kit, std::max(0.01f, g.Style.HoverDelayNormal - g.HoverItemDelayTimer));
    }
  }
}

void tipNow(Kit& kit, const Tip& content) { drawTip(kit, content, aroundPointer(kit)); }

// Progress, legend.

void progressBar(Kit& kit, std::string_view name, float share, std::string_view label, float width) {
  const Theme& t = kit.theme;
  float bar = 4 * t.scale, words = label.empty() ? 0 : textHeight(kit, Type::small) + t.unit;
  Item item = passive(kit, name, {rowWidth(width), words + bar});
  if (!item.drawn) return;
  ImDrawList* list = drawList();
  if (!label.empty())
    drawTextIn(kit, list, Type::small, item.rect.Min, {item.rect.Max.x, item.rect.Min.y + words - t.unit}, 0,
               t.secondary, label);
  ImRect track(item.rect.Min.x, item.rect.Max.y - bar, item.rect.Max.x, item.rect.Max.y);
  list->AddRectFilled(track.Min, track.Max, ink(t.washPressed), bar / 2);
  float from = 0, to = std::clamp(share, 0.f, 1.f);
  if (share < 0) {
    float phase = t.reducedMotion ? 0.5f : static_cast<float>(std::fmod(ImGui::GetTime() / 1.4, 1.0));
    from = std::max(0.f, phase * 1.3f - 0.3f), to = std::min(1.f, phase * 1.3f);
    if (!t.reducedMotion) redrawWithin(kit, 0);
  }
  if (to > from)
    list->AddRectFilled({track.Min.x + from * track.GetWidth(), track.Min.y},
                        {track.Min.x + std::max(to * track.GetWidth(), bar), track.Max.y}, ink(t.accent),
                        bar / 2);
}

void legendItem(Kit& kit, std::string_view name, int shape, Color color, std::string_view label) {
  const Theme& t = kit.theme;
  float height = textHeight(kit, Type::small) + t.unit / 2, mark = shape < 0 ? 20 * t.scale : 12 * t.scale;
  Item item = passive(kit, name, {mark + t.unit * 1.5f + textWidth(kit, Type::small, label), height});
  if (!item.drawn) return;
  ImDrawList* list = drawList();
  float middle = item.rect.GetCenter().y;
  if (shape >= 0) {
    drawShape(list, shape, {item.rect.Min.x + mark / 2, middle}, 4.5f * t.scale, ink(color), 0);
  } else {
    ImVec2 ends[] = {{item.rect.Min.x, middle}, {item.rect.Min.x + mark, middle}};
    float thick = t.line * 1.33f;
    shape == -1 ? list->AddLine(ends[0], ends[1], ink(color), thick)
                : drawDashed(list, ends, 2, ink(color), thick, 5 * t.scale, 3 * t.scale);
  }
  drawTextIn(kit, list, Type::small, {item.rect.Min.x + mark + t.unit * 1.5f, item.rect.Min.y},
             item.rect.Max + ImVec2(1, 0), 0, t.secondary, label);
}

}  // namespace lockstep
