// Sharpness against the threshold that the rate sets, over the run.
#include "probes/sharpness.h"

#include <cmath>

#include "ui/instruments/parts.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

constexpr Choice kScales[] = {{"linear"}, {"log"}};

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

class SharpnessView final : public ViewOf<Sharpness> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void overTheRun(const InstrumentFrame& f, const Rect& room);
  void direction(const InstrumentFrame& f, const Rect& room);

  int scale_ = 0;  // of the chart: among kScales
  ChartState trackChart_;
  AxisRange shares_;
};

void SharpnessView::overTheRun(const InstrumentFrame& f, const Rect& room) {
  const Theme& t = f.kit.theme;
  const char* limit = thresholdName(f.run.session.config.optimizer);
  const TrackLine lines[] = {{"threshold", 0, limit, t.secondary, true}, {"sharpness", 0, "λ", t.ink}};
  drawTracks(f, trackChart_,
             {.name = "sharpness.track",
              .track = {},
              .label = "largest eigenvalue λ of the Hessian",
              .unit = {},
              .log = scale_ == 1,
              .empty = "The largest eigenvalue of the Hessian appears here as training goes on."},
             lines, room);
}

// How much of the sharpest direction lies in each layer: its squared parts add up to 1.
void SharpnessView::direction(const InstrumentFrame& f, const Rect& room) {
  std::vector<double> shares;
  if (const Sharpness* m = latest(f)) shares = m->layerShares();
  const ColumnSet sets[] = {{.label = {}, .values = shares, .color = f.kit.theme.secondary}};
  const LayerNames names(shares.size());
  ColumnSpec spec{.name = "sharpness.layers",
                  .size = room.size,
                  .y = {.label = "share of the sharpest direction", .unit = {}},
                  .x = "layer",
                  .names = names,
                  .sets = sets,
                  .empty = "In which layers the sharpest direction lies appears here."};
  spec.y.hi = 1;
  ImGui::SetCursorScreenPos(room.min);
  columnChart(f.kit, shares_, spec);
}

// The verdict, where the theory has one.
void words(const InstrumentFrame& f, const Sharpness& m, double ratio, Rect& room) {
  const Session& session = f.run.session;
  const int train = static_cast<int>(session.problem.split.train.size());
  if (batchSize(session) != train) return;
  FixedText<200> sentence;
  sentence.append(verdict(ratio));
  if (!m.subject->fullBatch)
    sentence.append(textf(" Measured on %d of the %d training samples.", m.subject->batch.count, train));
  const Rect words =
      room.takeTop(measureParagraph(f.kit, Type::small, room.size.x, sentence), f.kit.theme.inside);
  drawParagraph(f.kit, ImGui::GetWindowDrawList(), Type::small, words.min, words.size.x,
                f.kit.theme.secondary, sentence);
}

void SharpnessView::draw(InstrumentFrame& f, Rect room) {
  const Theme& t = f.kit.theme;
  const Sharpness* m = latest(f);
  const double lambda = m ? m->lambda : NAN, threshold = m ? m->threshold() : NAN, ratio = lambda / threshold;
  auto [chart, side] = splitRect(f.kit, room, {0.62f, 0.38f});
  const Rect row = takeRow(f.kit, chart);
  segmented(f.kit, "sharpness.scale", &scale_, kScales, std::min(row.size.x, 140 * t.scale));
  overTheRun(f, chart);

  const bool known = !std::isnan(threshold);
  const BigNumber numbers[] = {{"sharpness.lambda", "sharpness λ", live(lambda)},
                               {"sharpness.threshold", "threshold", live(threshold)},
                               {"sharpness.ratio", "λ / threshold", live(ratio)}};
  side.takeTop(drawNumbers(f.kit, side, {numbers, known ? 3u : 1u}), t.inside);
  if (known) words(f, *m, ratio, side);
  if (side.size.y > 90 * t.scale) direction(f, side);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<Sharpness>& instrument) {
  return std::make_unique<SharpnessView>(instrument);
}

}  // namespace lockstep
