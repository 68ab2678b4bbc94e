// How far the ground moves under each layer: the features it reads, the gradient it gets, and the
// distribution of one of its units, with the next step and over the run.
#include <algorithm>
#include <cmath>

#include "lab/combined.h"
#include "ui/instruments/parts.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

enum Shown : int { kFeatures, kGradient, kDirection, kOneUnit };
constexpr Choice kChoices[] = {
    {"Features", "How far the features that each layer reads move with one step"},
    {"Gradient", "How much of each gradient is out of date once the layers before have moved"},
    {"Direction", "Whether it still points the same way: the cosine of both gradients"},
    {"One unit", "Where the pre-activations of a layer's first unit lie, as in Ioffe & Szegedy 2015"}};

// What is shown of all layers.
struct Quantity {
  const char *track, *now, *over;
  bool log;
};
constexpr Quantity kQuantities[] = {
    {"change", "change with the next step", "relative change of the features a layer reads, per step", true},
    {"staleness", "‖G − G′‖ / ‖G‖, next step", "staleness of the gradient, ‖G − G′‖ / ‖G‖", true},
    {"staleness cosine", "cos(G, G′), next step", "cosine of the gradient and the one it should be", false}};

std::vector<double> valuesOf(const MovingTarget& m, int shown) {
  if (shown == kFeatures)
    return columnOf(m.drift().layers, [](const Drift::LayerDrift& l) { return l.overStep.relative; });
  return columnOf(m.staleness().layers,
                  shown == kGradient ? &LayerStaleness::staleness : &LayerStaleness::cosine);
}

double smallest(std::span<const double> values) {
  double least = 1;
  for (double v : values)
    if (v < least) least = v;
  return least;
}

class TargetView final : public ViewOf<MovingTarget> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void layers(const InstrumentFrame& f, const Rect& room);
  void oneUnit(const InstrumentFrame& f, Rect room);

  int shown_ = kFeatures, layer_ = 0;
  AxisRange ranges_[std::size(kQuantities)];
  ChartState trackCharts_[std::size(kQuantities)], unitChart_;
};

// The first layer reads the data: its features and its gradient depend on no other layer. It is left out of
// what would show 0.
void TargetView::layers(const InstrumentFrame& f, const Rect& room) {
  const Quantity& q = kQuantities[shown_];
  const std::size_t L = f.run.session.state.network.layers.size(), skip = L > 1 ? 1 : 0;
  std::vector<double> values;
  if (const MovingTarget* m = latest(f); m && L > 1) values = valuesOf(*m, shown_);
  if (values.size() > skip) values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(skip));
  const char* lonely = "There is one layer, and it reads the data, which do not move.";
  const auto [left, right] = splitRect(f.kit, room, {0.36f, 0.64f});
  const LayerNames names(values.size(), 2);
  const ColumnSet sets[] = {{.label = {}, .values = values, .color = f.kit.theme.secondary}};
  ColumnSpec now{.name = "target.now",
                 .size = left.size,
                 .y = {.label = q.now, .unit = {}},
                 .x = L > 1 ? "layer; the first reads the data" : "layer",
                 .names = names,
                 .sets = sets,
                 .empty = L > 1 ? "What the next step moves appears here." : lonely};
  if (q.log)
    now.y.scale = AxisScale::log;
  else
    now.y.lo = std::floor(4 * std::min(0.0, smallest(values))) / 4, now.y.hi = 1;
  ImGui::SetCursorScreenPos(left.min);
  columnChart(f.kit, ranges_[shown_], now);
  drawTrack(f, trackCharts_[shown_],
            {.name = "target.track",
             .track = q.track,
             .label = q.over,
             .unit = {},
             .log = q.log,
             .fromZero = false,
             .empty = "A line for each layer appears here as training goes on.",
             .skip = skip},
            right);
}

// The percentiles of one unit's pre-activation: where its input lies, how wide, and how both move.
void TargetView::oneUnit(const InstrumentFrame& f, Rect room) {
  const Theme& t = f.kit.theme;
  const int L = static_cast<int>(f.run.session.state.network.layers.size());
  layer_ = std::clamp(layer_, 0, L - 1);
  const Rect row = takeRow(f.kit, room);
  pickLayer(f.kit, "target.layer", &layer_, L, row);
  const std::size_t l = static_cast<std::size_t>(layer_);
  const TrackLine lines[] = {
      {"high", l, "85 %", t.secondary}, {"middle", l, "median", t.ink}, {"low", l, "15 %", t.secondary}};
  const MovingTarget* m = latest(f);
  const double shift = m && l < m->drift().layers.size() ? m->drift().layers[l].shiftOverStep : NAN;
  const FixedText<128> label = !std::isnan(shift)
                                   ? textf<128>("pre-activation; moves by %s of its quartile range per step",
                                                formatNumber(shift, 2).c_str())
                                   : textf<128>("pre-activation");
  drawTracks(f, unitChart_,
             {.name = "target.unit",
              .track = {},
              .label = label,
              .unit = {},
              .fromZero = false,
              .empty = "Where 15, 50 and 85 % of the samples lie appears here as training goes on."},
             lines, room);
}

void TargetView::draw(InstrumentFrame& f, Rect room) {
  const Rect row = takeRow(f.kit, room);
  segmented(f.kit, "target.shown", &shown_, kChoices, std::min(row.size.x, 440 * f.kit.theme.scale));
  if (shown_ == kOneUnit)
    oneUnit(f, room);
  else
    layers(f, room);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<MovingTarget>& instrument) {
  return std::make_unique<TargetView>(instrument);
}

}  // namespace lockstep
