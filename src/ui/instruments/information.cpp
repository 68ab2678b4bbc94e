// What successive layers keep of each other, and in how many directions their features spread.
#include "ui/instruments/registry.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

struct Quantity {
  const char *column, *now, *over, *empty;
};
constexpr Quantity kQuantities[] = {
    {"information", "of a layer's input and output", "mutual information of a layer's input and output",
     "What each layer keeps of what it reads appears here as training goes on."},
    {"similarity", "CKA of a layer's input and output", "similarity (CKA) of a layer's input and output",
     "How similar each layer's output is to what it reads appears here as training goes on."},
    {"dimension", "of a layer's output", "effective dimension of a layer's output",
     "In how many directions the features of each layer spread appears here as training goes on."}};
constexpr Choice kChoices[] = {
    {"Information", "Gaussian mutual information, in nats, of what a layer reads and what it makes of it"},
    {"Similarity", "Unbiased linear CKA: 1 for rotated and scaled features, 0 for unrelated ones"},
    {"Dimension", "Participation ratio: in how many directions the features of a layer spread"}};

}  // namespace

void drawInformation(InstrumentViewContext& c) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  refreshReadings(c, "layers");
  Room room = wholeRoom(c);
  const Room top = takeTop(c.kit, room, t.control);
  ImGui::SetCursorScreenPos(top.at);
  segmented(c.kit, "information.shown", &s.choice[0], kChoices, std::min(top.size.x, 340 * t.scale));
  const int chosen = s.choice[0];
  const Quantity& q = kQuantities[chosen];
  const char* unit = chosen == 0 ? "nats" : "";
  constexpr float kShares[] = {0.46f, 0.54f};
  Room parts[2];
  splitRoom(c.kit, room, kShares, parts);

  const std::span<const double> values = columnOf(s.readings, "layers", q.column);
  std::vector<double> units;
  for (const Layer& layer : c.run.session.state.network.layers) units.push_back(layer.outputs);
  const Color faint = withAlpha(t.secondary, 0.4f);
  const ColumnSet sets[] = {
      {chosen == 0 ? "measured" : "effective", values, t.secondary},
      {chosen == 0 ? "by chance" : "units",
       chosen == 0 ? columnOf(s.readings, "layers", "chance") : std::span<const double>(units), faint}};
  ColumnSpec now{.name = "information.now",
                 .size = parts[0].size,
                 .y = {.label = q.now, .unit = unit},
                 .x = "layer",
                 .names = {},
                 .sets = {sets, chosen == 1 ? 1u : 2u},
                 .empty = "The latest reading of each layer appears here."};
  if (chosen == 1)
    now.y.lo = std::any_of(values.begin(), values.end(), [](double v) { return v < 0; }) ? -0.5 : 0,
    now.y.hi = 1;
  if (!values.empty()) now.names = layerNames(s, static_cast<int>(values.size()));
  ImGui::SetCursorScreenPos(parts[0].at);
  columnChart(c.kit, s.ranges[chosen], now);

  ImGui::SetCursorScreenPos(parts[1].at);
  drawTrack(c, s.charts[chosen],
            {.name = "information.track", .track = q.column, .label = q.over, .unit = unit, .empty = q.empty},
            parts[1].size);
}

}  // namespace lockstep
