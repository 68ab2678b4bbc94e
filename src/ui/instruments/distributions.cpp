// What the numbers inside each layer look like: histograms one behind the other as the run goes on, and the
// signs of health that follow from them.
#include "probes/distributions.h"

#include <algorithm>
#include <cmath>

#include "ui/instruments/parts.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

constexpr Choice kChoices[] = {{"Weights", "Of each layer, without biases"},
                               {"Before", "Pre-activations: what the activation function is given"},
                               {"Activations", "What each layer answers, over the probe samples"},
                               {"Gradients", "Of the weights"},
                               {"Health", "The length of the step, and units that do not answer"}};
constexpr int kHealth = 4;  // of them
constexpr Choice kHealthChoices[] = {
    {"Gradient norm", "‖g‖ of each layer"},
    {"Idle units",
     "ReLU: units that answer 0 to every sample. tanh, sigmoid: answers where the "
     "slope is nearly 0"}};
constexpr std::size_t kMostRows = 24;

// The histograms of some steps of the run, evenly spread over it: when there are too many, every second goes
// and the next are taken half as often.
class Past {
 public:
  struct Row {
    int64_t step = -1;
    std::vector<LayerDistributions> layers;
  };
  // Takes the latest measurement over, and forgets what no longer belongs to the run.
  void follow(const InstrumentFrame& f, const Distributions* latest);
  const Row& now() const { return now_; }                 // without layers: nothing yet
  const std::vector<Row>& rows() const { return rows_; }  // by step

 private:
  std::vector<Row> rows_;
  Row now_;
  int64_t stride_ = 1;
  uint64_t shapeVersion_ = 0, runVersion_ = 0;
  const Distributions* seen_ = nullptr;  // last taken over
};

void Past::follow(const InstrumentFrame& f, const Distributions* latest) {
  if (shapeVersion_ != f.run.shapeVersion) *this = {}, seen_ = latest;
  if (runVersion_ != f.run.runVersion) {
    const int64_t step = f.run.session.state.step;
    std::erase_if(rows_, [&](const Row& row) { return row.step > step; });
  }
  shapeVersion_ = f.run.shapeVersion, runVersion_ = f.run.runVersion;
  if (!latest || (latest == seen_ && (now_.layers.empty() || f.gauge.latestStep == now_.step))) return;
  seen_ = latest;
  now_ = {f.gauge.latestStep, latest->layers};
  if (inPast(f.run.history, f.run.session)) return;
  if (!rows_.empty() && now_.step < rows_.back().step + stride_) return;
  rows_.push_back(now_);
  if (rows_.size() <= kMostRows) return;
  for (std::size_t i = 0; 2 * i < rows_.size(); ++i)
    if (i > 0) rows_[i] = std::move(rows_[2 * i]);
  rows_.resize((rows_.size() + 1) / 2);
  stride_ = std::max<int64_t>(stride_ * 2, rows_[1].step - rows_[0].step);
}

const Histogram& histogramIn(const LayerDistributions& layer, int quantity) {
  const Histogram* all[] = {&layer.weights, &layer.preActivations, &layer.activations, &layer.gradients};
  return *all[quantity];
}

// Few values in many bins are all needles.
int binsFor(const Histogram& h) { return h.count < 400 ? kHistogramBins / 2 : kHistogramBins; }

// Adds a histogram to `count` bins over another range; what lies outside is left out.
void rebin(const Histogram& h, double low, double high, int count, float* bins) {
  const double width = (h.high - h.low) / kHistogramBins, scale = count / (high - low);
  for (int b = 0; b < kHistogramBins; ++b) {
    // Each count is spread evenly over its own bin.
    const double from = (h.low + b * width - low) * scale, to = from + width * scale;
    const int first = std::max(0, static_cast<int>(std::floor(from))),
              last = std::min(count - 1, static_cast<int>(std::ceil(to)) - 1);
    for (int k = first; k <= last; ++k)
      bins[k] +=
          static_cast<float>(h.counts[static_cast<std::size_t>(b)] *
                             (std::min(to, k + 1.0) - std::max(from, static_cast<double>(k))) / (to - from));
  }
}

