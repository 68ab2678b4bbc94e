// The loss along the step that training takes next, beside what the gradient promised; and how well promises
// were kept over the run.
#include "ui/instruments/registry.h"

#include <cmath>

#include "probes/promise.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

void makeCurves(InstrumentViewState& s, const Promise& p) {
  std::vector<double> x, delivered, linear, quadratic;
  for (const Promise::Point& point : p.curve) {
    x.push_back(point.alpha);
    delivered.push_back(p.loss + point.delivered);
    linear.push_back(p.loss + p.linear(point.alpha));
    quadratic.push_back(p.loss + p.quadratic(point.alpha));
  }
  setCurve(s, 0, x, delivered);
  setCurve(s, 1, x, linear);
  setCurve(s, 2, x, quadratic);
}

// The measured curve between its points.
double deliveredAt(const Promise& p, double alpha) {
  for (std::size_t i = 1; i < p.curve.size(); ++i) {
    const Promise::Point &a = p.curve[i - 1], &b = p.curve[i];
    if (alpha <= b.alpha)
      return a.delivered + (b.delivered - a.delivered) * (alpha - a.alpha) / (b.alpha - a.alpha);
  }
  return p.curve.back().delivered;
}

// Takes its row off the room.
void numbers(InstrumentViewContext& c, const Promise& p, double alpha, Room& room) {
  const double promised = p.linear(alpha), delivered = deliveredAt(p, alpha);
  const Text32 gives = formatLive(promised), got = formatLive(delivered),
               kept = promised != 0 ? formatPercent(delivered / promised, 0) : textf<32>("–");
  const Text64 title = textf("kept at rate %s", formatNumber(alpha * p.subject->rate).c_str());
  const BigNumber cells[] = {{"promise.promised", "promised ΔL", gives},
                             {"promise.delivered", "delivered ΔL", got},
                             {"promise.kept", title, kept}};
  const float used = drawNumbers(c.kit, room, cells) + c.kit.theme.between;
  room.at.y += used, room.size.y -= used;
}

void alongStep(InstrumentViewContext& c, ImVec2 size) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  const ChartLine lines[] = {
      {.series = &s.series[1], .label = "promise", .color = t.secondary, .dashed = true},
      {.series = &s.series[2], .label = "parabola", .color = withAlpha(t.secondary, 0.6f)},
      {.series = &s.series[0], .label = "measured", .color = t.ink, .weight = 1.4f}};
  const double at = std::isnan(s.position) ? 1 : s.position;
  const ChartMark marks[] = {{.at = 1, .label = "the next step"}};
  ChartSpec spec;
  spec.name = "promise.curve";
  spec.size = size;
  spec.x = {.label = "length of the step, × the one training takes", .unit = {}};
  spec.x.lo = 0, spec.x.hi = kPromiseEnd;
  spec.y = {.label = "loss on the probe samples", .unit = {}};
  spec.lines = lines;
  spec.marks = marks;
  spec.cursor = at;
  spec.scrub = true;
  const ChartEvent event = lineChart(c.kit, s.charts[0], spec);
  if (event.scrubbing) s.position = std::abs(event.x - 1) < 0.06 ? NAN : event.x;
}

}  // namespace

void drawPromise(InstrumentViewContext& c) {
  const ViewSplit split = splitView(c, 0.58f);
  const auto* p = static_cast<const Promise*>(c.channel.latest.get());
  if (p) {
    if (curvesAreStale(c, p)) makeCurves(c.state, *p);
    Room room{split.first, split.firstSize};
    numbers(c, *p, std::isnan(c.state.position) ? 1 : c.state.position, room);
    ImGui::SetCursorScreenPos(room.at);
    alongStep(c, room.size);
  }
  ImGui::SetCursorScreenPos(split.second);
  const ChartMark kept[] = {{.kind = MarkKind::horizontal, .at = 1, .label = "kept"}};
  drawTrack(c, c.state.charts[1],
            {.name = "promise.track",
             .track = "ratio",
             .label = "delivered / promised, over the run",
             .unit = {},
             .lo = -1,  // where next to nothing was promised the ratio can be anything
             .hi = 2,
             .marks = kept,
             .empty = "The share of its promise that each step kept appears here as training goes on."},
            split.secondSize);
}

}  // namespace lockstep
