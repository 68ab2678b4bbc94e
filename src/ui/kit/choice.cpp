#include <algorithm>
#include <cctype>

#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

FixedText<64> partName(std::string_view name, int index) {
  FixedText<64> out;
  return out.append(name).append(textf<16>(".%d", index));
}

bool takesClick(const Item& item) { return item.pressed && item.enabled; }

float widthOfLabels(const Kit& kit, std::span<const Choice> choices) {
  float width = 0;
  for (const Choice& choice : choices) width += textWidth(kit, Type::strong, choice.label);
  return width;
}

}  // namespace

bool segmentsFit(const Kit& kit, std::span<const Choice> choices) {
  return widthOfLabels(kit, choices) + static_cast<float>(choices.size()) * kit.theme.unit <= rowWidth(0);
}

Edit segmented(Kit& kit, std::string_view name, int* index, std::span<const Choice> choices, float width) {
  const Theme& t = kit.theme;
  ImVec2 at = ImGui::GetCursorScreenPos(), size(rowWidth(width), t.control);
  ImGui::ItemSize(size);
  if (kit.readonly) return {};
  ImRect box(at, at + size);
  registerWidget(kit.widgets, name, box.Min, box.Max, true, ImGui::IsRectVisible(box.Min, box.Max));
  ImDrawList* list = drawList();
  list->AddRectFilled(box.Min, box.Max, ink(t.wash), t.radius);
  // Each gets the room its label needs; what is left over is shared equally.
  const float needed = widthOfLabels(kit, choices);
  auto count = static_cast<float>(choices.size());
  float spare = std::max(0.f, (size.x - needed) / count),
        squeeze = std::min(1.f, size.x / std::max(1.f, needed));
  float x = box.Min.x;
  int chosen = *index;
  for (int i = 0; i < static_cast<int>(choices.size()); ++i) {
    const Choice& choice = choices[static_cast<size_t>(i)];
    float share = textWidth(kit, Type::strong, choice.label) * squeeze + spare;
    ImRect segment(x, box.Min.y, x + share, box.Max.y);
    x += share;
    Item item = pressableAt(kit, partName(name, i), segment);
    if (takesClick(item)) chosen = i;
    if (!item.drawn) continue;
    bool on = i == *index;
    float inset = 2 * t.hairlineWidth;
    ImRect pill(segment.Min + ImVec2(inset, inset), segment.Max - ImVec2(inset, inset));
    if (on) {
      list->AddRectFilled(pill.Min, pill.Max, ink(t.raised), t.radius);
      drawFrame(kit, list, pill.Min, pill.Max, t.outline, t.radius);
    } else if (item.hovered) {
      list->AddRectFilled(pill.Min, pill.Max, ink(t.wash), t.radius);
    }
    drawTextIn(kit, list, on ? Type::strong : Type::base, segment.Min + ImVec2(t.unit / 2, 0),
               segment.Max - ImVec2(t.unit / 2, 0), 0.5f,
               on             ? t.accent
               : item.hovered ? t.ink
                              : t.secondary,
               choice.label);
    focusRing(kit, item);
    if (choice.help[0]) tip(kit, {.title = choice.label, .body = choice.help, .opens = true});
  }
  Edit edit = wholeEdit(chosen != *index);
  *index = chosen;
  return edit;
}

