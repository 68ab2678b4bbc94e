// The card of an open experiment: what is asked, the guess, what was measured, and the way on. The one
// thing large on the screen while there is an experiment.
#include "ui/lessons/card.h"

#include <algorithm>

#include "studio/tour.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"
#include "ui/lessons/charts.h"
#include "ui/lessons/pair_bars.h"

namespace lockstep {
namespace {

constexpr float kWithChart = 520;  // CSS px: wide enough for a chart beside the bars
constexpr float kChart = 140;      // CSS px: high enough for one below them

struct Card final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float width) const override;

  LessonCharts charts;
};

float rowHeight(const Kit& kit) { return std::max(kit.theme.control, kit.theme.target); }

std::string_view wordsOf(const Lesson& l) {
  return l.verdict ? std::string_view(l.verdict->sentence) : std::string_view(l.experiment->question);
}

// A figure of an experiment has no bar: what that would offer of the page stands here.
void openWhole(Frame& frame, const Rect& place) {
  ImGui::SetCursorScreenPos(place.min);
  if (iconButton(frame.kit, "whole", Icon::open,
                 {.size = place.size.y, .tip = "Open this experiment in Lockstep"}))
    frame.requests.openWhole = true;
}

// Whether the experiment's claim held, below the sentence: not in the colour of the viewer's guess.
void outcome(Kit& kit, const Lesson& l, const Rect& line) {
  const Theme& t = kit.theme;
  const bool held = l.verdict->confirmed;
  const float middle = line.min.y + line.size.y / 2;
  drawIcon(drawList(), held ? Icon::check : Icon::close, {line.min.x + t.icon / 2, middle}, t.icon,
           ink(t.ink));
  drawTextIn(
      kit, drawList(), Type::base, {line.min.x + t.icon + t.inside, line.min.y}, line.max(), 0, t.secondary,
      held ? "The experiment’s claim held on this run" : "The experiment’s claim did not hold on this run");
}

void asking(Kit& kit, Workbench& b) {
  const bool ready = b.lesson->stage == Lesson::Stage::ready;
  const bool measure = button(kit, "experiment.run", ready ? "Measure it" : "Guess first",
                              {.kind = ButtonKind::primary, .icon = Icon::play, .enabled = ready});
  if (!ready) tip(kit, {.title = {}, .body = "Drag the blue handle to what you expect first."});
  ImGui::SameLine(0, kit.theme.inside);
  const bool skip = !ready && button(kit, "experiment.skip", "Without a guess", {.kind = ButtonKind::bare});
  if (skip) predict(b, kUnknown);
  if (measure || skip) runExperiment(b);
}

void running(Kit& kit, Workbench& b, const Rect& row) {
  const Theme& t = kit.theme;
  const Lesson& l = *b.lesson;
  const bool more = l.run->wants(0) || (b.twin && l.run->wants(1));
  float width = row.size.x;
  if (!b.playing && more) {
    if (button(kit, "experiment.run", "Go on", {.kind = ButtonKind::primary, .icon = Icon::play}))
      runExperiment(b);
    ImGui::SameLine(0, t.inside);
    width = row.max().x - ImGui::GetCursorScreenPos().x;
  }
  const Text64 words = more ? textf("step %s of %s", formatCount(b.runs[0].session.state.step).c_str(),
                                    formatCount(l.experiment->steps).c_str())
                            : textf("the runs are done; measuring");
  progressBar(kit, "experiment.progress", static_cast<float>(l.run->progress()), words, width);
  if (b.playing || !more) redrawWithin(kit, 0);
}

constexpr char kAgain[] = "Again with another seed";

// In an article it is about this experiment.
void doneInFigure(Kit& kit, Workbench& b) {
  if (button(kit, "experiment.again", kAgain, {.kind = ButtonKind::primary, .icon = Icon::dice}))
    repeatExperiment(b);
}

void done(Kit& kit, Workbench& b, const Rect& row) {
  const Theme& t = kit.theme;
  const std::span<const Experiment> all = experiments();
  const Experiment& e = *b.lesson->experiment;
  const Experiment& next = all[static_cast<std::size_t>(&e - all.data() + 1) % all.size()];
  const bool tour = b.tourStop >= 0, last = b.tourStop + 1 == static_cast<int>(tourStops().size());
  const FixedText<96> label = !tour  ? textf<96>("Next: %s", next.title)
                              : last ? textf<96>("What you measured")
                                     : textf<96>("Next stop");
  const float words = textWidth(kit, Type::base, label) + textWidth(kit, Type::base, kAgain) + t.icon +
                      4 * t.between + 2 * t.inside;
  const bool roomy = words <= row.size.x;
  const float width = roomy ? 0 : row.size.x - rowHeight(kit) - t.inside;
  const bool go =
      button(kit, tour ? "tour.on" : "experiment.next", label, {.kind = ButtonKind::primary, .width = width});
  ImGui::SameLine(0, t.inside);
  const bool again =
      roomy ? button(kit, "experiment.again", kAgain, {.icon = Icon::dice})
            : iconButton(kit, "experiment.again", Icon::dice, {.size = rowHeight(kit), .tip = kAgain});
  if (again) return repeatExperiment(b);
  if (!go) return;
  tour ? goToStop(b, b.tourStop + 1) : openExperiment(b, next);
}

