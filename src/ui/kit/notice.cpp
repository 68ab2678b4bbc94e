#include <algorithm>
#include <utility>

#include "ui/kit/kit.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr float kNoticeSeconds = 6, kLineSeconds = 3;  // to read one message, and each that came with it

void closeNotice(Kit& kit, int index) {
  std::move(kit.notices + index + 1, kit.notices + kit.noticeCount, kit.notices + index);
  --kit.noticeCount;
}

struct Drawn {
  float height = 0;
  bool hovered = false, closed = false, pressed = false;
};

// One message in a strip across the screen, its bottom edge at `bottom`.
Drawn drawNotice(Kit& kit, const Notice& notice, int index, float bottom) {
  const Theme& t = kit.theme;
  const float width = ImGui::GetIO().DisplaySize.x, button = std::max(t.control, t.target);
  float action = notice.action.empty() ? 0 : textWidth(kit, Type::strong, notice.action) + 2 * t.inside;
  float left = t.between + (notice.alarm ? t.icon + t.inside : 0);
  float words =
      std::min(textWidth(kit, Type::base, notice.text) + 1, width - left - action - button - 2 * t.inside);
  float text = measureParagraph(kit, Type::base, words, notice.text);
  float height = std::max(text + 2 * t.inside, button + t.inside);
  ImVec2 min(0, snap(kit, bottom - height)), max(width, bottom);
  Drawn drawn{height};
  Text32 name = textf<32>("notice.%d", index);
  beginPanel(kit, name, min, max - min, true, 0);
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
  ImDrawList* list = drawList();
  drawHairline(kit, list, min, {max.x, min.y});
  if (notice.alarm) {
    list->AddRectFilled(min, {min.x + 4 * t.scale, max.y}, ink(t.alarm));
    drawIcon(list, Icon::warning, {t.between + t.icon / 2, (min.y + max.y) / 2}, t.icon, ink(t.alarm));
  }
  drawParagraph(kit, list, Type::base, {left, min.y + (height - text) / 2}, words, t.ink, notice.text);
  float buttons = min.y + (height - t.control) / 2;
  if (!notice.action.empty()) {
    ImGui::SetCursorScreenPos({left + words, buttons});
    drawn.pressed = lockstep::button(kit, textf<32>("notice.%d.action", index), notice.action,
                                     {.kind = ButtonKind::bare});
  }
  ImGui::SetCursorScreenPos({max.x - (button + t.control) / 2 - t.inside, buttons});
  drawn.closed = iconButton(kit, textf<32>("notice.%d.close", index), Icon::close);
  drawn.hovered = ImRect(min, max).Contains(ImGui::GetIO().MousePos);
  endPanel(kit);
  return drawn;
}

}  // namespace

int endFrame(Kit& kit) {
  const float foot = ImGui::GetIO().DisplaySize.y;
  float bottom = foot;
  int chosen = 0;
  for (int i = kit.noticeCount - 1; i >= 0; --i) {
    Notice& notice = kit.notices[i];
    Drawn drawn = drawNotice(kit, notice, i, bottom);
    bottom -= drawn.height;
    if ((!notice.alarm || kit.readonly) &&
        !drawn.hovered) {  // who reads it with the pointer on it may take their time
      notice.secondsLeft -= ImGui::GetIO().DeltaTime;
      redrawWithin(kit, std::max(notice.secondsLeft, 0.f));
    }
    if (drawn.pressed) chosen = notice.actionId;
    if (drawn.closed || drawn.pressed || notice.secondsLeft <= 0) {
      closeNotice(kit, i);
      redrawWithin(kit, 0);
    }
  }
  if (std::exchange(kit.noticeRoom, foot - bottom) != foot - bottom) redrawWithin(kit, 0);
  return chosen;
}

void postNotice(Kit& kit, std::string_view text, std::string_view action, int actionId, bool alarm) {
  Notice notice;
  notice.text.append(text);
  notice.action.append(action);
  notice.actionId = actionId;
  notice.alarm = alarm;
  const auto more = static_cast<float>(std::count(text.begin(), text.end(), '\n'));
  notice.secondsLeft = kNoticeSeconds + more * kLineSeconds;
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

void withdrawNotices(Kit& kit, int actionId) {
  for (int i = kit.noticeCount; i--;)
    if (kit.notices[i].actionId == actionId) {
      closeNotice(kit, i);
      redrawWithin(kit, 0);
    }
}

}  // namespace lockstep
