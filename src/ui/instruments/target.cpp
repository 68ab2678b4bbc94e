// How far the ground moves under each layer: the features it reads, the gradient it gets, and the
// distribution of one of its units, with the next step and over the run.
#include "ui/instruments/registry.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct Quantity {
  const char *column, *now, *over;
  bool log;
};
constexpr Quantity kQuantities[] = {
    {"change", "change with the next step", "relative change of the features a layer reads, per step", true},
    {"staleness", "‖G − G′‖ / ‖G‖, next step", "staleness of the gradient, ‖G − G′‖ / ‖G‖", true},
    {"staleness cosine", "cos(G, G′), next step", "cosine of the gradient and the one it should be", false}};
constexpr Choice kChoices[] = {
    {"Features", "How far the features that each layer reads move with one step"},
    {"Gradient", "How much of each gradient is out of date once the layers before have moved"},
    {"Direction", "Whether it still points the same way: the cosine of both gradients"},
    {"One unit", "Where the pre-activations of a layer's first unit lie, as in Ioffe & Szegedy 2015"}};
constexpr int kOneUnit = 3;

double smallest(std::span<const double> values) {
  double least = 1;
  for (double v : values)
    if (v < least) least = v;
  return least;
}

// The first layer reads the data: its features and its gradient depend on no other layer. It is left out of
// what would show 0.
void layers(InstrumentViewContext& c, const Quantity& q, const Room& room) {
  InstrumentViewState& s = c.state;
  std::span<const double> values = columnOf(s.readings, "layers", q.column);
  const std::size_t chosen = static_cast<std::size_t>(s.choice[0]);
  const int L = static_cast<int>(c.run.session.state.network.layers.size());
  const std::size_t skip = L > 1 ? 1 : 0;
  if (values.size() > skip) values = values.subspan(skip);
  const char* lonely = "There is one layer, and it reads the data, which do not move.";
  constexpr float kShares[] = {0.36f, 0.64f};
  Room parts[2];
  splitRoom(c.kit, room, kShares, parts);
  const ColumnSet sets[] = {{.label = {}, .values = values, .color = c.kit.theme.secondary}};
  ColumnSpec now{.name = "target.now",
                 .size = parts[0].size,
                 .y = {.label = q.now, .unit = {}},
                 .x = L > 1 ? "layer; the first reads the data" : "layer",
                 .names = {},
                 .sets = sets,
                 .empty = L > 1 ? "What the next step moves appears here." : lonely};
  if (L > 1 && !values.empty()) now.names = layerNames(s, static_cast<int>(values.size()), 2);
  if (q.log)
    now.y.scale = AxisScale::log;
  else
    now.y.lo = std::floor(4 * std::min(0.0, smallest(values))) / 4, now.y.hi = 1;
  ImGui::SetCursorScreenPos(parts[0].at);
  columnChart(c.kit, s.ranges[chosen], now);
  ImGui::SetCursorScreenPos(parts[1].at);
  drawTrack(c, s.charts[chosen],
            {.name = "target.track",
             .track = q.column,
             .label = q.over,
             .unit = {},
             .log = q.log,
             .fromZero = false,
             .empty = "A line for each layer appears here as training goes on.",
             .skip = skip},
            parts[1].size);
}

// The percentiles of one unit's pre-activation: where its input lies, how wide, and how both move.
void oneUnit(InstrumentViewContext& c, Room room) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  const int L = static_cast<int>(c.run.session.state.network.layers.size());
  s.choice[1] = std::clamp(s.choice[1], 0, L - 1);
  const Room top = takeTop(c.kit, room, t.control);
  pickLayer(c, "target.layer", &s.choice[1], L, top);
  const std::size_t row = static_cast<std::size_t>(s.choice[1]);
  const TrackLine lines[] = {{"high", row, "85 %", t.secondary},
                             {"middle", row, "median", t.ink},
                             {"low", row, "15 %", t.secondary}};
  const std::span<const double> shift = columnOf(s.readings, "layers", "shift");
  const FixedText<128> label = row < shift.size() && !std::isnan(shift[row])
                                   ? textf<128>("pre-activation; moves by %s of its quartile range per step",
                                                formatNumber(shift[row], 2).c_str())
                                   : textf<128>("pre-activation");
  ImGui::SetCursorScreenPos(room.at);
  drawTracks(c, s.charts[kOneUnit],
             {.name = "target.unit",
              .track = {},
              .label = label,
              .unit = {},
              .fromZero = false,
              .empty = "Where 15, 50 and 85 % of the samples lie appears here as training goes on."},
             lines, room.size);
}

}  // namespace

void drawTarget(InstrumentViewContext& c) {
  refreshReadings(c, "layers");
  Room room = wholeRoom(c);
  const Room top = takeTop(c.kit, room, c.kit.theme.control);
  ImGui::SetCursorScreenPos(top.at);
  segmented(c.kit, "target.shown", &c.state.choice[0], kChoices,
            std::min(top.size.x, 440 * c.kit.theme.scale));
  if (c.state.choice[0] == kOneUnit)
    oneUnit(c, room);
  else
    layers(c, kQuantities[c.state.choice[0]], room);
}

}  // namespace lockstep
