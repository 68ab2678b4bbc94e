// The end of the tour: the viewer's own numbers from every stop, and the answer that they make.
#include <algorithm>

#include "studio/tour.h"
#include "ui/kit/draw.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"
#include "ui/lessons/card.h"
#include "ui/lessons/pair_bars.h"
#include "ui/lessons/parts.h"

namespace lockstep {
namespace {

constexpr char kQuestion[] = "How can a network learn when all its layers change at once?";
constexpr char kNothing[] = "Each stop adds its numbers here; with all five comes the answer.";

bool allMeasured(const Workbench& b) {
  return std::ranges::all_of(
      tourStops(), [&](const TourStop& stop) { return findingOf(b, *findExperiment(stop.experiment)); });
}

struct Recap final : Panel {
  void draw(Frame& frame, Rect rect) override;
};

constexpr float kWidest = 1080, kNarrow = 620;  // CSS px
constexpr float kBar = 6;

float numberHeight(const Kit& kit) { return 1.1f * textHeight(kit, Type::number); }

// One of the pair: the number, its bar with the guess of it, and what it is of.
void number(const Kit& kit, Rect room, const PairAxis& axis, const Finding& f, std::size_t index) {
  const Theme& t = kit.theme;
  const Rect top = room.takeTop(numberHeight(kit), t.unit / 2);
  drawTextIn(kit, drawList(), Type::number, top.min, top.max(), 0, t.ink, pairText(axis, f.pair[index]));
  thinBar(kit, axis, f.pair[index], index ? f.guess : kUnknown, room.takeTop(kBar * t.scale, t.unit));
  drawTextIn(kit, drawList(), Type::small, room.min,
             {room.max().x, room.min.y + textHeight(kit, Type::small)}, 0, t.secondary, axis.names[index]);
}

// A stop: its number and title, what was measured there, and the guess. A press goes back to it.
bool stopRow(Kit& kit, const Workbench& b, int index, Rect room) {
  const Theme& t = kit.theme;
  const TourStop& stop = tourStops()[static_cast<std::size_t>(index)];
  const Experiment& e = *findExperiment(stop.experiment);
  const Item item = pressableAt(kit, textf<48>("recap.%d", index + 1), {room.min, room.max()});
  ImDrawList* list = drawList();
  if (item.hovered) list->AddRectFilled(item.rect.Min, item.rect.Max, ink(t.wash), t.radius);
  drawHairline(kit, list, room.min, {room.max().x, room.min.y});
  room.takeTop(t.inside);
  const bool narrow = room.size.x < kNarrow * t.scale;
  Rect title =
      narrow ? room.takeTop(textHeight(kit, Type::strong) * 1.4f) : room.takeLeft(room.size.x * 0.36f);
  drawText(kit, list, Type::strong, title.min, t.ink, stop.title);
  const Rect label{title.min + ImVec2(0, textHeight(kit, Type::strong) * 1.4f),
                   {title.size.x - t.between, 0}};
  const Finding* o = findingOf(b, e);
  if (!narrow)
    drawParagraph(kit, list, Type::small, label.min, label.size.x, t.secondary,
                  textf<160>("%s. Bars: %s to %s%s", e.pair.label, pairText(e.pair, e.pair.low).c_str(),
                             pairText(e.pair, e.pair.high).c_str(), e.pair.log ? ", log scale" : ""));
  focusRing(kit, item);
  if (!o) {
    drawText(kit, list, Type::base, room.min, t.accent, "Not measured yet: go there");
    return item.pressed;
  }
  const float third = room.size.x * 0.36f;
  for (std::size_t i = 0; i < 2; ++i) {
    Rect cell = room.takeLeft(third);
    cell.size.x -= t.between;
    number(kit, cell, e.pair, *o, i);
  }
  if (!std::isnan(o->guess)) {
    const Rect top = room.takeTop(numberHeight(kit), t.unit / 2 + kBar * t.scale + t.unit);
    drawTextIn(kit, list, Type::title, top.min, top.max(), 0, t.accent, pairText(e.pair, o->guess));
    drawText(kit, list, Type::small, room.min, t.secondary, "your guess");
  }
  return item.pressed;
}

float rowHeight(const Kit& kit, float width) {
  const Theme& t = kit.theme;
  const float numbers = numberHeight(kit) + kBar * t.scale + textHeight(kit, Type::small) + 3.5f * t.inside;
  return width < kNarrow * t.scale ? numbers + 1.4f * textHeight(kit, Type::strong) : numbers;
}

void Recap::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  const Theme& t = kit.theme;
  beginPanel(kit, "recap", rect.min, rect.size);
  drawTourDots(kit, b);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float width = std::min(ImGui::GetContentRegionAvail().x, kWidest * t.scale);
  paragraph(kit, width < kNarrow * t.scale ? Type::title : Type::number, t.ink, kQuestion);
  gap(kit, 1);
  const ImVec2 answer = ImGui::GetCursorScreenPos();
  ImGui::Dummy({width, drawParagraph(kit, drawList(), Type::base, answer, width, t.ink,
                                     allMeasured(b) ? tourAnswer() : kNothing)});
  gap(kit, 2);
  const float height = rowHeight(kit, width);
  int go = b.tourStop;
  for (int i = 0; i < static_cast<int>(tourStops().size()); ++i) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    if (stopRow(kit, b, i, {at, {width, height}})) go = i;
    ImGui::SetCursorScreenPos(at + ImVec2(0, height));
  }
  ImGui::Dummy({width, 0});
  const ImVec2 to = ImGui::GetCursorScreenPos() + ImVec2(width, 0);
  gap(kit, 2);
  if (button(kit, "recap.step", "See one step", {.kind = ButtonKind::primary})) go = -1, slowDown(frame);
  ImGui::SameLine(0, t.inside);
  if (button(kit, "recap.picture", "Save as a picture"))
    frame.requests.capture = {
        .name = "lockstep-tour.png", .x0 = from.x, .y0 = from.y, .x1 = to.x, .y1 = to.y};
  ImGui::SameLine(0, t.inside);
  if (button(kit, "recap.all", "All experiments")) go = -1, showGuide(frame.screen);
  gap(kit, 2);
  endPanel(kit);
  if (go != b.tourStop) goToStop(b, go);
}

}  // namespace

std::unique_ptr<Panel> makeRecap() { return std::make_unique<Recap>(); }

}  // namespace lockstep