Text32 layerTitle(int layer, int L) {
  return layer + 1 == L ? textf<32>("output") : textf<32>("layer %d", layer + 1);
}

Text32 valueText(double value, bool share = false) {
  if (std::isnan(value)) return textf<32>("–");
  return share ? formatPercent(value) : formatNumber(value);
}

class DistributionsView final : public ViewOf<Distributions> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void ridges(Kit& kit, int layer, bool steps, const Rect& room);
  void allLayers(Kit& kit, const Rect& room);
  void oneLayer(Kit& kit, int layer, const Rect& room);
  void health(const InstrumentFrame& f, Rect room);

  Past past_;
  int shown_ = 0;        // among kChoices
  int layer_ = -1;       // −1: all of them
  int healthShown_ = 0;  // among kHealthChoices
  ChartState stepChart_, normChart_, idleChart_;
  std::vector<float> counts_;  // rows × bins, scratch
};

// Of one layer; with `steps`, the first and the last step beside them.
void DistributionsView::ridges(Kit& kit, int layer, bool steps, const Rect& room) {
  const std::size_t l = static_cast<std::size_t>(layer);
  std::vector<const Past::Row*> rows;
  for (const Past::Row& row : past_.rows())
    if (row.step < past_.now().step && l < row.layers.size()) rows.push_back(&row);
  rows.push_back(&past_.now());
  // Wide enough for all of them, but no early outburst makes a needle of what is there now.
  const Histogram& now = histogramIn(past_.now().layers[l], shown_);
  double low = now.low, high = now.high;
  std::vector<Text32> names;
  for (const Past::Row* row : rows) {
    const Histogram& h = histogramIn(row->layers[l], shown_);
    high = std::max(high, std::min(h.high, 5 * now.high));
    low = std::min(low, std::max(h.low, -5 * now.high));
    names.push_back(formatCount(row->step));
  }
  const std::size_t bins = static_cast<std::size_t>(binsFor(now));
  counts_.assign(rows.size() * bins, 0.0f);
  for (std::size_t i = 0; i < rows.size(); ++i)
    rebin(histogramIn(rows[i]->layers[l], shown_), low, high, static_cast<int>(bins),
          counts_.data() + i * bins);
  const float line = textHeight(kit, Type::small);
  drawTextIn(kit, ImGui::GetWindowDrawList(), Type::small, room.min,
             {room.min.x + room.size.x, room.min.y + line}, 1, kit.theme.secondary,
             layerTitle(layer, static_cast<int>(past_.now().layers.size())));
  ImGui::SetCursorScreenPos({room.min.x, room.min.y + line});
  ridgeline(kit,
            {.name = textf<32>("distributions.%d", layer + 1),
             .size = {room.size.x, room.size.y - line},
             .lo = low,
             .hi = high,
             .label = {},
             .first = steps && rows.size() > 1 ? names.front().view() : std::string_view{},
             .last = steps ? names.back().view() : std::string_view{},
             .names = names,
             .empty = {}},
            counts_, static_cast<int>(rows.size()), static_cast<int>(bins));
}

// Small pictures in the order of the network; where they do not fit, some of the layers, evenly spread.
void DistributionsView::allLayers(Kit& kit, const Rect& room) {
  const Theme& t = kit.theme;
  const int L = static_cast<int>(past_.now().layers.size());
  const float words = textWidth(kit, Type::small, formatCount(past_.now().step)) + t.inside;
  const int columns = std::clamp(static_cast<int>((room.size.x - words) / (84 * t.scale)), 1, L);
  const int lines =
      std::clamp(static_cast<int>(room.size.y / (110 * t.scale)), 1, (L + columns - 1) / columns);
  const int shown = std::min(L, columns * lines);
  const float wide = (room.size.x - words) / static_cast<float>(columns),
              high = room.size.y / static_cast<float>(lines);
  for (int i = 0; i < shown; ++i) {
    const int layer = shown > 1 ? i * (L - 1) / (shown - 1) : L - 1, column = i % columns;
    const float left = column == 0 ? 0 : words + wide * static_cast<float>(column);
    ridges(kit, layer, column == 0,
           {{room.min.x + left, room.min.y + high * static_cast<float>(i / columns)},
            {(column == 0 ? wide + words : wide) - t.inside, high - t.unit}});
  }
}

