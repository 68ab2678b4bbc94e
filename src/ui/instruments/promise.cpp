// The loss along the step that training takes next, beside what the gradient promised; and how well promises
// were kept over the run.
#include "probes/promise.h"

#include <cmath>

#include "ui/instruments/parts.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

// The measured curve between its points.
double deliveredAt(const Promise& p, double alpha) {
  for (std::size_t i = 1; i < p.curve.size(); ++i) {
    const Promise::Point &a = p.curve[i - 1], &b = p.curve[i];
    if (alpha <= b.alpha)
      return a.delivered + (b.delivered - a.delivered) * (alpha - a.alpha) / (b.alpha - a.alpha);
  }
  return p.curve.back().delivered;
}

class PromiseView final : public ViewOf<Promise> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void makeCurves(const Promise& p);
  void numbers(Kit& kit, const Promise& p, Rect& room) const;
  void alongStep(Kit& kit, const Rect& room);

  Watch watch_;
  Series delivered_, linear_, quadratic_;
  double chosen_ = NAN;  // length of the step that the viewer dragged to, × the next one; NaN: that one
  ChartState stepChart_, trackChart_;
};

void PromiseView::makeCurves(const Promise& p) {
  std::vector<double> x, delivered, linear, quadratic;
  for (const Promise::Point& point : p.curve) {
    x.push_back(point.alpha);
    delivered.push_back(p.loss + point.delivered);
    linear.push_back(p.loss + p.linear(point.alpha));
    quadratic.push_back(p.loss + p.quadratic(point.alpha));
  }
  setCurve(delivered_, x, delivered);
  setCurve(linear_, x, linear);
  setCurve(quadratic_, x, quadratic);
}

// Takes its row off the room.
void PromiseView::numbers(Kit& kit, const Promise& p, Rect& room) const {
  const double alpha = std::isnan(chosen_) ? 1 : chosen_;
  const double promised = p.linear(alpha), delivered = deliveredAt(p, alpha);
  const Text32 gives = formatLive(promised), got = formatLive(delivered),
               kept = promised != 0 ? formatPercent(delivered / promised, 0) : textf<32>("–");
  const Text64 title = textf("kept at rate %s", formatNumber(alpha * p.subject->rate).c_str());
  const BigNumber cells[] = {{"promise.promised", "promised ΔL", gives},
                             {"promise.delivered", "delivered ΔL", got},
                             {"promise.kept", title, kept}};
  room.takeTop(drawNumbers(kit, room, cells), kit.theme.between);
}

void PromiseView::alongStep(Kit& kit, const Rect& room) {
  const Theme& t = kit.theme;
  const ChartLine lines[] = {
      {.series = &linear_, .label = "promise", .color = t.secondary, .dashed = true},
      {.series = &quadratic_, .label = "parabola", .color = withAlpha(t.secondary, 0.6f)},
      {.series = &delivered_, .label = "measured", .color = t.ink, .weight = 1.4f}};
  const ChartMark marks[] = {{.at = 1, .label = "the next step"}};
  ChartSpec spec;
  spec.name = "promise.curve";
  spec.size = room.size;
  spec.x = {.label = "length of the step, × its own", .unit = {}};
  spec.x.lo = 0, spec.x.hi = kPromiseEnd;
  spec.y = {.label = "loss on the probe samples", .unit = {}};
  spec.lines = lines;
  spec.marks = marks;
  spec.cursor = std::isnan(chosen_) ? 1 : chosen_;
  spec.scrub = true;
  ImGui::SetCursorScreenPos(room.min);
  const ChartEvent event = lineChart(kit, stepChart_, spec);
  if (event.scrubbing) chosen_ = std::abs(event.x - 1) < 0.06 ? NAN : event.x;
}

void PromiseView::draw(InstrumentFrame& f, Rect room) {
  auto [left, right] = splitRect(f.kit, room, {0.58f, 1 - 0.58f});
  if (const Promise* p = latest(f)) {
    if (watch_.changed(f.gauge, p)) makeCurves(*p);
    numbers(f.kit, *p, left);
    alongStep(f.kit, left);
  }
  const ChartMark kept[] = {{.kind = MarkKind::horizontal, .at = 1, .label = "kept"}};
  drawTrack(f, trackChart_,
            {.name = "promise.track",
             .track = "ratio",
             .label = "delivered / promised, over the run",
             .unit = {},
             .lo = -1,  // where next to nothing was promised the ratio can be anything
             .hi = 2,
             .marks = kept,
             .empty = "The share of its promise that each step kept appears here as training goes on."},
            right);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<Promise>& instrument) {
  return std::make_unique<PromiseView>(instrument);
}

}  // namespace lockstep
