// One step, slowed down: what every layer's part of it changes, alone and together, at the length that the
// viewer holds in the hand.
#include "probes/slow_step.h"

#include <algorithm>
#include <cmath>

#include "session/setting.h"
#include "ui/instruments/parts.h"
#include "ui/instruments/step_columns.h"
#include "ui/instruments/step_handle.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

// How much of the step has been told, in seconds: the columns one after the other, all at once, the words.
constexpr float kColumnsEnd = 3.2f, kTogetherBegins = 3.8f, kWordsBegin = 5, kToldEnd = 6, kDrop = 0.5f;

const char* optimizerName(Optimizer kind) {
  return settingOf(&Config::optimizer).choices[static_cast<std::size_t>(kind)].label;
}

std::string_view headline(const SlowStep& m) {
  switch (m.verdict()) {
    case Together::addUp:
      return m.layers.size() > 1 ? "The layers’ gains add up" : "One layer has nobody to disturb";
    case Together::disturb:
      return "The layers begin to disturb each other";
    case Together::spur:
      return "Together they gain more than alone";
    case Together::rescue:
      return "Alone they would do harm, together they help";
    case Together::harm:
      return "Together they now do harm";
    case Together::tooLong:
      return "Too long a step, even layer by layer";
    case Together::uphill:
      return "This step leads uphill";
    case Together::unknown:
      break;
  }
  return "Measuring the step";
}

// One sentence with the numbers behind the headline.
FixedText<160> explanation(const SlowStep& m) {
  const Text32 sum = formatNumber(m.sum(), 3), together = formatNumber(m.together, 3);
  switch (m.verdict()) {
    case Together::uphill:
      if (m.subject->optimizer.kind == Optimizer::sgd)
        return textf<160>(
            "The gradient is downhill; decay, clipping or rounding turn the step: the loss changes by %s.",
            together.c_str());
      return textf<160>("The %s step follows earlier samples too. On these the loss changes by %s.",
                        optimizerName(m.subject->optimizer.kind), together.c_str());
    case Together::unknown:
      return {};
    default:
      break;
  }
  FixedText<160> text =
      textf<160>("The loss changes by %s with each layer alone, added up, and with the whole %s step by %s",
                 sum.c_str(), optimizerName(m.subject->optimizer.kind), together.c_str());
  if (m.sum() < 0 && m.together < 0)
    text.append(
        textf(m.gap() > 0 ? ", %s less" : ", %s more", formatShare(std::fabs(m.gap() / m.sum())).c_str()));
  return text.append(".");
}

Text32 gapText(const SlowStep& m) {
  if (m.sum() < 0 && m.together < 0)
    return textf<32>("gap %s", formatShare(std::fabs(m.gap() / m.sum())).c_str());
  return textf<32>("gap");
}

// Without room for more than the pictures.
bool low(const Kit& kit, const Rect& room) { return room.size.y < 300 * kit.theme.scale; }

class StepView final : public ViewOf<SlowStep> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void tell(InstrumentFrame& f);
  void words(InstrumentFrame& f, const SlowStep& m, Rect& room) const;
  void controls(InstrumentFrame& f, const SlowStep* m, Rect& room);
  void buttons(InstrumentFrame& f, Rect row);
  void changes(InstrumentFrame& f, const SlowStep& m, Rect room) const;

  StepColumns columns_;
  float told_ = kToldEnd;  // of the story, in seconds
};

// Time goes on, and PageDown and PageUp turn the pages.
void StepView::tell(InstrumentFrame& f) {
  constexpr float kPages[] = {0, kColumnsEnd, kWordsBegin, kToldEnd};
  if (told_ < kToldEnd) {
    told_ = f.kit.theme.reducedMotion ? kToldEnd : told_ + std::min(ImGui::GetIO().DeltaTime, 0.1f);
    redrawWithin(f.kit, 0);
  }
  if (keyboardInUse() || f.bench.playing) return;
  if (keyPressed(ImGuiKey_PageDown))
    for (float page : kPages)
      if (page > told_) {
        told_ = page;
        break;
      }
  if (keyPressed(ImGuiKey_PageUp)) told_ = 0;
}