// Where there is little height everything is smaller.
struct Look {
  Type words, number;
  float edge;          // around it all, in grid units
  bool outcome;        // says whether the claim held
  bool brief = false;  // without words at the guess
};
constexpr Look kLooks[] = {{Type::title, Type::number, 4, true},
                           {Type::strong, Type::title, 2, false},
                           {Type::small, Type::strong, 1, false, true}};

float wordsHeight(const Kit& kit, const Lesson& l, Type type, float width) {
  const float line = measureParagraph(kit, type, width, "x");
  return std::max(measureParagraph(kit, type, width, wordsOf(l)), 2 * line);
}

float heightOf(const Kit& kit, const Lesson& l, const Look& look, float width) {
  const Theme& t = kit.theme;
  return 3 * look.edge * t.unit + wordsHeight(kit, l, look.words, width - 2 * t.between) + t.inside +
         (look.outcome ? t.icon + t.inside : 0) + pairBarsHeight(kit, look.number, look.brief) +
         rowHeight(kit);
}

// The largest that has room.
const Look& lookFor(const Kit& kit, const Lesson& l, const Rect& rect) {
  for (const Look& look : kLooks)
    if (heightOf(kit, l, look, rect.size.x) <= rect.size.y + 1) return look;
  return kLooks[std::size(kLooks) - 1];
}

float Card::height(const Frame& frame, float width) const {
  if (!frame.bench.lesson) return 0;
  return heightOf(frame.kit, *frame.bench.lesson, kLooks[frame.screen.low ? 1 : 0], width);
}

void Card::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  if (!b.lesson) return;
  const Theme& t = kit.theme;
  // A press on the way on closes this experiment while it is drawn.
  const std::shared_ptr<Lesson> lesson = b.lesson;
  const Lesson& l = *lesson;
  const Look& look = lookFor(kit, l, rect);
  const float edge = look.edge * t.unit;
  beginPanel(kit, "card", rect.min, rect.size, true, 0);
  // Where there is less room than the smallest takes it can be scrolled.
  const ImVec2 whole{rect.size.x, std::max(rect.size.y, heightOf(kit, l, look, rect.size.x))};
  Rect room{ImGui::GetCursorScreenPos() + ImVec2(t.between, edge), whole - ImVec2(2 * t.between, 2 * edge)};
  const Rect words = room.takeTop(wordsHeight(kit, l, look.words, room.size.x), t.inside);
  drawParagraph(kit, drawList(), look.words, words.min, words.size.x, t.ink, wordsOf(l));
  registerWidget(kit.widgets, "experiment.words", words.min, words.max(), true, true);
  if (look.outcome) {
    const Rect line = room.takeTop(t.icon, t.inside);
    if (l.verdict) outcome(kit, l, line);
  }
  const bool beside = room.size.x >= kWithChart * t.scale;
  Rect chart = beside ? room.takeRight(room.size.x * 0.46f) : Rect{};
  if (beside) chart.takeLeft(t.around);
  Rect row = room.takeBottom(rowHeight(kit));
  const float bars = pairBarsHeight(kit, look.number, look.brief);
  const bool below = !beside && room.size.y - bars - t.around - t.between >= kChart * t.scale;
  if (below) {
    room.takeBottom(t.between);
    chart = room.takeBottom(room.size.y - bars - t.around);
  }
  const FigureChoice& figure = frame.screen.figure;
  if (figure.on() && !figure.has(Part::bar)) openWhole(frame, row.takeRight(row.size.y));
  const bool guessing = l.stage <= Lesson::Stage::ready;
  const double guess = pairBars(kit,
                                {.name = "experiment.pair",
                                 .axis = l.experiment->pair,
                                 .values = l.run->pair(),
                                 .guess = l.guess,
                                 .guessing = guessing,
                                 .number = look.number,
                                 .brief = look.brief},
                                room);
  if (ImGui::IsItemActive()) frame.screen.holdsTouch = true;
  if (guessing && !std::isnan(guess) && guess != l.guess) predict(b, guess);
  if (beside || below) {
    charts.update(l, b.lessonsOpened);
    ImGui::SetCursorScreenPos(chart.min);
    charts.draw(kit, l, 0, chart.size);
  }
  ImGui::SetCursorScreenPos(row.min);
  if (guessing)
    asking(kit, b);
  else if (l.stage == Lesson::Stage::running)
    running(kit, b, row);
  else if (figure.on() && b.tourStop < 0)
    doneInFigure(kit, b);
  else
    done(kit, b, row);
  ImGui::SetCursorScreenPos({row.min.x, row.max().y + look.edge});
  ImGui::Dummy({1, 0});
  endPanel(kit);
}

}  // namespace

std::unique_ptr<Panel> makeCard() { return std::make_unique<Card>(); }

}  // namespace lockstep
