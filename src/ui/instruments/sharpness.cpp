// Sharpness against the threshold that the rate sets, over the run.
#include "ui/instruments/registry.h"

#include <cmath>

#include "probes/sharpness.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

Text32 live(double value) { return std::isnan(value) ? textf<32>("–") : formatLive(value, 3); }

const char* thresholdName(Optimizer optimizer) {
  switch (optimizer) {
    case Optimizer::momentum:
      return "(2 + 2μ)/η";
    case Optimizer::nesterov:
      return "(2 + 2μ)/(η + 2ημ)";
    default:
      return "2/η";
  }
}

// What the two numbers mean for the next steps, with full batches.
const char* verdict(double ratio) {
  if (ratio < 0.8) return "Below the threshold: steps along the sharpest direction shrink.";
  if (ratio <= 1.2)
    return "At the edge of stability: steps along the sharpest direction neither grow nor shrink.";
  return "Beyond the threshold: steps along the sharpest direction overshoot and grow.";
}

void overTheRun(InstrumentViewContext& c, const Room& room) {
  const Theme& t = c.kit.theme;
  const char* limit = thresholdName(c.run.session.config.optimizer);
  const TrackLine lines[] = {{"threshold", 0, limit, t.secondary, true}, {"sharpness", 0, "λ", t.ink}};
  ImGui::SetCursorScreenPos(room.at);
  drawTracks(c, c.state.charts[0],
             {.name = "sharpness.track",
              .track = {},
              .label = "largest eigenvalue λ of the Hessian",
              .unit = {},
              .log = c.state.choice[0] == 1,
              .empty = "The largest eigenvalue of the Hessian appears here as training goes on."},
             lines, room.size);
}

// How much of the sharpest direction lies in each layer: its squared parts add up to 1.
void direction(InstrumentViewContext& c, const Room& room) {
  const std::span<const double> shares = columnOf(c.state.readings, "layers", "share of direction");
  const ColumnSet sets[] = {{.label = {}, .values = shares, .color = c.kit.theme.secondary}};
  ColumnSpec spec{.name = "sharpness.layers",
                  .size = room.size,
                  .y = {.label = "share of the sharpest direction", .unit = {}},
                  .x = "layer",
                  .names = {},
                  .sets = sets,
                  .empty = "In which layers the sharpest direction lies appears here."};
  spec.y.hi = 1;
  if (!shares.empty()) spec.names = layerNames(c.state, static_cast<int>(shares.size()));
  ImGui::SetCursorScreenPos(room.at);
  columnChart(c.kit, c.state.ranges[0], spec);
}

}  // namespace

void drawSharpness(InstrumentViewContext& c) {
  const Theme& t = c.kit.theme;
  refreshReadings(c, "summary");
  const Readings& r = c.state.readings;
  const double lambda = numberOf(r, "summary", "sharpness"), threshold = numberOf(r, "summary", "threshold"),
               ratio = numberOf(r, "summary", "ratio");
  constexpr float kShares[] = {0.62f, 0.38f};
  Room parts[2];
  splitRoom(c.kit, wholeRoom(c), kShares, parts);
  Room chart = parts[0], side = parts[1];
  constexpr Choice kScales[] = {{"linear"}, {"log"}};
  const Room top = takeTop(c.kit, chart, t.control);
  ImGui::SetCursorScreenPos(top.at);
  segmented(c.kit, "sharpness.scale", &c.state.choice[0], kScales, std::min(top.size.x, 140 * t.scale));
  overTheRun(c, chart);

  const bool known = !std::isnan(threshold);
  const BigNumber numbers[] = {{"sharpness.lambda", "sharpness λ", live(lambda)},
                               {"sharpness.threshold", "threshold", live(threshold)},
                               {"sharpness.ratio", "λ / threshold", live(ratio)}};
  takeTop(c.kit, side, drawNumbers(c.kit, side, {numbers, known ? 3u : 1u}));
  const Session& session = c.run.session;
  const int train = static_cast<int>(session.problem.split.train.size());
  const auto* measured = static_cast<const Sharpness*>(c.channel.latest.get());
  if (known && batchSize(session) == train) {
    FixedText<200> sentence;
    sentence.append(verdict(ratio));
    if (!measured->subject->fullBatch)
      sentence.append(
          textf(" Measured on %d of the %d training samples.", measured->subject->batch.count, train));
    const Room words = takeTop(c.kit, side, measureParagraph(c.kit, Type::small, side.size.x, sentence));
    drawParagraph(c.kit, ImGui::GetWindowDrawList(), Type::small, words.at, words.size.x, t.secondary,
                  sentence);
  }
  if (side.size.y > 90 * t.scale) direction(c, side);
}

}  // namespace lockstep