void DistributionsView::oneLayer(Kit& kit, int layer, const Rect& room) {
  const LayerDistributions& d = past_.now().layers[static_cast<std::size_t>(layer)];
  const Histogram& h = histogramIn(d, shown_);
  auto [picture, side] = splitRect(kit, room, {0.68f, 0.32f});
  ridges(kit, layer, true, picture);
  drawValue(kit, side, "distributions.mean", "mean", valueText(h.mean));
  drawValue(kit, side, "distributions.sd", "standard deviation", valueText(h.deviation));
  drawValue(kit, side, "distributions.count", "values", formatCount(h.count));
  if (h.nonFinite > 0) drawValue(kit, side, "distributions.lost", "not finite", formatCount(h.nonFinite));
  drawValue(kit, side, "distributions.norm", "gradient norm", valueText(d.gradientNorm));
  drawValue(kit, side, "distributions.update", "step / weights", valueText(d.update));
  if (!std::isnan(d.dead)) drawValue(kit, side, "distributions.dead", "dead units", valueText(d.dead, true));
  if (!std::isnan(d.saturated))
    drawValue(kit, side, "distributions.saturated", "saturated answers", valueText(d.saturated, true));
}

void DistributionsView::health(const InstrumentFrame& f, Rect room) {
  auto [left, right] = splitRect(f.kit, room, {0.5f, 0.5f});
  left.takeTop(0, f.kit.theme.inside);
  const ChartMark rule[] = {{.kind = MarkKind::horizontal, .at = 1e-3, .label = "rule of thumb"}};
  drawTrack(f, stepChart_,
            {.name = "distributions.steps",
             .track = "update",
             .label = "length of the step / length of the weights",
             .unit = {},
             .log = true,
             .marks = rule,
             .empty = "How large the step of each layer is appears here as training goes on."},
            left);
  const Rect row = takeRow(f.kit, right);
  segmented(f.kit, "distributions.health", &healthShown_, kHealthChoices,
            std::min(row.size.x, 220 * f.kit.theme.scale));
  if (healthShown_ == 0)
    return drawTrack(f, normChart_,
                     {.name = "distributions.norms",
                      .track = "gradient norm",
                      .label = "gradient norm",
                      .unit = {},
                      .log = true,
                      .empty = "The gradient norm of each layer appears here as training goes on."},
                     right);
  const std::vector<LayerDistributions>& layers = past_.now().layers;
  const bool dead = std::any_of(layers.begin(), layers.end(),
                                [](const LayerDistributions& d) { return !std::isnan(d.dead); });
  drawTrack(f, idleChart_,
            {.name = "distributions.idle",
             .track = dead ? "dead" : "saturated",
             .label = dead ? "share of dead units" : "share of saturated answers",
             .unit = {},
             .lo = 0,
             .hi = 1,
             .empty = "The share of units that do not answer appears here as training goes on."},
            right);
}

void DistributionsView::draw(InstrumentFrame& f, Rect room) {
  const Theme& t = f.kit.theme;
  past_.follow(f, latest(f));
  const Rect row = takeRow(f.kit, room);
  const float wanted = std::min(row.size.x, 420 * t.scale), rest = row.size.x - wanted - t.between;
  segmented(f.kit, "distributions.shown", &shown_, kChoices, wanted);
  if (past_.now().layers.empty())
    return drawWaiting(f, "distributions.1", room,
                       "Histograms of every layer appear here, one behind the other as the run goes on.");
  if (shown_ == kHealth) return health(f, room);
  const int L = static_cast<int>(past_.now().layers.size());
  layer_ = std::clamp(layer_, -1, L - 1);
  Rect picker{{row.min.x + wanted + t.between, row.min.y}, {rest, t.control}};
  if (rest < 90 * t.scale) picker = room.takeTop(t.control, t.inside);
  pickLayer(f.kit, "distributions.layer", &layer_, L, picker, true);
  if (layer_ < 0)
    allLayers(f.kit, room);
  else
    oneLayer(f.kit, layer_, room);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<Distributions>& instrument) {
  return std::make_unique<DistributionsView>(instrument);
}

}  // namespace lockstep
