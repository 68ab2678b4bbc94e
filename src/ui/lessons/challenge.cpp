#include "ui/lessons/challenge.h"

#include <algorithm>
#include <string>

#include "session/course.h"
#include "session/setting.h"
#include "studio/attempt.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widget_base.h"
#include "ui/kit/widgets.h"
#include "ui/lessons/gauge_bar.h"

namespace lockstep {
namespace {

constexpr char kStart[] = "Start", kBegin[] = "Begin anew", kLink[] = "Copy link", kNext[] = "Next challenge",
               kTry[] = "Try it in Lockstep";

// What stands in it, of a run that has not met the challenge yet and of one that has.
struct Words {
  std::string head, goal;   // "Challenge 3 of 8. …", the goal
  std::string state, note;  // what is missing, or the sentence for done; what may change, or why it is so
  std::string tip;          // on the note, in full
};

std::string join(const std::vector<std::string>& parts, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < parts.size() && i < most; ++i) text += (i ? ", " : "") + parts[i];
  if (parts.size() > most) text += " and " + std::to_string(parts.size() - most) + " more";
  return text;
}

std::vector<std::string> freeSettings(const Challenge& c) {
  std::vector<std::string> labels;
  for (const Setting& s : settings())
    if (leavesFree(c, s.name)) labels.emplace_back(s.label);
  return labels;
}

Words wordsOf(const Attempt& a, bool narrow) {
  const Challenge& c = *a.challenge;
  Words w;
  w.head = "Challenge " + std::to_string(&c - challenges().data() + 1) + " of " +
           std::to_string(challenges().size()) + ": " + c.title;
  w.goal = c.goal;
  if (a.solved) {
    w.state = doneSentence(c, *a.solved);
    w.note = c.why;
    return w;
  }
  const std::vector<std::string> labels = freeSettings(c);
  const std::size_t most = narrow ? 2 : 4;
  w.note = "Yours to change: " + join(labels, most);
  if (labels.size() > most) w.tip = join(labels, labels.size());
  if (a.now.step >= c.steps) {
    w.state = "Not met within " + std::to_string(c.steps) + " steps";
    return w;
  }
  w.state = "Step " + std::to_string(a.now.step) + " of " + std::to_string(c.steps);
  if (!a.now.missing.empty()) w.state += ". Missing: " + join(a.now.missing, 2);
  return w;
}

struct Look {
  Type goal, number;
  float edge;  // around it all, in grid units
  bool head, axis, note;
};
constexpr Look kRoomy{Type::title, Type::number, 3, true, true, true};
constexpr Look kMedium{Type::strong, Type::title, 2, false, true, true};
constexpr Look kNarrow{Type::strong, Type::title, 2, false, false, true};
constexpr Look kLow{Type::base, Type::strong, 1, false, false, false};

const Look& lookFor(const Screen& screen) {
  return screen.shallow ? kLow : screen.narrow ? kNarrow : screen.tall ? kRoomy : kMedium;
}

float rowHeight(const Kit& kit) { return std::max(kit.theme.control, kit.theme.target); }

struct Layout {
  float head = 0, goal, gauge, state, note = 0, row;  // heights
  float forGoal, words;                               // widths of the goal, and of the state and the note
  bool beside;                                        // buttons stand right of these
  float height;
};

// Of a button with these words.
float buttonWidth(const Kit& kit, std::string_view label, bool icon) {
  const Theme& t = kit.theme;
  return textWidth(kit, Type::strong, label) + (icon ? t.icon + t.inside : 0) + 6 * t.unit;
}

float buttonsWidth(const Kit& kit, const Attempt& a, bool figure) {
  if (figure) return buttonWidth(kit, kTry, true);
  if (!a.solved) return buttonWidth(kit, kBegin, true);
  return buttonWidth(kit, kLink, true) + kit.theme.inside + buttonWidth(kit, kNext, false);
}

Layout layOut(const Kit& kit, const Attempt& a, const Words& w, const Look& look, float width, bool figure) {
  const Theme& t = kit.theme;
  const float inner = width - 2 * t.between, buttons = buttonsWidth(kit, a, figure);
  Layout l;
  if (look.head) l.head = textHeight(kit, Type::small) + t.unit;
  l.forGoal = inner - (figure ? 0 : t.control);  // beside its close button
  l.goal = measureParagraph(kit, look.goal, l.forGoal, w.goal);
  l.gauge = gaugeBarHeight(kit, {*a.challenge, 0, look.number, look.axis});
  l.row = rowHeight(kit);
  l.beside = inner - buttons - t.around > (a.solved ? 260 : 160) * t.scale;
  l.words = l.beside ? inner - buttons - t.around : inner;
  const Type type = a.solved ? Type::strong : Type::base;
  l.state = measureParagraph(kit, type, l.words - (a.solved ? t.icon + t.inside : 0), w.state);
  if (look.note) l.note = t.unit + measureParagraph(kit, Type::small, l.words, w.note);
  const bool underWay = a.now.missing.empty() && a.now.step < a.challenge->steps;
  if (figure && !l.beside && !a.solved && underWay) l.state = 0;  // a figure has little room for the step
  const float text = l.state + l.note;
  l.height = 2 * look.edge * t.unit + l.head + l.goal + t.inside + l.gauge + t.inside +
             (l.beside ? std::max(text, l.row) : text + (text > 0 ? t.inside : 0) + l.row);
  return l;
}

struct ChallengePanel final : Panel {
  void draw(Frame& frame, Rect rect) override;
  float height(const Frame& frame, float width) const override {
    if (!frame.bench.attempt) return 0;
    const Attempt& a = *frame.bench.attempt;
    return layOut(frame.kit, a, wordsOf(a, frame.screen.narrow), lookFor(frame.screen), width,
                  frame.screen.figure.on())
        .height;
  }
};

void drawState(Kit& kit, const Attempt& a, const Words& w, const Layout& l, const Look& look, ImVec2 at) {
  const Theme& t = kit.theme;
  ImDrawList* list = drawList();
  const Type type = a.solved ? Type::strong : Type::base;
  float left = at.x;
  if (a.solved) {
    drawIcon(list, Icon::check, at + ImVec2(t.icon / 2, 0.62f * textHeight(kit, type)), t.icon,
             ink(t.accent));
    left += t.icon + t.inside;
  }
  drawParagraph(kit, list, type, {left, at.y}, l.words - (left - at.x), t.ink, w.state);
  registerWidget(kit.widgets, "challenge.state", at, at + ImVec2(l.words, l.state), true, true);
  if (!look.note) return;
  ImGui::SetCursorScreenPos(at + ImVec2(0, l.state + t.unit));
  passive(kit, "challenge.note", {l.words, l.note - t.unit});
  if (!w.tip.empty()) tip(kit, {.title = "Yours to change", .body = w.tip});
  drawParagraph(kit, list, Type::small, at + ImVec2(0, l.state + t.unit), l.words, t.secondary, w.note);
}

void drawButtons(Frame& frame, const Attempt& a) {
  Kit& kit = frame.kit;
  Workbench& b = frame.bench;
  if (frame.screen.figure.on()) {  // the settings that meet it are on the page of its own
    if (button(kit, "challenge.try", kTry,
               {.kind = ButtonKind::primary, .icon = Icon::open, .width = buttonWidth(kit, kTry, true)}))
      frame.requests.openWhole = true;
    return;
  }
  if (a.solved) {
    const std::span<const Challenge> all = challenges();
    const Challenge& next = all[static_cast<std::size_t>(a.challenge - all.data() + 1) % all.size()];
    if (button(kit, "challenge.link", kLink, {.icon = Icon::link, .width = buttonWidth(kit, kLink, true)}))
      frame.requests.copyLink = true;
    tip(kit, {.title = {}, .body = "Whoever opens it sees your settings meet it again, to the bit."});
    ImGui::SameLine(0, kit.theme.inside);
    const bool go = button(kit, "challenge.next", kNext,
                           {.kind = ButtonKind::primary, .width = buttonWidth(kit, kNext, false)});
    tip(kit, {.title = next.title, .body = next.goal});
    if (go) openChallenge(b, next, startOf(next));
    return;
  }
  const Session& run = b.runs[0].session;
  const int64_t step = run.state.step;
  const bool whole = madeBySettings(run), fresh = step == 0 && whole && !b.playing;
  const bool needed = fresh || !whole || step >= a.challenge->steps;
  if (!button(kit, "challenge.begin", fresh ? kStart : kBegin,
              {.kind = needed ? ButtonKind::primary : ButtonKind::quiet,
               .icon = fresh ? Icon::play : Icon::reset,
               .width = buttonWidth(kit, kBegin, true)}))
    return;
  fresh ? togglePlay(b) : beginAttemptAnew(b);
}

void ChallengePanel::draw(Frame& frame, Rect rect) {
  Kit& kit = frame.kit;
  const Theme& t = kit.theme;
  if (!frame.bench.attempt) return;
  const std::shared_ptr<Attempt> attempt = frame.bench.attempt;  // a press may close it while it is drawn
  const Attempt& a = *attempt;
  const Words w = wordsOf(a, frame.screen.narrow);
  const Look& look = lookFor(frame.screen);
  const bool figure = frame.screen.figure.on();
  const Layout l = layOut(kit, a, w, look, rect.size.x, figure);
  beginPanel(kit, "challenge", rect.min, rect.size, true, 0);
  ImDrawList* list = drawList();
  Rect room{rect.min + ImVec2(t.between, look.edge * t.unit),
            {rect.size.x - 2 * t.between, l.height - 2 * look.edge * t.unit}};
  if (look.head) {
    const Rect head = room.takeTop(l.head);
    drawTextIn(kit, list, Type::small, head.min, head.max() - ImVec2(t.control, t.unit), 0, t.secondary,
               w.head);
  }
  const Rect goal = room.takeTop(l.goal, t.inside);
  drawParagraph(kit, list, look.goal, goal.min, l.forGoal, t.ink, w.goal);
  const Judgement& shown = a.solved ? *a.solved : a.now;
  const double value = shown[a.challenge->gauge.measure];
  gaugeBar(kit, {*a.challenge, value, look.number, look.axis}, room.takeTop(l.gauge, t.inside));
  if (l.state > 0) drawState(kit, a, w, l, look, room.min);
  const float width = buttonsWidth(kit, a, figure);
  ImGui::SetCursorScreenPos(l.beside ? ImVec2(room.max().x - width, room.max().y - l.row)
                                     : ImVec2(room.min.x, room.max().y - l.row));
  drawButtons(frame, a);
  ImGui::SetCursorScreenPos({rect.max().x - t.inside - t.control, rect.min.y + t.unit});
  if (!figure &&
      iconButton(kit, "challenge.close", Icon::close, {.tip = "Close the challenge; the run stays"}))
    closeChallenge(frame.bench);
  endPanel(kit);
}

}  // namespace

std::unique_ptr<Panel> makeChallenge() { return std::make_unique<ChallengePanel>(); }

}  // namespace lockstep
