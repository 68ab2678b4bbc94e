// What the numbers inside each layer look like: histograms one behind the other as the run goes on, and the
// signs of health that follow from them.
#include "ui/instruments/registry.h"

#include "ui/kit/draw.h"

#include <algorithm>
#include <cmath>

#include "probes/distributions.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr Choice kChoices[] = {{"Weights", "Of each layer, without biases"},
                               {"Before", "Pre-activations: what the activation function is given"},
                               {"Activations", "What each layer answers, over the probe samples"},
                               {"Gradients", "Of the weights"},
                               {"Health", "The length of the step, and units that do not answer"}};
constexpr int kHealth = 4;
constexpr std::size_t kMostRows = 24;

// The histograms of some steps of the run, evenly spread over it: when there are too many, every second goes
// and the next are taken half as often.
struct Past final : ViewMemory {
  struct Row {
    int64_t step;
    std::vector<LayerDistributions> layers;
  };
  std::vector<Row> rows;  // by step
  Row now{-1, {}};
  int64_t stride = 1;
  uint64_t shapeVersion = 0, runVersion = 0;
  const void* seen = nullptr;  // the measurement last taken over
  std::vector<float> counts;   // rows × bins, scratch
};

Past& pastOf(InstrumentViewContext& c) {
  if (!c.state.memory) c.state.memory = std::make_unique<Past>();
  Past& past = static_cast<Past&>(*c.state.memory);
  if (past.shapeVersion != c.run.shapeVersion) past = {}, past.seen = c.channel.latest.get();
  if (past.runVersion != c.run.runVersion) {
    const int64_t step = c.run.session.state.step;
    std::erase_if(past.rows, [&](const Past::Row& row) { return row.step > step; });
  }
  past.shapeVersion = c.run.shapeVersion, past.runVersion = c.run.runVersion;
  return past;
}

