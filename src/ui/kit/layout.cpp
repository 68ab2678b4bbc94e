#include <algorithm>
#include <cmath>

#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr float kFoldSeconds = 0.15f;

FixedText<64> windowName(const Kit& kit, std::string_view name) {
  FixedText<64> out;
  return out.append("##").append(kit.widgets.prefix).append(name);
}

Kit::Region& openRegion(Kit& kit, ImGuiID id) {
  IM_ASSERT(kit.regionCount < static_cast<int>(std::size(kit.regions)));
  Kit::Region& region = kit.regions[kit.regionCount++];
  region = {};
  region.id = id;
  return region;
}

}  // namespace

void beginPanel(Kit& kit, std::string_view name, ImVec2 min, ImVec2 size, bool raised, float padding) {
  const Theme& t = kit.theme;
  if (padding < 0) padding = t.between;
  registerWidget(kit.widgets, name, min, min + size, true, true);
  ImGui::SetNextWindowPos({snap(kit, min.x), snap(kit, min.y)});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {padding, padding});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, pack(raised ? t.raised : t.paper));
  ImGui::Begin(windowName(kit, name).c_str(), nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoCollapse |
                   ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
}

// Panels place what they draw; a place that nothing was put at counts for nothing.
void endPanel(Kit&) {
  ImGui::GetCurrentWindow()->DC.IsSetPos = false;
  ImGui::End();
}

void bringToFront() {
  if (ImGui::IsWindowAppearing()) ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
}

namespace {

// The ↺ of a changed row stands in the panel's margin, where it costs the label no room.
bool resetMark(Kit& kit, std::string_view name, ImVec2 rowStart, float height, bool enabled) {
  const Theme& t = kit.theme;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  FixedText<64> part;
  part.append(name).append(".reset");
  float side = 13 * t.scale, right = 2.5f * t.scale;
  ImVec2 cursor = ImGui::GetCursorScreenPos();
  ImRect clip = window->ClipRect;
  ImGui::PushClipRect({window->OuterRectClipped.Min.x, clip.Min.y}, clip.Max, false);
  Item item = pressableAt(
      kit, part,
      {rowStart + ImVec2(-side - right, (height - side) / 2), rowStart + ImVec2(-right, (height + side) / 2)},
      enabled);
  if (item.drawn) {
    drawIcon(drawList(), Icon::reset, item.rect.GetCenter(), side,
             ink(item.hovered ? t.accent : t.secondary));
    focusRing(kit, item);
    tip(kit, {.title = "Back to the default"});
  }
  ImGui::PopClipRect();
  ImGui::SetCursorScreenPos(cursor);
  return item.pressed && item.enabled;
}

}  // namespace

bool beginFormRow(Kit& kit, std::string_view name, const FormRow& row) {
  const Theme& t = kit.theme;
  float width = rowWidth(0);
  bool stacked = width < 230 * t.scale;
  float label = stacked ? width : std::clamp(std::floor(width * 0.4f), 92 * t.scale, 160 * t.scale);
  float height = stacked ? textHeight(kit, Type::base) + t.unit : t.control;
  ImVec2 at = ImGui::GetCursorScreenPos();
  FixedText<64> part;
  part.append(name).append(".label");
  if (!row.enabled) ImGui::BeginDisabled();
  Item item = passive(kit, part, {label - t.unit, height});
  if (item.drawn) {
    Color color = row.modified || item.hovered ? t.ink : t.secondary;
    bool cut = drawTextIn(kit, drawList(), Type::base, item.rect.Min, item.rect.Max, 0, color, row.label);
    TipRow rows[2];
    size_t count = 0;
    if (!row.defaultText.empty()) rows[count++] = {"default", row.defaultText};
    if (!row.rangeText.empty()) rows[count++] = {"range", row.rangeText};
    if (cut || count > 0 || !row.help.empty())
      tip(kit, {.title = row.label, .body = row.help, .rows = {rows, count}});
  }
  bool reset = item.hovered && row.modified && ImGui::IsMouseClicked(1);
  if (row.modified) reset = resetMark(kit, name, at, height, row.enabled) || reset;
  if (!row.enabled) ImGui::EndDisabled();
  ImGui::SetCursorScreenPos(stacked ? ImVec2(at.x, at.y + height) : ImVec2(at.x + label, at.y));
  ImGui::BeginGroup();
  if (!row.enabled) ImGui::BeginDisabled();
  openRegion(kit, row.enabled ? 0 : 1);
  return reset;
}

void endFormRow(Kit& kit) {
  if (kit.regions[--kit.regionCount].id) ImGui::EndDisabled();
  ImGui::EndGroup();
}

