#include "ui/lessons/panel.h"

#include <algorithm>

#include "studio/tour.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"
#include "ui/lessons/parts.h"

namespace lockstep {
namespace {

std::size_t indexOf(const Experiment& e) { return static_cast<std::size_t>(&e - experiments().data()); }

void heading(Kit& kit, std::string_view words) {
  gap(kit, 1);
  text(kit, Type::strong, kit.theme.ink, words);
}

// The list.

bool listRow(Kit& kit, const Experiment& e, std::size_t index, int outcome) {
  const Theme& t = kit.theme;
  const float width = ImGui::GetContentRegionAvail().x, number = 24 * t.scale, mark = outcome ? t.icon : 0;
  const float words = width - number - mark - t.inside;
  const float title = textHeight(kit, Type::strong) + t.unit;
  const float height = title + measureParagraph(kit, Type::small, words, e.question) + 2 * t.inside;
  const Item item = pressable(kit, textf<48>("experiments.%s", e.name), {width, height});
  if (item.drawn) {
    ImDrawList* list = drawList();
    const ImVec2 at = item.rect.Min + ImVec2(0, t.inside);
    if (item.hovered)
      list->AddRectFilled(item.rect.Min - ImVec2(t.inside, 0), item.rect.Max + ImVec2(t.inside, 0),
                          ink(t.wash), t.radius);
    drawText(kit, list, Type::strong, at, t.secondary, textf<32>("%d", static_cast<int>(index) + 1));
    drawText(kit, list, Type::strong, at + ImVec2(number, 0), item.hovered ? t.accent : t.ink, e.title);
    drawParagraph(kit, list, Type::small, at + ImVec2(number, title), words, t.secondary, e.question);
    if (outcome)
      drawIcon(list, outcome > 0 ? Icon::check : Icon::close, {item.rect.Max.x - mark / 2, at.y + title / 2},
               mark, ink(outcome > 0 ? t.accent : t.secondary));
    focusRing(kit, item);
  }
  return item.pressed;
}

void listOfAll(Kit& kit, Workbench& b, ExperimentPanel& panel) {
  const Theme& t = kit.theme;
  text(kit, Type::title, "Experiments");
  paragraph(
      kit, Type::base, t.secondary,
      "Each makes a claim about how layers learn together. You say what you expect, then it is measured on "
      "a run of yours.");
  gap(kit, 1);
  if (b.tourStop < 0 &&
      button(kit, "tour.start", "Take the tour", {.kind = ButtonKind::primary, .width = -1}))
    goToStop(b, 0);
  gap(kit, 1);
  for (const Experiment& e : experiments())
    if (listRow(kit, e, indexOf(e), panel.outcomes[indexOf(e)])) return openExperiment(b, e);
}

// The open experiment.

void header(Kit& kit, Workbench& b, bool& closed) {
  const Theme& t = kit.theme;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float right = at.x + ImGui::GetContentRegionAvail().x;
  drawTextIn(kit, drawList(), Type::title, at, {right - t.control - t.inside, at.y + t.control}, 0, t.ink,
             b.lesson->experiment->title);
  ImGui::SetCursorScreenPos({right - t.control, at.y});
  closed = iconButton(kit, "experiment.close", Icon::close, {.tip = "Back to the list; the runs stay"});
}

void question(Kit& kit, Workbench& b) {
  const Theme& t = kit.theme;
  const Lesson& l = *b.lesson;
  const bool asking = l.stage == Lesson::Stage::asking;
  paragraph(kit, Type::base, t.ink, l.experiment->question);
  gap(kit, 1);
  int chosen = -2;
  for (std::size_t i = 0; i < l.experiment->answers.size() && l.experiment->answers[i]; ++i) {
    const int index = static_cast<int>(i);
    if (!asking && l.answer < 0) break;
    const AnswerLook look = asking              ? AnswerLook::open
                            : index == l.answer ? AnswerLook::chosen
                                                : AnswerLook::other;
    if (answerCard(kit, textf<48>("experiment.answer.%d", index), l.experiment->answers[i], look))
      chosen = index;
  }
  if (asking && button(kit, "experiment.skip", "I would rather not guess", {.kind = ButtonKind::bare}))
    chosen = -1;
  if (chosen > -2) predict(b, chosen);
}

void arms(Kit& kit, const Lesson& l) {
  if (armCount(*l.experiment) < 2) return;
  for (int arm = 0; arm < 2; ++arm)
    keyItem(kit, textf<48>("experiment.arm.%d", arm), arm == 1, arm == 1, kit.theme.ink,
            textf<64>("%s: %s", arm ? "B" : "A", l.experiment->armNames[static_cast<std::size_t>(arm)]));
}

void course(Kit& kit, Workbench& b) {
  const Theme& t = kit.theme;
  const Lesson& l = *b.lesson;
  heading(kit, "What to watch");
  paragraph(kit, Type::base, t.secondary, l.experiment->watch);
  arms(kit, l);
  if (l.stage == Lesson::Stage::done) return;
  gap(kit, 1);
  const bool started = l.stage == Lesson::Stage::running,
             more = l.run->wants(0) || (b.twin && l.run->wants(1));
  if (!b.playing && more &&
      button(kit, "experiment.run", started ? "Go on" : "Run",
             {.kind = ButtonKind::primary, .icon = Icon::play, .width = -1}))
    runExperiment(b);
  if (!started) return;
  const Text64 words = more ? textf("step %s of %s", formatCount(b.runs[0].session.state.step).c_str(),
                                    formatCount(l.experiment->steps).c_str())
                            : textf("the runs are done; measuring");
  progressBar(kit, "experiment.progress", static_cast<float>(l.run->progress()), words);
  if (b.playing || !more) redrawWithin(kit, 0);
}

void background(Kit& kit, const Experiment& e) {
  const Theme& t = kit.theme;
  heading(kit, "The claim");
  paragraph(kit, Type::base, t.secondary, e.claim);
  heading(kit, "Why");
  paragraph(kit, Type::base, t.secondary, e.why);
  heading(kit, "Where it stops");
  paragraph(kit, Type::base, t.secondary, e.stops);
  gap(kit, 1);
  paragraph(kit, Type::small, t.secondary, e.reference);
}

void wayOn(Kit& kit, Workbench& b, Requests& requests) {
  const Experiment& e = *b.lesson->experiment;
  const std::span<const Experiment> all = experiments();
  const Experiment& next = all[(indexOf(e) + 1) % all.size()];
  gap(kit, 2);
  const bool tour = b.tourStop >= 0, done = b.lesson->stage == Lesson::Stage::done;
  if (tour && done &&
      button(kit, "tour.on", "On to the next stop", {.kind = ButtonKind::primary, .width = -1}))
    return goToStop(b, b.tourStop + 1);
  const FixedText<96> label = textf<96>("Next: %s", next.title);
  if (!tour && done && button(kit, "experiment.next", label, {.kind = ButtonKind::primary, .width = -1}))
    return openExperiment(b, next);
  if (done && button(kit, "experiment.again", "Again with another seed", {.icon = Icon::dice, .width = -1}))
    return repeatExperiment(b);
  if (button(kit, "experiment.link", "Copy a link to this experiment", {.icon = Icon::link, .width = -1}))
    requests.copyLink = true;
}

// What was measured comes into view by itself, once.
void showVerdict(ExperimentPanel& panel, const Lesson& l, float top) {
  if (panel.stage != Lesson::Stage::done && l.stage == Lesson::Stage::done)
    ImGui::SetScrollFromPosY(top - ImGui::GetWindowPos().y, 0.1f);
  panel.stage = l.stage;
}

void drawLesson(Kit& kit, Workbench& b, ExperimentPanel& panel, Requests& requests) {
  const Theme& t = kit.theme;
  bool closed = false;
  header(kit, b, closed);
  question(kit, b);
  const Lesson& l = *b.lesson;
  if (l.stage != Lesson::Stage::asking) course(kit, b);
  showVerdict(panel, l, ImGui::GetCursorScreenPos().y);
  if (l.verdict) {
    panel.outcomes[indexOf(*l.experiment)] = l.verdict->confirmed ? 1 : -1;
    gap(kit, 2);
    drawVerdict(kit, l);
  }
  if (l.stage == Lesson::Stage::running || l.stage == Lesson::Stage::done) drawFigures(kit, b, panel);
  if (l.run->altered())
    paragraph(
        kit, Type::small, t.secondary,
        "A setting was changed on the way: what is measured holds for this run, not for the experiment.");
  if (l.verdict) background(kit, *l.experiment);
  wayOn(kit, b, requests);
  if (closed) closeExperiment(b);
}

}  // namespace

void ExperimentPanel::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  outcomes.resize(experiments().size());
  beginPanel(kit, "experiment", rect.min, rect.size);
  if (b.tourStop >= 0) drawTourCard(kit, b);
  if (b.lesson)
    drawLesson(kit, b, *this, frame.requests);
  else if (b.tourStop < 0)
    listOfAll(kit, b, *this);
  gap(kit, 4);
  endPanel(kit);
}

std::unique_ptr<Panel> makeGuide() { return std::make_unique<ExperimentPanel>(); }

}  // namespace lockstep