void StepView::words(InstrumentFrame& f, const SlowStep& m, Rect& room) const {
  Kit& kit = f.kit;
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  // Of a run in motion every step says something else, faster than anybody reads.
  const bool told = told_ >= kWordsBegin && !f.bench.playing,
             harm = m.verdict() == Together::harm || m.verdict() == Together::tooLong;
  const std::string_view head = told              ? headline(m)
                                : f.bench.playing ? "Step after step"
                                                  : "One step, layer by layer";
  const float width = room.size.x - f.corner;
  const bool large = !low(kit, room) && textWidth(kit, Type::number, head) <= width;
  const Type type = large                                                           ? Type::number
                    : !low(kit, room) || textWidth(kit, Type::title, head) <= width ? Type::title
                                                                                    : Type::strong;
  const Rect top =
      room.takeTop(std::max(measureParagraph(kit, type, width, head), f.corner > 0 ? t.control : 0));
  drawParagraph(kit, list, type, top.min, width, harm && told ? t.alarm : t.ink, head);
  registerWidget(kit.widgets, "step.headline", top.min, {top.min.x + width, top.max().y}, true, true);
  if (low(kit, room)) return;
  const auto text = told ? explanation(m) : FixedText<160>();
  const Rect line = room.takeTop(
      std::max(textHeight(kit, Type::base), measureParagraph(kit, Type::base, room.size.x, text)), t.inside);
  drawParagraph(kit, list, Type::base, line.min, line.size.x, t.secondary, text);
  registerWidget(kit.widgets, "step.sentence", line.min, line.max(), true, true);
}

// What the run would make is its own step, whatever is tried.
constexpr char kTake[] = "Take the step", kTakeOwn[] = "Take it at ×1", kPlay[] = "Play it", kOwn[] = "×1";

void StepView::buttons(InstrumentFrame& f, Rect row) {
  Kit& kit = f.kit;
  const bool own = f.gauge.length == 1;
  ImGui::SetCursorScreenPos(row.min);
  if (button(kit, "step.take", own ? kTake : kTakeOwn,
             {.kind = own ? ButtonKind::primary : ButtonKind::quiet, .enabled = !f.bench.playing}))
    stepOnce(f.bench);
  tip(kit, {.title = "Take the step",
            .body = "The run makes its own step, ×1, and the next one appears.",
            .key = "→"});
  ImGui::SameLine(0, kit.theme.inside);
  if (button(kit, "step.play", kPlay, {.enabled = !f.bench.playing})) told_ = 0;
  if (told_ >= kToldEnd)
    tip(kit,
        {.title = kPlay, .body = "The same step in six seconds: the layers one by one, then all at once."});
  ImGui::SameLine(0, kit.theme.inside);
  if (button(kit, "step.own", kOwn, {.enabled = !own})) f.gauge.length = 1;
  tip(kit, {.title = "Back to this run’s own step", .body = "Its length is that of the learning rate."});
}

void StepView::controls(InstrumentFrame& f, const SlowStep* m, Rect& room) {
  Kit& kit = f.kit;
  const Theme& t = kit.theme;
  const bool wide = room.size.x >= (low(kit, room) ? 480 : 760) * t.scale,
             // The bar of a figure makes steps too.
      bare = f.screen.figure.on() && !wide && room.size.y < 400 * t.scale;
  const float handle = stepHandleHeight(kit), button = std::max(t.control, t.target);
  const float buttonsWidth = textWidth(kit, Type::base, kTakeOwn) + textWidth(kit, Type::base, kPlay) +
                             textWidth(kit, Type::base, kOwn) + 6 * t.between + 2 * t.inside;
  Rect strip = room.takeBottom(wide || bare ? handle : handle + t.inside + button);
  if (wide) {
    const Rect right = strip.takeRight(buttonsWidth);
    buttons(f, {{right.min.x + t.between, right.min.y + (handle - button) / 2}, {buttonsWidth, button}});
  } else if (!bare) {
    buttons(f, strip.takeBottom(button));
    strip.size.y -= t.inside;
  }
  const Text32 value = lengthText(f.gauge.length);
  const Rect number = strip.takeLeft((bare ? 92 : 112) * t.scale);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float small = textHeight(kit, Type::small);
  drawText(kit, list, Type::small, number.min, t.secondary, bare ? "step length" : "length of the step");
  drawTextIn(kit, list, Type::number, {number.min.x, number.min.y + small}, {number.max().x, number.max().y},
             0, t.ink, value);
  registerWidget(kit.widgets, "step.length.value", number.min, number.max(), true, true);
  strip.takeLeft(t.inside);
  ImGui::SetCursorScreenPos(strip.min);
  stepHandle(kit, "step.length", &f.gauge.length, m ? m->limit() : NAN, strip);
  if (ImGui::IsItemActive()) f.screen.holdsTouch = true;
}

