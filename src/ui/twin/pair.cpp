#include "ui/twin/pair.h"

#include <algorithm>
#include <cmath>

#include "session/setting.h"
#include "studio/lesson.h"
#include "ui/frame/lines.h"
#include "ui/kit/draw.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"
#include "ui/network/network_view.h"

namespace lockstep {
namespace {

// What one side has different from the other, for the pointer over its title.
void differenceTip(Kit& kit, const Workbench& b) {
  constexpr std::size_t kMost = 10;
  std::string values[kMost];
  TipRow rows[kMost + 1];
  std::size_t count = 0, more = 0;
  for (const Setting& f : settings()) {
    const std::string a = printSetting(f, b.runs[0].session.config),
                      own = printSetting(f, b.runs[1].session.config);
    if (a == own || typeOf(f) == SettingType::text) continue;
    if (count == kMost) {
      ++more;
      continue;
    }
    values[count] = (a.empty() ? "none" : a) + " → " + (own.empty() ? "none" : own);
    rows[count] = {f.label, values[count]};
    ++count;
  }
  const Text32 rest = textf<32>("and %d more", static_cast<int>(more));
  if (more) rows[count++] = {"…", rest};
  tip(kit, {.title = count ? "What is different in B" : "B",
            .body = count ? "" : "Press, then change something in the settings: that is the only difference.",
            .rows = {rows, count}});
}

float titleHeight(const Kit& kit) { return std::max(kit.theme.control, kit.theme.target) + kit.theme.unit; }

// "A", or "B" and what is different there. A press chooses the side.
void drawTitle(Frame& frame, int side, Rect rect) {
  Kit& kit = frame.kit;
  const Workbench& b = frame.bench;
  const Theme& t = kit.theme;
  const ImVec2 min = rect.min, size = rect.size;
  beginPanel(kit, side ? "title.b" : "title.a", min, size, false, 0);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float height = size.y - t.unit, top = min.y + t.unit, left = min.x + t.between;
  const Item item = pressableAt(kit, side ? "twin.b" : "twin.a",
                                {{min.x + t.inside, top}, {min.x + size.x - t.inside, top + height}});
  if (item.pressed) frame.screen.side = side;
  const bool chosen = frame.screen.side == side;
  if (item.hovered) list->AddRectFilled(item.rect.Min, item.rect.Max, ink(t.wash), t.radius);
  const float sample = 22 * t.scale, middle = top + height / 2;
  const ImVec2 ends[] = {{left, middle}, {left + sample, middle}};
  if (side)
    drawDashed(list, ends, 2, ink(t.ink), 1.3f * t.line, 5 * t.scale, 3.5f * t.scale);
  else
    list->AddLine(ends[0], ends[1], ink(t.ink), 1.3f * t.line);
  const float letter = left + sample + t.inside;
  drawTextIn(kit, list, Type::strong, {letter, top}, {letter + 16 * t.scale, top + height}, 0,
             chosen ? t.accent : t.ink, side ? "B" : "A");
  const std::string difference = side ? twinDifference(b) : std::string();
  const bool ofArms = b.lesson && armCount(*b.lesson->experiment) == 2;
  const std::string_view words =
      ofArms               ? b.lesson->experiment->armNames[static_cast<std::size_t>(side)]
      : side == 0          ? std::string_view("the run itself")
      : difference.empty() ? std::string_view("nothing is different yet: press, and change a setting")
                           : std::string_view(difference);
  drawTextIn(kit, list, Type::base, {letter + 18 * t.scale, top}, {item.rect.Max.x - t.inside, top + height},
             0, side && !difference.empty() ? t.ink : t.secondary, words);
  if (side) differenceTip(kit, b);
  focusRing(kit, item);
  endPanel(kit);
}

struct Pair final : Panel {
  NetworkView views[2];
  void draw(Frame& frame, Rect rect) override;
};

// Beside each other, below each other where that is too narrow, or the chosen one where that is too low.
void Pair::draw(Frame& frame, Rect rect) {
  const Kit& kit = frame.kit;
  const bool beside = rect.size.x >= 560 * kit.theme.scale,
             below = !beside && rect.size.y >= 480 * kit.theme.scale;
  Rect sides[] = {rect, rect};
  if (beside || below) {
    sides[0] =
        beside ? rect.takeLeft(std::floor(rect.size.x / 2)) : rect.takeTop(std::floor(rect.size.y / 2));
    sides[1] = rect;
  }
  const ImVec2 from = sides[1].min, size = sides[1].size;
  const Line line{from, from + (beside ? ImVec2(0, size.y) : ImVec2(size.x, 0))};
  for (int side : {0, 1}) {
    if (!beside && !below && side != frame.screen.side) continue;
    drawTitle(frame, side, sides[side].takeTop(titleHeight(kit)));
    drawNetwork(frame, side, views[side], sides[side]);
  }
  if (beside || below) drawLines(kit, {&line, 1});
}

}  // namespace

std::unique_ptr<Panel> makePair() { return std::make_unique<Pair>(); }

}  // namespace lockstep
