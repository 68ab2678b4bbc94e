// Who depends on whom: what pushing one layer does to all others, beside what each layer has to push with;
// and what is left of the network when one layer is put back.
#include "ui/instruments/registry.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

constexpr Choice kChoices[] = {
    {"Push one layer", "Each layer alone makes its part of the next step: what do the others feel?"},
    {"Put one layer back", "To its initial or to random weights: what is left of the network?"},
    {"Over the run", "What each layer's push does to the answer, and the loss with that layer put back"}};

// The triangle of changes as a map, NaN (paper) where nothing can be felt.
MapEvent triangle(InstrumentViewContext& c, int L, const Room& room, std::vector<float>& cells) {
  const std::span<const double> changes = columnOf(c.state.readings, "influence", "change");
  float largest = 0;
  cells.assign(static_cast<std::size_t>(L) * static_cast<std::size_t>(L), NAN);
  for (int i = 0; i < L; ++i)
    for (int j = i; j < L; ++j) {
      const std::size_t at = static_cast<std::size_t>(i * L + j);
      cells[at] = static_cast<float>(changes[at]);
      if (std::isfinite(cells[at])) largest = std::max(largest, cells[at]);
    }
  const std::span<const std::string_view> names = layerNames(c.state, L);
  MapSpec spec;
  spec.name = "influence.map";
  spec.size = room.size;
  spec.x = {.label = "felt in layer", .unit = {}, .names = names};
  spec.y = {.label = "pushed layer", .unit = {}, .names = names};
  spec.kind = MapKind::sequential;
  spec.lo = 0, spec.hi = largest > 0 ? static_cast<double>(largest) : 1;
  spec.legend = "relative change";
  ImGui::SetCursorScreenPos(room.at);
  const MapEvent frame = mapFrame(c.kit, spec);
  if (!frame.visible) return frame;
  mapCells(c.kit, frame, spec, cells, L, L, true);
  drawFrame(c.kit, ImGui::GetWindowDrawList(), frame.min, frame.max, c.kit.theme.hairline, 0);
  return frame;
}

// A bar for each row of the map, at its height.
struct RowBars {
  std::string_view name, title;
  std::span<const double> values;
  bool whole = false;  // counts
};

void rowBars(Kit& kit, const RowBars& bars, const MapEvent& rows, const Room& room) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = textHeight(kit, Type::small), count = static_cast<float>(bars.values.size()),
              pitch = (rows.max.y - rows.min.y) / count, thick = std::min(pitch * 0.62f, 18 * t.scale);
  const float right = room.at.x + room.size.x;
  drawTextIn(kit, list, Type::small, room.at, {right, room.at.y + line}, 0, t.secondary, bars.title);
  registerWidget(kit.widgets, bars.name, {room.at.x, rows.min.y}, {right, rows.max.y}, true, true);
  double lo = 0, hi = 0;
  float words = 0;
  for (double v : bars.values) {
    if (!std::isfinite(v)) continue;
    lo = std::min(lo, v), hi = std::max(hi, v);
    words = std::max(words, textWidth(kit, Type::small, formatNumber(v)));
  }
  if (!(hi > lo)) return;
  const bool numbers = pitch >= line && room.size.x > words + 40 * t.scale;
  const float reserve = numbers ? words + t.unit : 0;
  const float first = room.at.x + (lo < 0 ? reserve : 0), last = right - (hi > 0 ? reserve : 0);
  auto px = [&](double v) { return first + static_cast<float>((v - lo) / (hi - lo)) * (last - first); };
  const float zero = snap(kit, px(0));
  for (std::size_t i = 0; i < bars.values.size(); ++i) {
    const double v = bars.values[i];
    if (!std::isfinite(v)) continue;
    const float middle = rows.min.y + (static_cast<float>(i) + 0.5f) * pitch, end = px(v);
    const Color color = bars.whole ? withAlpha(t.secondary, 0.7f) : v < 0 ? t.negative : t.positive;
    list->AddRectFilled({std::min(zero, end), middle - thick / 2}, {std::max(zero, end), middle + thick / 2},
                        ink(color), t.hairlineWidth);
    if (!numbers) continue;
    const Text32 value = bars.whole ? formatCount(std::llround(v)) : formatNumber(v);
    const float wide = textWidth(kit, Type::small, value);
    drawText(kit, list, Type::small, {v < 0 ? end - wide - t.unit : end + t.unit, middle - line / 2}, t.ink,
             value);
  }
  list->AddRectFilled({zero, rows.min.y}, {zero + t.hairlineWidth, rows.max.y}, ink(t.outline));
}

void readRow(Kit& kit, const Readings& r, const MapEvent& frame, int L, const std::vector<float>& cells) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const int row = std::clamp(
      static_cast<int>((mouse.y - frame.min.y) / (frame.max.y - frame.min.y) * static_cast<float>(L)), 0,
      L - 1);
  const std::size_t i = static_cast<std::size_t>(row);
  const Text32 parameters = formatCount(std::llround(columnOf(r, "layers", "parameters")[i])),
               alone = formatNumber(columnOf(r, "layers", "alone")[i]);
  TipRow rows[3] = {{"its parameters", parameters}, {"ΔL by its step alone", alone}};
  std::size_t count = 2;
  Text64 felt, change;
  if (frame.hovered && static_cast<int>(frame.x) >= row) {
    const int column = std::clamp(static_cast<int>(frame.x), 0, L - 1);
    felt = textf("felt in layer %s", layerLabel(column, L).c_str());
    change.append(formatNumber(
        static_cast<double>(cells[i * static_cast<std::size_t>(L) + static_cast<std::size_t>(column)])));
    rows[count++] = {felt, change};
  }
  tipNow(kit,
         {.title = row + 1 == L ? textf<48>("Output layer pushed") : textf<48>("Layer %d pushed", row + 1),
          .body = "Only this layer makes its part of the next step. Layers below it feel nothing.",
          .rows = {rows, count},
          .key = {}});
}