// As many layers as have room for a bar each; the rest as one.
void StepView::changes(InstrumentFrame& f, const SlowStep& m, Rect room) const {
  const int L = static_cast<int>(m.layers.size());
  const std::vector<int> layers =
      StepColumns::chooseLayers(L, static_cast<int>(room.size.x * 0.55f / (9 * f.kit.theme.scale)));
  std::vector<WaterfallStep> steps;
  std::vector<Text32> names;
  names.reserve(layers.size() + 1);
  const float each = kColumnsEnd / static_cast<float>(layers.size());
  auto shownFrom = [&](float begin) { return std::clamp((told_ - begin) / kDrop, 0.0f, 1.0f); };
  double rest = m.sum();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const double alone = m.layers[static_cast<std::size_t>(layers[i])].alone;
    names.push_back(layerLabel(layers[i], L));
    steps.push_back({names.back(), alone, shownFrom(each * static_cast<float>(i))});
    rest -= alone;
  }
  if (static_cast<int>(layers.size()) < L) {
    names.push_back(textf<32>("%d more", L - static_cast<int>(layers.size())));
    steps.push_back({names.back(), rest, shownFrom(kColumnsEnd - kDrop)});
  }
  const Text32 gap = told_ >= kWordsBegin ? gapText(m) : Text32();
  const Text64 detail =
      textf(", on its %d samples, now %s", m.subject->batch.count, formatNumber(m.loss(), 3).c_str());
  ImGui::SetCursorScreenPos(room.min);
  const int hovered =
      waterfallChart(f.kit, {.name = "step.changes",
                             .size = room.size,
                             .label = "change of the loss",
                             .detail = detail,
                             .shortDetail = detail.view().substr(0, detail.view().find(", now")),
                             .steps = steps,
                             .sumLabel = "each alone, added up",
                             .shortSumLabel = "each alone",
                             .total = {"all at once", m.together, shownFrom(kTogetherBegins)},
                             .harm = m.verdict() == Together::harm || m.verdict() == Together::tooLong,
                             .gap = gap});
  if (hovered < 0) return;
  const bool all = hovered == static_cast<int>(steps.size());
  const Text32 change = formatNumber(all ? m.together : steps[static_cast<std::size_t>(hovered)].change, 3),
               sum = formatNumber(m.sum(), 3), lies = formatNumber(m.gap(), 3);
  const TipRow alone[] = {{"changes the loss by", change.view()}},
               together[] = {{"change the loss by", change.view()},
                             {"each alone, added up", sum.view()},
                             {"gap between the two", lies.view()}};
  const bool named = hovered < static_cast<int>(layers.size());
  tipNow(f.kit, {.title = all     ? textf("All layers at once")
                          : named ? textf("Layer %d alone", layers[static_cast<std::size_t>(hovered)] + 1)
                                  : textf("The other layers, each alone"),
                 .body = {},
                 .rows = all ? std::span<const TipRow>(together) : std::span<const TipRow>(alone),
                 .key = {}});
}

void StepView::draw(InstrumentFrame& f, Rect room) {
  const Theme& t = f.kit.theme;
  f.gauge.brief = f.bench.playing;
  if (f.bench.playing) f.gauge.length = 1;  // the run makes its own steps
  const SlowStep* m = standing(f);
  if (m && !m->usable()) m = nullptr;
  tell(f);
  controls(f, m, room);
  room.size.y -= t.inside;
  if (!m) {
    drawWaiting(f, "step.waiting", room, "The next step is being measured.");
    return;
  }
  words(f, *m, room);
  const bool beside = room.size.x >= 400 * t.scale && room.size.x > room.size.y * 0.9f;
  if (!beside && room.size.y < 220 * t.scale) return changes(f, *m, room);  // no room for more
  Rect left = beside ? room.takeLeft(room.size.x * (room.size.x < 560 * t.scale ? 0.58f : 0.6f))
                     : room.takeTop(room.size.y * 0.62f, t.inside);
  if (beside) room.takeLeft(room.size.x < 400 * t.scale ? t.inside : t.around);
  const int L = static_cast<int>(m->layers.size());
  const std::vector<int> layers = StepColumns::chooseLayers(L, StepColumns::mostColumns(f.kit, left, L));
  const float lit = told_ >= kColumnsEnd ? static_cast<float>(layers.size())
                                         : told_ / kColumnsEnd * static_cast<float>(layers.size());
  columns_.draw(f, *m, left, layers, lit, f.bench.playing);
  changes(f, *m, room);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<SlowStep>& instrument) {
  return std::make_unique<StepView>(instrument);
}

}  // namespace lockstep