void remember(InstrumentViewContext& c, Past& past) {
  const auto* latest = static_cast<const Distributions*>(c.channel.latest.get());
  if (!latest || (latest == past.seen && (past.now.layers.empty() || c.channel.latestStep == past.now.step)))
    return;
  past.seen = latest;
  past.now = {c.channel.latestStep, latest->layers};
  if (inPast(c.run.history, c.run.session)) return;
  if (!past.rows.empty() && past.now.step < past.rows.back().step + past.stride) return;
  past.rows.push_back(past.now);
  if (past.rows.size() <= kMostRows) return;
  for (std::size_t i = 0; 2 * i < past.rows.size(); ++i)
    if (i > 0) past.rows[i] = std::move(past.rows[2 * i]);
  past.rows.resize((past.rows.size() + 1) / 2);
  past.stride = std::max<int64_t>(past.stride * 2, past.rows[1].step - past.rows[0].step);
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

// Of one layer; with `steps`, the first and the last step beside them.
void ridges(InstrumentViewContext& c, Past& past, int layer, int quantity, bool steps, const Room& room) {
  const std::size_t l = static_cast<std::size_t>(layer);
  std::vector<const Past::Row*> rows;
  for (const Past::Row& row : past.rows)
    if (row.step < past.now.step && l < row.layers.size()) rows.push_back(&row);
  rows.push_back(&past.now);
  // Wide enough for all of them, but no early outburst makes a needle of what is there now.
  const Histogram& now = histogramIn(past.now.layers[l], quantity);
  double low = now.low, high = now.high;
  std::vector<Text32> names;
  for (const Past::Row* row : rows) {
    const Histogram& h = histogramIn(row->layers[l], quantity);
    high = std::max(high, std::min(h.high, 5 * now.high));
    low = std::min(low, std::max(h.low, -5 * now.high));
    names.push_back(formatCount(row->step));
  }
  const std::size_t bins = static_cast<std::size_t>(binsFor(now));
  past.counts.assign(rows.size() * bins, 0.0f);
  for (std::size_t i = 0; i < rows.size(); ++i)
    rebin(histogramIn(rows[i]->layers[l], quantity), low, high, static_cast<int>(bins),
          past.counts.data() + i * bins);
  const float line = textHeight(c.kit, Type::small);
  drawTextIn(c.kit, ImGui::GetWindowDrawList(), Type::small, room.at,
             {room.at.x + room.size.x, room.at.y + line}, 1, c.kit.theme.secondary,
             layerTitle(layer, static_cast<int>(past.now.layers.size())));
  ImGui::SetCursorScreenPos({room.at.x, room.at.y + line});
  ridgeline(c.kit,
            {.name = textf<32>("distributions.%d", layer + 1),
             .size = {room.size.x, room.size.y - line},
             .lo = low,
             .hi = high,
             .label = {},
             .first = steps && rows.size() > 1 ? names.front().view() : std::string_view{},
             .last = steps ? names.back().view() : std::string_view{},
             .names = names,
             .empty = {}},
            past.counts, static_cast<int>(rows.size()), static_cast<int>(bins));
}

// Small pictures in the order of the network; where they do not fit, some of the layers, evenly spread.
void allLayers(InstrumentViewContext& c, Past& past, int quantity, const Room& room) {
  const Theme& t = c.kit.theme;
  const int L = static_cast<int>(past.now.layers.size());
  const float words = textWidth(c.kit, Type::small, formatCount(past.now.step)) + t.inside;
  const int columns = std::clamp(static_cast<int>((room.size.x - words) / (84 * t.scale)), 1, L);
  const int lines =
      std::clamp(static_cast<int>(room.size.y / (110 * t.scale)), 1, (L + columns - 1) / columns);
  const int shown = std::min(L, columns * lines);
  const float wide = (room.size.x - words) / static_cast<float>(columns),
              high = room.size.y / static_cast<float>(lines);
  for (int i = 0; i < shown; ++i) {
    const int layer = shown > 1 ? i * (L - 1) / (shown - 1) : L - 1, column = i % columns;
    const float left = column == 0 ? 0 : words + wide * static_cast<float>(column);
    ridges(c, past, layer, quantity, column == 0,
           {{room.at.x + left, room.at.y + high * static_cast<float>(i / columns)},
            {(column == 0 ? wide + words : wide) - t.inside, high - t.unit}});
  }
}

Text32 shown(double value, bool share = false) {
  if (std::isnan(value)) return textf<32>("–");
  return share ? formatPercent(value) : formatNumber(value);
}

void oneLayer(InstrumentViewContext& c, Past& past, int layer, int quantity, const Room& room) {
  const LayerDistributions& d = past.now.layers[static_cast<std::size_t>(layer)];
  const Histogram& h = histogramIn(d, quantity);
  constexpr float kShares[] = {0.68f, 0.32f};
  Room parts[2];
  splitRoom(c.kit, room, kShares, parts);
  ridges(c, past, layer, quantity, true, parts[0]);
  Room side = parts[1];
  drawValue(c.kit, side, "distributions.mean", "mean", shown(h.mean));
  drawValue(c.kit, side, "distributions.sd", "standard deviation", shown(h.deviation));
  drawValue(c.kit, side, "distributions.count", "values", formatCount(h.count));
  if (h.nonFinite > 0) drawValue(c.kit, side, "distributions.lost", "not finite", formatCount(h.nonFinite));
  drawValue(c.kit, side, "distributions.norm", "gradient norm", shown(d.gradientNorm));
  drawValue(c.kit, side, "distributions.update", "step / weights", shown(d.update));
  if (!std::isnan(d.dead)) drawValue(c.kit, side, "distributions.dead", "dead units", shown(d.dead, true));
  if (!std::isnan(d.saturated))
    drawValue(c.kit, side, "distributions.saturated", "saturated answers", shown(d.saturated, true));
}

void health(InstrumentViewContext& c, const Past& past, const Room& room) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  constexpr float kHalves[] = {0.5f, 0.5f};
  Room parts[2];
  splitRoom(c.kit, room, kHalves, parts);
  takeTop(c.kit, parts[0], 0);
  const ChartMark rule[] = {{.kind = MarkKind::horizontal, .at = 1e-3, .label = "rule of thumb"}};
  ImGui::SetCursorScreenPos(parts[0].at);
  drawTrack(c, s.charts[0],
            {.name = "distributions.steps",
             .track = "update",
             .label = "length of the step / length of the weights",
             .unit = {},
             .log = true,
             .marks = rule,
             .empty = "How large the step of each layer is appears here as training goes on."},
            parts[0].size);
  constexpr Choice kShown[] = {{"Gradient norm", "‖g‖ of each layer"},
                               {"Idle units",
                                "ReLU: units that answer 0 to every sample. tanh, sigmoid: "
                                "answers where the slope is nearly 0"}};
  const Room top = takeTop(c.kit, parts[1], t.control);
  ImGui::SetCursorScreenPos(top.at);
  segmented(c.kit, "distributions.health", &s.choice[2], kShown, std::min(top.size.x, 220 * t.scale));
  const bool dead = std::any_of(past.now.layers.begin(), past.now.layers.end(),
                                [](const LayerDistributions& d) { return !std::isnan(d.dead); });
  ImGui::SetCursorScreenPos(parts[1].at);
  if (s.choice[2] == 0)
    drawTrack(c, s.charts[1],
              {.name = "distributions.norms",
               .track = "gradient norm",
               .label = "gradient norm",
               .unit = {},
               .log = true,
               .empty = "The gradient norm of each layer appears here as training goes on."},
              parts[1].size);
  else
    drawTrack(c, s.charts[2],
              {.name = "distributions.idle",
               .track = dead ? "dead" : "saturated",
               .label = dead ? "share of dead units" : "share of saturated answers",
               .unit = {},
               .lo = 0,
               .hi = 1,
               .empty = "The share of units that do not answer appears here as training goes on."},
              parts[1].size);
}

}  // namespace

void drawDistributions(InstrumentViewContext& c) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  Past& past = pastOf(c);
  remember(c, past);
  Room room = wholeRoom(c);
  Room top = takeTop(c.kit, room, t.control);
  const float wanted = std::min(top.size.x, 420 * t.scale), rest = top.size.x - wanted - t.between;
  ImGui::SetCursorScreenPos(top.at);
  segmented(c.kit, "distributions.shown", &s.choice[0], kChoices, wanted);
  if (past.now.layers.empty())
    return drawWaiting(c, "distributions.1", room,
                       "Histograms of every layer appear here, one behind the other as the run goes on.");
  if (s.choice[0] == kHealth) return health(c, past, room);
  const int L = static_cast<int>(past.now.layers.size());
  s.choice[1] = std::clamp(s.choice[1], 0, L);
  Room picker{{top.at.x + wanted + t.between, top.at.y}, {rest, t.control}};
  if (rest < 90 * t.scale) picker = takeTop(c.kit, room, t.control);
  int layer = s.choice[1] - 1;
  pickLayer(c, "distributions.layer", &layer, L, picker, true);
  s.choice[1] = layer + 1;
  if (layer < 0)
    allLayers(c, past, s.choice[0], room);
  else
    oneLayer(c, past, layer, s.choice[0], room);
}

}  // namespace lockstep