bool beginFold(Kit& kit, std::string_view name, std::string_view title, std::string_view summary,
               bool* open) {
  const Theme& t = kit.theme;
  float height = std::max(t.control + t.unit, t.target);
  Item item = pressable(kit, name, {rowWidth(0), height});
  if (item.pressed && item.enabled) *open = !*open;
  ImGuiStorage* storage = ImGui::GetStateStorage();
  float* phase = storage->GetFloatRef(item.id, *open ? 1.f : 0.f);
  float target = *open ? 1.f : 0.f;
  if (*phase != target) {
    float step = t.reducedMotion ? 1 : ImGui::GetIO().DeltaTime / kFoldSeconds;
    *phase = target > *phase ? std::min(*phase + step, target) : std::max(*phase - step, target);
    redrawWithin(kit, 0);
  }
  float eased = *phase * *phase * (3 - 2 * *phase);
  if (item.drawn) {
    ImDrawList* list = drawList();
    float size = 14 * t.scale, turn = eased * IM_PI / 2, c = std::cos(turn), s = std::sin(turn),
          arm = size * 0.2f;
    ImVec2 centre(item.rect.Min.x + size / 2, item.rect.GetCenter().y);
    for (ImVec2 p : {ImVec2(-arm, -2 * arm), ImVec2(arm, 0), ImVec2(-arm, 2 * arm)})
      list->PathLineTo(centre + ImVec2(p.x * c - p.y * s, p.x * s + p.y * c));
    list->PathStroke(ink(item.hovered ? t.ink : t.secondary), 0, 1.5f * t.scale);
    float x = item.rect.Min.x + size + t.inside;
    float used = std::min(textWidth(kit, Type::strong, title), item.rect.Max.x - x);
    drawTextIn(kit, list, Type::strong, {x, item.rect.Min.y}, {x + used + 1, item.rect.Max.y}, 0, t.ink,
               title);
    float left = x + used + t.between;
    if (*phase < 1 && left < item.rect.Max.x - 24 * t.scale) {
      float words = std::min(textWidth(kit, Type::small, summary), item.rect.Max.x - left);
      drawTextIn(kit, list, Type::small, {item.rect.Max.x - words, item.rect.Min.y}, item.rect.Max, 0,
                 withAlpha(t.secondary, 1 - eased), summary);
    }
    Item ring = item;
    ring.rect.Expand({0, -t.unit / 2});
    focusRing(kit, ring);
  }
  if (*phase <= 0) return false;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  Kit::Region& fold = openRegion(kit, item.id);
  fold.top = window->DC.CursorPos.y, fold.maxBefore = window->DC.CursorMaxPos.y;
  fold.shown = *phase >= 1 ? -1 : eased * storage->GetFloat(item.id + 1, 0);
  if (fold.shown >= 0) {
    ImVec2 clip(window->ClipRect.Max.x, fold.top + fold.shown);
    ImGui::PushClipRect({window->ClipRect.Min.x, fold.top}, clip, true);
  }
  return true;
}

void endFold(Kit& kit) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  const Kit::Region& fold = kit.regions[--kit.regionCount];
  gap(kit, 1);
  ImGui::GetStateStorage()->SetFloat(fold.id + 1, window->DC.CursorPos.y - fold.top);
  if (fold.shown < 0) return;
  ImGui::PopClipRect();
  window->DC.CursorPos.y = fold.top + fold.shown;
  window->DC.CursorMaxPos.y =
      std::max(fold.maxBefore, window->DC.CursorPos.y - ImGui::GetStyle().ItemSpacing.y);
}

bool beginModal(Kit& kit, std::string_view name, std::string_view title, bool* open, float width) {
  if (!*open) return false;
  const Theme& t = kit.theme;
  FixedText<64> label = windowName(kit, name);
  if (!ImGui::IsPopupOpen(label.c_str())) ImGui::OpenPopup(label.c_str());
  ImVec2 screen = ImGui::GetIO().DisplaySize;
  width = std::min(width * t.scale, screen.x - 2 * t.between);
  ImGui::SetNextWindowPos(screen * 0.5f, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::SetNextWindowSizeConstraints({width, 0}, {width, screen.y - 2 * t.between});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {t.around, t.around});
  ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0);
  bool shown = ImGui::BeginPopupModal(label.c_str(), nullptr,
                                      ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                                          ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                                          ImGuiWindowFlags_AlwaysAutoResize);
  ImGui::PopStyleVar(2);
  if (!shown) return false;
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (g.DimBgRatio < 1) redrawWithin(kit, 0);  // the page behind is still dimming
  ImVec2 min = ImGui::GetWindowPos(), max = min + ImGui::GetWindowSize();
  registerWidget(kit.widgets, name, min, max, true, true);
  drawList()->PushClipRectFullScreen();
  drawSheet(kit, drawList(), min, max);
  drawList()->PopClipRect();
  ImVec2 at = ImGui::GetCursorScreenPos();
  float row = rowWidth(0);
  drawTextIn(kit, drawList(), Type::title, at, {at.x + row - t.control, at.y + t.control}, 0, t.ink, title);
  ImGui::SetCursorScreenPos({at.x + row - t.control + t.unit, at.y});
  FixedText<64> close;
  close.append(name).append(".close");
  bool done = iconButton(kit, close, Icon::close);
  bool onTop = g.OpenPopupStack.Size == g.BeginPopupStack.Size;
  bool outside =
      ImGui::IsMouseClicked(0) && !ImRect(min, max).Contains(g.IO.MousePos) && !ImGui::IsWindowAppearing();
  if (onTop && (done || outside || ImGui::IsKeyPressed(ImGuiKey_Escape))) *open = false;
  gap(kit, 1);
  return true;
}

void endModal(Kit&) { ImGui::EndPopup(); }

void separator(Kit& kit) {
  const Theme& t = kit.theme;
  gap(kit, 1);
  ImVec2 at = ImGui::GetCursorScreenPos();
  float width = rowWidth(0);
  drawHairline(kit, drawList(), at, {at.x + width, at.y});
  ImGui::ItemSize({width, t.hairlineWidth});
  gap(kit, 1);
}

void gap(Kit& kit, float units) { ImGui::GetCurrentWindow()->DC.CursorPos.y += units * kit.theme.unit; }

}  // namespace lockstep