namespace {

struct List {
  ImGuiID popup;
  float width, rowHeight, height;
  bool above;
};

List measureList(const Kit& kit, ImGuiID popup, const ImRect& box, std::span<const Choice> choices) {
  const Theme& t = kit.theme;
  List list{popup, box.GetWidth(), 0, 0, false};
  bool help = false;
  for (const Choice& choice : choices) {
    help = help || choice.help[0];
    float words =
        std::max(textWidth(kit, Type::base, choice.label), textWidth(kit, Type::small, choice.help));
    list.width = std::max(list.width, words + t.icon + 4 * t.inside + ImGui::GetStyle().ScrollbarSize);
  }
  ImVec2 screen = ImGui::GetIO().DisplaySize;
  list.width = std::min(list.width, std::min(360 * t.scale, screen.x - 2 * t.inside));
  list.rowHeight =
      std::max(t.control, textHeight(kit, Type::base) +
                              (help ? textHeight(kit, Type::small) + 1.5f * t.unit : 0) + t.inside);
  float wanted = list.rowHeight * static_cast<float>(choices.size()) + 2 * t.unit;
  float below = screen.y - box.Max.y - t.inside, above = box.Min.y - t.inside;
  list.above = wanted > below && above > below;
  list.height = std::min(wanted, (list.above ? above : below) - t.unit);
  return list;
}

// The first choice after `from` that starts with a letter typed in this frame, or −1.
int typedChoice(std::span<const Choice> choices, int from) {
  const ImGuiIO& io = ImGui::GetIO();
  int count = static_cast<int>(choices.size());
  for (ImWchar letter : io.InputQueueCharacters)
    for (int i = 1; i <= count; ++i) {
      int at = (from + i) % count;
      if (letter < 128 &&
          std::tolower(choices[static_cast<size_t>(at)].label[0]) == std::tolower(static_cast<int>(letter)))
        return at;
    }
  return -1;
}

bool listRow(Kit& kit, std::string_view name, const Choice& choice, bool chosen, float height, bool focus) {
  const Theme& t = kit.theme;
  Item item = pressable(kit, name, {rowWidth(0), height});
  if (focus) {
    ImGui::SetFocusID(item.id, ImGui::GetCurrentWindow());
    ImGui::GetCurrentContext()->NavDisableHighlight = false;
    ImGui::SetScrollHereY();
  }
  if (chosen) ImGui::SetItemDefaultFocus();
  if (!item.drawn) return takesClick(item);
  ImDrawList* list = drawList();
  if (item.hovered)
    list->AddRectFilled(item.rect.Min, item.rect.Max, ink(item.held ? t.washPressed : t.wash), t.radius);
  float x = item.rect.Min.x + t.icon + 1.5f * t.inside, right = item.rect.Max.x - t.inside;
  if (chosen)
    drawIcon(list, Icon::check, {item.rect.Min.x + t.inside + t.icon / 2, item.rect.GetCenter().y},
             t.icon * 0.9f, ink(t.accent));
  bool help = choice.help[0] != 0;
  float label = textHeight(kit, Type::base), small = help ? textHeight(kit, Type::small) + t.unit / 2 : 0;
  float y = item.rect.Min.y + (height - label - small) / 2;
  drawTextIn(kit, list, Type::base, {x, y}, {right, y + label}, 0, chosen ? t.accent : t.ink, choice.label);
  if (help)
    drawTextIn(kit, list, Type::small, {x, y + label}, {right, y + label + small}, 0, t.secondary,
               choice.help);
  return takesClick(item);
}

int showList(Kit& kit, std::string_view name, const List& list, const ImRect& box,
             std::span<const Choice> choices, int index) {
  const Theme& t = kit.theme;
  ImVec2 screen = ImGui::GetIO().DisplaySize;
  float x = std::clamp(box.Min.x, t.inside, std::max(t.inside, screen.x - list.width - t.inside));
  ImGui::SetNextWindowPos({x, list.above ? box.Min.y - t.unit - list.height : box.Max.y + t.unit});
  ImGui::SetNextWindowSize({list.width, list.height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {t.unit, t.unit});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0);
  bool open = ImGui::BeginPopupEx(list.popup, ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                                                  ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar(3);
  if (!open) return index;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImVec2 min = ImGui::GetWindowPos(), max = min + ImGui::GetWindowSize();
  drawList()->PushClipRectFullScreen();
  drawSheet(kit, drawList(), min, max);
  drawList()->PopClipRect();
  int focus = typedChoice(choices, index), chosen = -1;
  for (int i = 0; i < static_cast<int>(choices.size()); ++i)
    if (listRow(kit, partName(name, i), choices[static_cast<size_t>(i)], i == index, list.rowHeight,
                i == focus))
      chosen = i;
  if (ImGui::IsWindowAppearing() && list.height < list.rowHeight * static_cast<float>(choices.size()))
    ImGui::SetScrollY(list.rowHeight * static_cast<float>(index) - list.height / 2);
  if (chosen >= 0 || ImGui::IsKeyPressed(ImGuiKey_Escape)) ImGui::CloseCurrentPopup();
  ImGui::PopStyleVar();
  ImGui::EndPopup();
  return chosen >= 0 ? chosen : index;
}

}  // namespace

Edit dropdown(Kit& kit, std::string_view name, int* index, std::span<const Choice> choices, float width) {
  const Theme& t = kit.theme;
  Item item = pressable(kit, name, {rowWidth(width), t.control});
  ImGuiID popup = nameId(partName(name, -1));
  if (takesClick(item)) ImGui::OpenPopupEx(popup);
  bool open = ImGui::IsPopupOpen(popup, ImGuiPopupFlags_None);
  if (item.drawn) {
    ImDrawList* list = drawList();
    list->AddRectFilled(item.rect.Min, item.rect.Max, ink(t.raised), t.radius);
    if (item.hovered)
      list->AddRectFilled(item.rect.Min, item.rect.Max, ink(item.held ? t.washPressed : t.wash), t.radius);
    drawFrame(kit, list, item.rect.Min, item.rect.Max, open ? t.accent : t.outline, t.radius,
              open ? 2 * t.hairlineWidth : 0);
    float arrow = 14 * t.scale, room = item.rect.Max.x - t.inside - arrow;
    bool known = *index >= 0 && *index < static_cast<int>(choices.size());
    drawTextIn(kit, list, Type::base, item.rect.Min + ImVec2(t.inside, 0),
               {room - t.unit / 2, item.rect.Max.y}, 0, t.ink,
               known ? choices[static_cast<size_t>(*index)].label : "…");
    drawIcon(list, Icon::chevronDown, {room + arrow / 2 + t.unit / 2, item.rect.GetCenter().y}, arrow,
             ink(t.secondary));
    focusRing(kit, item);
  }
  if (!open) return {};
  int chosen = showList(kit, name, measureList(kit, popup, item.rect, choices), item.rect, choices, *index);
  Edit edit = wholeEdit(chosen != *index);
  *index = chosen;
  return edit;
}

Edit chips(Kit& kit, std::string_view name, unsigned* mask, std::span<const Choice> choices) {
  const Theme& t = kit.theme;
  ImVec2 start = ImGui::GetCursorScreenPos(), at = start;
  float room = rowWidth(0), step = t.unit * 1.5f,
        height = std::max(t.target, t.touch ? t.control : 26 * t.scale);
  unsigned wanted = *mask;
  for (int i = 0; i < static_cast<int>(choices.size()); ++i) {
    const Choice& choice = choices[static_cast<size_t>(i)];
    ImVec2 size(std::max(textWidth(kit, Type::base, choice.label) + 2.5f * t.inside, height * 1.25f), height);
    if (at.x > start.x && at.x + size.x > start.x + room) at = {start.x, at.y + height + step};
    Item item = pressableAt(kit, partName(name, i), {at, at + size});
    if (takesClick(item)) wanted ^= 1u << i;
    bool on = *mask >> i & 1;
    if (item.drawn) {
      ImDrawList* list = drawList();
      if (!on) list->AddRectFilled(item.rect.Min, item.rect.Max, ink(t.raised), t.radius);
      list->AddRectFilled(item.rect.Min, item.rect.Max,
                          ink(on             ? t.accentWash
                              : item.hovered ? t.wash
                                             : t.raised),
                          t.radius);
      drawFrame(kit, list, item.rect.Min, item.rect.Max, on ? t.accent : t.outline, t.radius,
                on ? 1.5f * t.hairlineWidth : 0);
      drawTextIn(kit, list, Type::base, item.rect.Min, item.rect.Max, 0.5f, on ? t.accent : t.secondary,
                 choice.label);
      focusRing(kit, item);
    }
    if (choice.help[0]) tip(kit, {.title = choice.label, .body = choice.help});
    at.x += size.x + step;
  }
  ImVec2 whole(room, at.y + height - start.y);
  ImGui::ItemSize(whole);
  registerWidget(kit.widgets, name, start, start + whole, true, ImGui::IsRectVisible(start, start + whole));
  Edit edit = wholeEdit(wanted != *mask);
  *mask = wanted;
  return edit;
}

Edit tabs(Kit& kit, std::string_view name, int* index, std::span<const Choice> choices) {
  const Theme& t = kit.theme;
  ImVec2 at = ImGui::GetCursorScreenPos(), size(rowWidth(0), std::max(t.control + t.unit, t.target));
  ImGui::ItemSize(size);
  registerWidget(kit.widgets, name, at, at + size, true, ImGui::IsRectVisible(at, at + size));
  ImDrawList* list = drawList();
  drawHairline(kit, list, {at.x, at.y + size.y - t.hairlineWidth},
               {at.x + size.x, at.y + size.y - t.hairlineWidth});
  float needed = 0, spacing = t.around;
  for (const Choice& choice : choices) needed += textWidth(kit, Type::strong, choice.label);
  auto count = static_cast<float>(choices.size());
  if (needed + spacing * (count - 1) > size.x)
    spacing = std::max(t.inside, (size.x - needed) / std::max(1.f, count - 1));
  float squeeze = std::min(1.f, (size.x - spacing * (count - 1)) / std::max(1.f, needed)), x = at.x;
  int chosen = *index;
  for (int i = 0; i < static_cast<int>(choices.size()); ++i) {
    const Choice& choice = choices[static_cast<size_t>(i)];
    float width = textWidth(kit, Type::strong, choice.label) * squeeze;
    Item item = pressableAt(kit, partName(name, i), {{x, at.y}, {x + width, at.y + size.y}});
    if (takesClick(item)) chosen = i;
    bool on = i == *index;
    if (item.drawn) {
      drawTextIn(kit, list, on ? Type::strong : Type::base, item.rect.Min, item.rect.Max + ImVec2(1, 0),
                 on ? 0 : 0.5f,
                 on             ? t.ink
                 : item.hovered ? t.ink
                                : t.secondary,
                 choice.label);
      float thick = snap(kit, 2 * t.scale);
      if (on) list->AddRectFilled({x, item.rect.Max.y - thick}, item.rect.Max, ink(t.accent));
      focusRing(kit, item);
    }
    if (choice.help[0]) tip(kit, {.title = choice.label, .body = choice.help, .opens = true});
    x += width + spacing;
  }
  Edit edit = wholeEdit(chosen != *index);
  *index = chosen;
  return edit;
}

}  // namespace lockstep
