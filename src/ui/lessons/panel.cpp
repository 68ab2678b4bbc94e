#include "ui/lessons/panel.h"

#include <algorithm>

#include "lab/challenges.h"
#include "studio/tour.h"
#include "ui/kit/draw.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"
#include "ui/lessons/charts.h"
#include "ui/lessons/parts.h"

namespace lockstep {
namespace {

// The list of experiments, or what belongs to the open one beside its card.
struct ExperimentPanel final : Panel {
  void draw(Frame& frame, Rect rect) override;

  LessonCharts charts;
  bool numbersOpen = false;
};

std::size_t indexOf(const Experiment& e) { return static_cast<std::size_t>(&e - experiments().data()); }

void heading(Kit& kit, std::string_view words) {
  gap(kit, 1);
  text(kit, Type::strong, kit.theme.ink, words);
}

// The list.

void listOfAll(Kit& kit, Workbench& b) {
  const Theme& t = kit.theme;
  text(kit, Type::title, "Experiments");
  paragraph(
      kit, Type::base, t.secondary,
      "Each makes a claim about how layers learn together. You draw what you expect, then it is measured on "
      "a run of yours.");
  gap(kit, 1);
  if (b.tourStop < 0 &&
      button(kit, "tour.start", "Take the tour", {.kind = ButtonKind::primary, .width = -1}))
    goToStop(b, 0);
  gap(kit, 1);
  for (const Experiment& e : experiments()) {
    const Finding* finding = findingOf(b, e);
    if (listRow(kit, textf<48>("experiments.%s", e.name), indexOf(e), e.title, e.question,
                !finding             ? Icon::none
                : finding->confirmed ? Icon::check
                                     : Icon::close))
      return openExperiment(b, e);
  }
}

void listOfChallenges(Kit& kit, Workbench& b) {
  gap(kit, 4);
  text(kit, Type::title, "Challenges");
  paragraph(
      kit, Type::base, kit.theme.secondary,
      "Each is a goal for a run of yours. You change its settings; whether they reach it is measured at "
      "every step.");
  gap(kit, 1);
  for (const Challenge& c : challenges()) {
    const bool solved = std::ranges::find(b.solved, &c) != b.solved.end();
    if (listRow(kit, textf<48>("challenges.%s", c.name), static_cast<std::size_t>(&c - challenges().data()),
                c.title, c.goal, solved ? Icon::check : Icon::none))
      return openChallenge(b, c, startOf(c));
  }
}

// The open experiment.

void tourHeader(Kit& kit, Workbench& b) {
  const Theme& t = kit.theme;
  const std::span<const TourStop> stops = tourStops();
  drawTourDots(kit, b);
  if (b.tourStop < 0 || atRecap(b)) return;
  const TourStop& stop = stops[static_cast<std::size_t>(b.tourStop)];
  text(kit, Type::small, t.secondary,
       textf<48>("Stop %d of %d", b.tourStop + 1, static_cast<int>(stops.size())));
  paragraph(kit, Type::title, t.ink, stop.title);
  paragraph(kit, Type::base, t.ink, stop.text);
}

void header(Kit& kit, Workbench& b, bool& closed) {
  const Theme& t = kit.theme;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float right = at.x + ImGui::GetContentRegionAvail().x;
  drawTextIn(kit, drawList(), Type::title, at, {right - t.control - t.inside, at.y + t.control}, 0, t.ink,
             b.lesson->experiment->title);
  ImGui::SetCursorScreenPos({right - t.control, at.y});
  closed = iconButton(kit, "experiment.close", Icon::close, {.tip = "Back to the list; the runs stay"});
}

void arms(Kit& kit, const Lesson& l) {
  if (armCount(*l.experiment) < 2) return;
  for (int arm = 0; arm < 2; ++arm)
    keyItem(kit, textf<48>("experiment.arm.%d", arm), arm == 1, arm == 1, kit.theme.ink,
            textf<64>("%s: %s", arm ? "B" : "A", l.experiment->armNames[static_cast<std::size_t>(arm)]));
}

// What runs, in the words of the settings.
void setting(Kit& kit, const Lesson& l) {
  const Experiment& e = *l.experiment;
  heading(kit, armCount(e) == 2 ? "Two runs, the same but for one thing" : "The run");
  for (int arm = 0; arm < armCount(e); ++arm) {
    std::string words = arm ? e.change : e.config;
    for (std::size_t at = 0; (at = words.find('&', at)) != std::string::npos; at += 2)
      words.replace(at, 1, ", ");
    paragraph(kit, Type::base, kit.theme.secondary, armCount(e) == 2 ? (arm ? "B: " : "A: ") + words : words);
  }
}

// What to look at besides the card while it runs.
void watching(Frame& frame, const Lesson& l) {
  Kit& kit = frame.kit;
  heading(kit, "What to watch");
  paragraph(kit, Type::base, kit.theme.secondary, l.experiment->watch);
  arms(kit, l);
  const bool open = frame.screen.instrument >= 0;
  gap(kit, 1);
  if (!frame.screen.narrow && !open &&
      button(kit, "experiment.instrument", "Open its instrument", {.width = -1}))
    openInstrument(frame.screen, l.experiment->instrument);
}

void background(Kit& kit, const Lesson& l) {
  const Theme& t = kit.theme;
  const Experiment& e = *l.experiment;
  heading(kit, "The question");
  paragraph(kit, Type::base, t.secondary, e.question);
  heading(kit, l.verdict->confirmed ? "The claim, which held on this run"
                                    : "The claim, which did not hold on this run");
  paragraph(kit, Type::base, t.secondary, e.claim);
  heading(kit, "Why");
  paragraph(kit, Type::base, t.secondary, e.why);
  heading(kit, "Where it stops");
  paragraph(kit, Type::base, t.secondary, e.stops);
  gap(kit, 1);
  paragraph(kit, Type::small, t.secondary, e.reference);
}

void allNumbers(Frame& frame, const Lesson& l, ExperimentPanel& panel) {
  Kit& kit = frame.kit;
  gap(kit, 1);
  if (!beginFold(kit, "experiment.numbers", "All numbers", {}, &panel.numbersOpen)) return;
  drawNumbers(kit, l);
  for (int i = frame.screen.narrow ? 1 : 0; i < panel.charts.count(); ++i) {
    gap(kit, 1);
    panel.charts.draw(kit, l, i);
  }
  endFold(kit);
}

void drawLesson(Frame& frame, ExperimentPanel& panel) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  // A press on a stop of the tour closes this experiment while it is drawn.
  const std::shared_ptr<Lesson> lesson = b.lesson;
  const Lesson& l = *lesson;
  bool closed = false;
  if (b.tourStop < 0) header(kit, b, closed);
  panel.charts.update(l, b.lessonsOpened);
  const bool begun = l.stage >= Lesson::Stage::running;
  if (begun && frame.screen.narrow) panel.charts.draw(kit, l, 0);  // the card has no room for it
  if (!begun && b.tourStop < 0) setting(kit, l);
  if (begun && !l.verdict) watching(frame, l);
  if (l.run->altered())
    paragraph(
        kit, Type::small, kit.theme.secondary,
        "A setting was changed on the way: what is measured holds for this run, not for the experiment.");
  if (l.verdict) {
    background(kit, l);
    allNumbers(frame, l, panel);
  }
  gap(kit, 2);
  if (button(kit, "experiment.link", "Share this experiment", {.icon = Icon::link, .width = -1}))
    frame.requests.share = true;
  if (!closed) return;
  if (!l.run->beginning().empty())
    b.messages.push_back({.text =
                              "This run began with weights trained before it. The address has its settings "
                              "alone, and opens them from weights drawn anew"});
  closeExperiment(b);
}

}  // namespace

void ExperimentPanel::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  beginPanel(kit, "experiment", rect.min, rect.size);
  if (b.tourStop >= 0) tourHeader(kit, b);
  if (b.lesson) {
    drawLesson(frame, *this);
  } else if (b.tourStop < 0) {
    listOfAll(kit, b);
    if (!b.lesson) listOfChallenges(kit, b);
  }
  gap(kit, 4);
  endPanel(kit);
}

std::unique_ptr<Panel> makeGuide() { return std::make_unique<ExperimentPanel>(); }

}  // namespace lockstep
