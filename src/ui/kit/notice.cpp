#include <algorithm>

#include "ui/kit/kit.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr float kNoticeSeconds = 6;

void closeNotice(Kit& kit, int index) {
  std::move(kit.notices + index + 1, kit.notices + kit.noticeCount, kit.notices + index);
  --kit.noticeCount;
}

struct Drawn {
  float height = 0;
  bool hovered = false, closed = false, pressed = false;
};

// One message, its bottom edge at `bottom`.
Drawn drawNotice(Kit& kit, const Notice& notice, int index, float bottom) {
  const Theme& t = kit.theme;
  ImVec2 screen = ImGui::GetIO().DisplaySize;
  float action = notice.action.empty() ? 0 : textWidth(kit, Type::strong, notice.action) + 2 * t.inside;
  float chrome = t.between + (notice.alarm ? t.icon + t.inside : 0) + action + t.control + t.inside;
  float textLimit = std::min(440 * t.scale, screen.x - 2 * t.inside - chrome);
  float words = std::min(textWidth(kit, Type::base, notice.text), textLimit);
  float height =
      std::max(measureParagraph(kit, Type::base, words + 1, notice.text) + t.between, t.control + t.inside);
  float width = words + chrome + 1;
  ImGui::SetNextWindowPos({(screen.x - width) / 2, bottom - height});
  ImGui::SetNextWindowSize({width, height});
  Drawn drawn{height};
  Text32 name = textf<32>("notice.%d", index);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, 0);
  ImGui::Begin(name.c_str(), nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav);
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
  ImVec2 min = ImGui::GetWindowPos(), max = min + ImVec2(width, height);
  ImDrawList* list = drawList();
  list->PushClipRectFullScreen();
  drawSheet(kit, list, min, max);
  if (notice.alarm)
    list->AddRectFilled(min, {min.x + 3 * t.scale, max.y}, ink(t.alarm), t.radius,
                        ImDrawFlags_RoundCornersLeft);
  list->PopClipRect();
  float x = min.x + t.between;
  if (notice.alarm) {
    drawIcon(list, Icon::warning, {x + t.icon / 2, (min.y + max.y) / 2}, t.icon, ink(t.alarm));
    x += t.icon + t.inside;
  }
  float text = measureParagraph(kit, Type::base, words + 1, notice.text);
  drawParagraph(kit, list, Type::base, {x, min.y + (height - text) / 2}, words + 1, t.ink, notice.text);
  registerWidget(kit.widgets, name, min, max, true, true);
  float buttons = min.y + (height - t.control) / 2;
  if (!notice.action.empty()) {
    ImGui::SetCursorScreenPos({x + words, buttons});
    drawn.pressed =
        button(kit, textf<32>("notice.%d.action", index), notice.action, {.kind = ButtonKind::bare});
  }
  ImGui::SetCursorScreenPos({max.x - t.control - t.unit, buttons});
  drawn.closed = iconButton(kit, textf<32>("notice.%d.close", index), Icon::close);
  drawn.hovered = ImRect(min, max).Contains(ImGui::GetIO().MousePos);
  ImGui::End();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
  return drawn;
}

}  // namespace

int endFrame(Kit& kit) {
  float bottom = ImGui::GetIO().DisplaySize.y - kit.theme.between;
  int chosen = 0;
  for (int i = kit.noticeCount - 1; i >= 0; --i) {
    Notice& notice = kit.notices[i];
    Drawn drawn = drawNotice(kit, notice, i, bottom);
    bottom -= drawn.height + kit.theme.inside;
    if (!notice.alarm && !drawn.hovered) {  // who reads it with the pointer on it may take their time
      notice.secondsLeft -= ImGui::GetIO().DeltaTime;
      redrawWithin(kit, std::max(notice.secondsLeft, 0.f));
    }
    if (drawn.pressed) chosen = notice.actionId;
    if (drawn.closed || drawn.pressed || notice.secondsLeft <= 0) {
      closeNotice(kit, i);
      redrawWithin(kit, 0);
    }
  }
  return chosen;
}

void postNotice(Kit& kit, std::string_view text, std::string_view action, int actionId, bool alarm) {
  Notice notice;
  notice.text.append(text);
  notice.action.append(action);
  notice.actionId = actionId;
  notice.alarm = alarm;
  notice.secondsLeft = kNoticeSeconds;
  if (kit.noticeCount > 0 && kit.notices[kit.noticeCount - 1].text.view() == notice.text.view())
    --kit.noticeCount;
  if (kit.noticeCount == kMaxNotices) {  // the oldest gives way, alarms last
    int oldest = 0;
    while (oldest + 1 < kMaxNotices && kit.notices[oldest].alarm) ++oldest;
    closeNotice(kit, oldest);
  }
  kit.notices[kit.noticeCount++] = notice;
  redrawWithin(kit, 0);
}

}  // namespace lockstep
