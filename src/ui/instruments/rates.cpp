// Learning-rate range test: the loss of copies whose rate rises, what it suggests, and a button
// that takes it.
#include <algorithm>
#include <cmath>

#include "lab/rate_range.h"
#include "session/session.h"
#include "ui/instruments/parts.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

constexpr double kShownRise = 2.5;  // times the loss the sweep began with: what lies above is cut off

// The loss axis: the blow-up at the right end must not flatten the rest.
AxisRange lossRange(std::span<const double> loss) {
  double lo = INFINITY, hi = -INFINITY;
  for (double v : loss)
    if (std::isfinite(v) && v > 0) lo = std::min(lo, v), hi = std::max(hi, std::min(v, kShownRise * loss[0]));
  AxisRange range;
  fitRange(range, AxisScale::linear, 0, hi, 0);
  if (hi > 20 * lo) range = {}, fitRange(range, AxisScale::log, lo, hi, 0);
  return range;
}

class RatesView final : public ViewOf<RateRangeTest> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void refresh(const InstrumentFrame& f);
  void chart(const InstrumentFrame& f, const Rect& room);
  void adopt(InstrumentFrame& f, const Rect& room) const;
  void numbers(InstrumentFrame& f, Rect room) const;

  Watch watch_;
  RateCurve curve_;
  Series loss_, smoothed_;  // of the curve
  ChartState chart_;
};

void RatesView::refresh(const InstrumentFrame& f) {
  const RateRangeTest* m = newest(f, [](const RateRangeTest& going) { return !going.curve().rate.empty(); });
  if (!watch_.changed(f.gauge, m)) return;
  curve_ = m ? m->curve() : RateCurve{};
  setCurve(loss_, curve_.rate, curve_.loss);
  setCurve(smoothed_, curve_.rate, curve_.smoothed);
}

void RatesView::chart(const InstrumentFrame& f, const Rect& room) {
  const Theme& t = f.kit.theme;
  const double rate = static_cast<double>(f.run.session.config.lr);
  const ChartLine lines[] = {
      {.series = &loss_, .label = {}, .color = withAlpha(t.secondary, 0.5f), .weight = 0.7f},
      {.series = &smoothed_, .label = {}, .color = t.ink, .weight = 1.4f}};
  ChartMark marks[3];
  std::size_t count = 0;
  if (rate > 0) marks[count++] = {.at = rate, .label = "now"};
  if (curve_.suggested > 0)
    marks[count++] = {.at = curve_.suggested, .label = "falls fastest", .color = t.accent, .solid = true};
  if (curve_.blowUp > 0) marks[count++] = {.at = curve_.blowUp, .label = "blows up", .color = t.alarm};
  ChartSpec spec;
  spec.name = "rates.curve";
  spec.size = room.size;
  spec.x = {.label = "learning rate", .unit = {}, .scale = AxisScale::log};
  spec.x.lo = 1e-6, spec.x.hi = 10;
  spec.y = {.label = "loss after a step at this rate, raw and smoothed", .unit = {}};
  const AxisRange range = lossRange(curve_.loss);
  spec.y.lo = range.lo, spec.y.hi = range.hi;
  if (range.lo > 0) spec.y.scale = AxisScale::log;
  spec.lines = lines;
  spec.marks = {marks, count};
  ImGui::SetCursorScreenPos(room.min);
  lineChart(f.kit, chart_, spec);
}

void RatesView::adopt(InstrumentFrame& f, const Rect& room) const {
  if (!(curve_.suggested > 0)) {
    drawParagraph(f.kit, ImGui::GetWindowDrawList(), Type::small, room.min, room.size.x,
                  f.kit.theme.secondary, "From here no rate lowers the loss by much.");
    return;
  }
  const Config& now = f.run.session.config;
  const Text32 text = formatNumber(curve_.suggested, 2);
  const double rounded = parseTyped(text).value_or(curve_.suggested);
  const bool same = std::fabs(static_cast<double>(now.lr) - rounded) < 1e-3 * rounded;
  ImGui::SetCursorScreenPos(room.min);
  if (button(f.kit, "rates.use", textf("Use %s", text.c_str()),
             {.kind = same ? ButtonKind::quiet : ButtonKind::primary, .enabled = !same})) {
    Config config = now;
    config.lr = static_cast<float>(rounded);
    changeConfig(f.bench, config, f.run.side);
  }
  tip(f.kit, {.title = "Take the suggested rate",
              .body = "It takes effect with the next step; undo brings the old one back.",
              .rows = {},
              .key = {}});
}

void RatesView::numbers(InstrumentFrame& f, Rect room) const {
  const Theme& t = f.kit.theme;
  auto shown = [](double v) { return std::isnan(v) ? textf<32>("–") : formatNumber(v, 2); };
  const BigNumber suggested[] = {{"rates.suggested", "falls fastest at", shown(curve_.suggested)}};
  room.takeTop(drawNumbers(f.kit, room, suggested), t.inside);
  if (f.gauge.running) {
    const Rect bar = room.takeTop(textHeight(f.kit, Type::small) + 2 * t.unit, t.inside);
    ImGui::SetCursorScreenPos(bar.min);
    progressBar(f.kit, "rates.progress", static_cast<float>(f.gauge.running->progress()), "measuring",
                bar.size.x);
  } else {
    adopt(f, room.takeTop(t.control, t.inside));
  }
  room.takeTop(t.unit, t.inside);
  drawValue(f.kit, room, "rates.now", "now", formatNumber(static_cast<double>(f.run.session.config.lr), 2));
  drawValue(f.kit, room, "rates.smallest", "loss is smallest at", shown(curve_.smallest));
  drawValue(f.kit, room, "rates.blowUp", "blows up at",
            std::isnan(curve_.blowUp) ? textf<32>("not reached") : formatNumber(curve_.blowUp, 2));
}

void RatesView::draw(InstrumentFrame& f, Rect room) {
  refresh(f);
  if (loss_.buckets.size() < 2)
    return drawWaiting(
        f, "rates.curve", room,
        "Copies of the run are trained on while their rate rises from far too small to far too large. "
        "Their loss at each rate appears here; the run itself goes on undisturbed.");
  const auto [left, right] = splitRect(f.kit, room, {0.72f, 0.28f});
  chart(f, left);
  numbers(f, right);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<RateRangeTest>& instrument) {
  return std::make_unique<RatesView>(instrument);
}

}  // namespace lockstep