void push(InstrumentViewContext& c, const Room& room) {
  const Theme& t = c.kit.theme;
  const Readings& r = c.state.readings;
  const std::span<const double> parameters = columnOf(r, "layers", "parameters"),
                                alone = columnOf(r, "layers", "alone");
  const int L = static_cast<int>(parameters.size());
  if (L == 0 || alone.empty() || columnOf(r, "influence", "change").size() < static_cast<std::size_t>(L * L))
    return drawWaiting(
        c, "influence.map", room,
        "Each layer is pushed by its own part of the next step. What every other layer feels appears here.");
  const float side = std::min(150 * t.scale, room.size.x * 0.24f), gap = t.around,
              wide = room.size.x - 2 * side - 2 * gap;
  std::vector<float> cells;
  const MapEvent frame = triangle(c, L, {room.at, {wide, room.size.y}}, cells);
  if (!frame.visible) return;
  const float x = room.at.x + wide + gap;
  rowBars(c.kit, {"influence.parameters", "parameters", parameters, true}, frame,
          {{x, room.at.y}, {side, 0}});
  rowBars(c.kit, {"influence.alone", "ΔL alone", alone}, frame, {{x + side + gap, room.at.y}, {side, 0}});
  if (ImGui::IsWindowHovered() &&
      ImGui::IsMouseHoveringRect({room.at.x, frame.min.y}, {room.at.x + room.size.x, frame.max.y}))
    readRow(c.kit, r, frame, L, cells);
}

void putBack(InstrumentViewContext& c, const Room& room) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  const Readings& r = s.readings;
  const bool classes = !std::isnan(numberOf(r, "summary", "accuracy"));
  const std::span<const double> initial = columnOf(r, "layers", "initial loss");
  if (initial.empty())
    return drawWaiting(c, "influence.loss", room,
                       "One layer at a time is put back. What is left of the network appears here.");
  constexpr float kBoth[] = {0.5f, 0.5f}, kOne[] = {1};
  Room parts[2];
  splitRoom(c.kit, room, classes ? std::span<const float>(kBoth) : std::span<const float>(kOne), parts);
  const bool heldOut = numberOf(r, "summary", "held out") > 0;
  const std::span<const std::string_view> names = layerNames(s, static_cast<int>(initial.size()));
  const Color first = t.secondary, second = withAlpha(t.secondary, 0.45f);
  for (int part = 0; part < (classes ? 2 : 1); ++part) {
    const bool accuracy = classes && part == 0;
    const ColumnSet sets[] = {
        {"initial weights", columnOf(r, "layers", accuracy ? "initial accuracy" : "initial loss"), first},
        {"random weights", columnOf(r, "layers", accuracy ? "random accuracy" : "random loss"), second}};
    const ChartMark marks[] = {{.kind = MarkKind::horizontal,
                                .at = numberOf(r, "summary", accuracy ? "accuracy" : "loss"),
                                .label = "intact"}};
    const Text64 label =
        textf("%s, %s samples", accuracy ? "accuracy" : "loss", heldOut ? "held-out" : "training");
    ColumnSpec spec{.name = accuracy ? "influence.accuracy" : "influence.loss",
                    .size = parts[part].size,
                    .y = {.label = label, .unit = {}},
                    .x = "layer put back",
                    .names = names,
                    .sets = sets,
                    .marks = marks,
                    .empty = {}};
    if (accuracy)
      spec.y.hi = 1;
    else
      spec.y.scale = AxisScale::log;
    ImGui::SetCursorScreenPos(parts[part].at);
    columnChart(c.kit, s.ranges[part], spec);
  }
}

void overTheRun(InstrumentViewContext& c, const Room& room) {
  constexpr float kHalves[] = {0.5f, 0.5f};
  Room parts[2];
  splitRoom(c.kit, room, kHalves, parts);
  const TrackChart charts[] = {
      {.name = "influence.track",
       .track = "output change",
       .label = "change of the answer when this layer is pushed",
       .unit = {},
       .log = true,
       .empty = "How much the push of each layer moves the answer appears here as training goes on."},
      {.name = "influence.back",
       .track = "initial loss",
       .label = "loss with this layer's initial weights",
       .unit = {},
       .log = true,
       .empty = "The loss with each layer put back appears here as training goes on."}};
  for (int i = 0; i < 2; ++i) {
    ImGui::SetCursorScreenPos(parts[i].at);
    drawTrack(c, c.state.charts[i], charts[i], parts[i].size);
  }
}

}  // namespace

void drawInfluence(InstrumentViewContext& c) {
  refreshReadings(c, "layers");
  Room room = wholeRoom(c);
  const Room top = takeTop(c.kit, room, c.kit.theme.control);
  ImGui::SetCursorScreenPos(top.at);
  segmented(c.kit, "influence.shown", &c.state.choice[0], kChoices,
            std::min(top.size.x, 400 * c.kit.theme.scale));
  if (c.state.choice[0] == 0)
    push(c, room);
  else if (c.state.choice[0] == 1)
    putBack(c, room);
  else
    overTheRun(c, room);
}

}  // namespace lockstep
