// Learning-rate range test: the loss of copies whose rate rises, what it suggests, and a button
// that takes it.
#include "ui/imgui_math.h"

#include "ui/instrument_views.h"

#include <algorithm>
#include <cmath>

#include "session/session.h"
#include "ui/draw.h"
#include "ui/number_format.h"
#include "ui/widgets.h"

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

void curve(InstrumentViewContext& c, double suggested, double blowUp, const Room& room) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  const std::span<const double> loss = columnOf(s.readings, "sweep", "loss");
  const double rate = static_cast<double>(c.scene.session->config.lr);
  const ChartLine lines[] = {
      {.series = &s.series[0], .label = {}, .color = withAlpha(t.secondary, 0.5f), .weight = 0.7f},
      {.series = &s.series[1], .label = {}, .color = t.ink, .weight = 1.4f}};
  ChartMark marks[3];
  std::size_t count = 0;
  if (rate > 0) marks[count++] = {.at = rate, .label = "today"};
  if (suggested > 0)
    marks[count++] = {.at = suggested, .label = "falls fastest", .color = t.accent, .solid = true};
  if (blowUp > 0) marks[count++] = {.at = blowUp, .label = "blows up", .color = t.alarm};
  ChartSpec spec;
  spec.name = "rates.curve";
  spec.size = room.size;
  spec.x = {.label = "learning rate", .unit = {}, .scale = AxisScale::log};
  spec.x.lo = 1e-6, spec.x.hi = 10;
  spec.y = {.label = "loss after a step at this rate, raw and smoothed", .unit = {}};
  const AxisRange range = lossRange(loss);
  spec.y.lo = range.lo, spec.y.hi = range.hi;
  if (range.lo > 0) spec.y.scale = AxisScale::log;
  spec.lines = lines;
  spec.marks = {marks, count};
  ImGui::SetCursorScreenPos(room.at);
  lineChart(c.kit, s.charts[0], spec);
}

void adopt(InstrumentViewContext& c, double rate, Room side) {
  if (!(rate > 0)) {
    drawParagraph(c.kit, ImGui::GetWindowDrawList(), Type::small, side.at, side.size.x, c.kit.theme.secondary,
                  "From here no rate lowers the loss by much.");
    return;
  }
  const Config& now = c.scene.session->config;
  const Text32 text = formatNumber(rate, 2);
  const double rounded = parseNumber(text).value_or(rate);
  const bool same = std::fabs(static_cast<double>(now.lr) - rounded) < 1e-3 * rounded;
  ImGui::SetCursorScreenPos(side.at);
  if (button(c.kit, "rates.use", textf("Use %s", text.c_str()),
             {.kind = same ? ButtonKind::quiet : ButtonKind::primary, .enabled = !same})) {
    Config config = now;
    config.lr = static_cast<float>(rounded);
    changeConfig(c.bench, config, c.scene.side);
  }
  tip(c.kit, {.title = "Take the suggested rate",
              .body = "It takes effect with the next step; undo brings the old one back.",
              .rows = {},
              .key = {}});
}

}  // namespace

void drawRates(InstrumentViewContext& c) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  if (refreshReadings(c, "sweep")) {
    const std::span<const double> rate = columnOf(s.readings, "sweep", "rate");
    setCurve(s, 0, rate, columnOf(s.readings, "sweep", "loss"));
    setCurve(s, 1, rate, columnOf(s.readings, "sweep", "smoothed"));
  }
  Room room = wholeRoom(c);
  if (s.series.size() < 2 || s.series[0].buckets.size() < 2)
    return drawWaiting(
        c, "rates.curve", room,
        "Copies of the run are trained on while their rate rises from far too small to far too "
        "large. Their loss at each rate appears here; the run itself goes on undisturbed.");
  const Readings& r = s.readings;
  const double suggested = numberOf(r, "summary", "suggested"), smallest = numberOf(r, "summary", "smallest"),
               blowUp = numberOf(r, "summary", "blowUp");
  constexpr float kShares[] = {0.72f, 0.28f};
  Room parts[2];
  splitRoom(c.kit, room, kShares, parts);
  curve(c, suggested, blowUp, parts[0]);
  Room side = parts[1];
  auto shown = [](double v) { return std::isnan(v) ? textf<32>("–") : formatNumber(v, 2); };
  const BigNumber numbers[] = {{"rates.suggested", "falls fastest at", shown(suggested)}};
  takeTop(c.kit, side, drawNumbers(c.kit, side, numbers));
  if (c.channel.running) {
    const Room bar = takeTop(c.kit, side, textHeight(c.kit, Type::small) + 2 * t.unit);
    ImGui::SetCursorScreenPos(bar.at);
    progressBar(c.kit, "rates.progress", static_cast<float>(c.channel.running->progress()), "measuring",
                bar.size.x);
  } else {
    adopt(c, suggested, takeTop(c.kit, side, t.control));
  }
  takeTop(c.kit, side, t.unit);
  drawValue(c.kit, side, "rates.today", "today",
            formatNumber(static_cast<double>(c.scene.session->config.lr), 2));
  drawValue(c.kit, side, "rates.smallest", "loss is smallest at", shown(smallest));
  drawValue(c.kit, side, "rates.blowUp", "blows up at",
            std::isnan(blowUp) ? textf<32>("not reached") : formatNumber(blowUp, 2));
}

}  // namespace lockstep
