// Who depends on whom: what pushing one layer does to all others, beside what each layer has to push with;
// and what is left of the network when one layer is put back.
#include <algorithm>
#include <cmath>

#include "lab/combined.h"
#include "ui/instruments/parts.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

enum Shown : int { kPush, kPutBack, kOverTheRun };
constexpr Choice kChoices[] = {
    {"Push one layer", "Each layer alone makes its part of the next step: what do the others feel?"},
    {"Put one layer back", "To its initial or to random weights: what is left of the network?"},
    {"Over the run", "What each layer's push does to the answer, and the loss with that layer put back"}};

// The triangle of changes as a map, NaN (paper) where nothing can be felt.
MapEvent triangle(Kit& kit, const Influence& m, const Rect& room, std::vector<float>& cells) {
  const int L = static_cast<int>(m.alone.size());
  float largest = 0;
  cells.assign(m.changes.size(), NAN);
  for (int i = 0; i < L; ++i)
    for (int j = i; j < L; ++j) {
      float& cell = cells[static_cast<std::size_t>(i * L + j)];
      cell = static_cast<float>(m.change(i, j));
      if (std::isfinite(cell)) largest = std::max(largest, cell);
    }
  const LayerNames names(m.alone.size());
  MapSpec spec;
  spec.name = "influence.map";
  spec.size = room.size;
  spec.x = {.label = "felt in layer", .unit = {}, .names = names};
  spec.y = {.label = "pushed layer", .unit = {}, .names = names};
  spec.kind = MapKind::sequential;
  spec.lo = 0, spec.hi = largest > 0 ? static_cast<double>(largest) : 1;
  spec.legend = "relative change";
  ImGui::SetCursorScreenPos(room.min);
  const MapEvent map = mapFrame(kit, spec);
  if (!map.visible) return map;
  mapCells(kit, map, spec, cells, L, L, true);
  drawFrame(kit, ImGui::GetWindowDrawList(), map.min, map.max, kit.theme.hairline, 0);
  return map;
}

// A bar for each row of the map, at its height.
struct RowBars {
  std::string_view name, title;
  std::span<const double> values;
  bool whole = false;  // counts
};

void rowBars(Kit& kit, const RowBars& bars, const MapEvent& rows, const Rect& room) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = textHeight(kit, Type::small), count = static_cast<float>(bars.values.size()),
              pitch = (rows.max.y - rows.min.y) / count, thick = std::min(pitch * 0.62f, 18 * t.scale);
  const float right = room.max().x;
  drawTextIn(kit, list, Type::small, room.min, {right, room.min.y + line}, 0, t.secondary, bars.title);
  registerWidget(kit.widgets, bars.name, {room.min.x, rows.min.y}, {right, rows.max.y}, true, true);
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
  const float first = room.min.x + (lo < 0 ? reserve : 0), last = right - (hi > 0 ? reserve : 0);
  auto px = [&](double v) { return first + static_cast<float>((v - lo) / (hi - lo)) * (last - first); };
  const float zero = snap(kit, px(0));
  for (std::size_t i = 0; i < bars.values.size(); ++i) {
    const double v = bars.values[i];
    if (!std::isfinite(v)) continue;
    const float middle = rows.min.y + (static_cast<float>(i) + 0.5f) * pitch, end = px(v);
    // A loss that falls has the hue of gains everywhere.
    const Color color = bars.whole ? withAlpha(t.secondary, 0.7f) : v < 0 ? t.positive : t.secondary;
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

void readRow(Kit& kit, const Influence& m, const MapEvent& map, const std::vector<float>& cells) {
  const int L = static_cast<int>(m.alone.size());
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const int row = std::clamp(
      static_cast<int>((mouse.y - map.min.y) / (map.max.y - map.min.y) * static_cast<float>(L)), 0, L - 1);
  const std::size_t i = static_cast<std::size_t>(row);
  const Text32 parameters = formatCount(m.parameters[i]), alone = formatNumber(m.alone[i]);
  TipRow rows[3] = {{"its parameters", parameters}, {"ΔL by its step alone", alone}};
  std::size_t count = 2;
  Text64 felt, change;
  if (map.hovered && static_cast<int>(map.x) >= row) {
    const int column = std::clamp(static_cast<int>(map.x), 0, L - 1);
    felt = textf("felt in layer %s", layerLabel(column, L).c_str());
    change.append(formatNumber(static_cast<double>(cells[static_cast<std::size_t>(row * L + column)])));
    rows[count++] = {felt, change};
  }
  tipNow(kit,
         {.title = row + 1 == L ? textf<48>("Output layer pushed") : textf<48>("Layer %d pushed", row + 1),
          .body = "Only this layer makes its part of the next step. Layers below it feel nothing.",
          .rows = {rows, count},
          .key = {}});
}

void push(const InstrumentFrame& f, const Dependence* m, const Rect& room) {
  const Theme& t = f.kit.theme;
  if (!m)
    return drawWaiting(
        f, "influence.map", room,
        "Each layer is pushed by its own part of the next step. What every other layer feels appears here.");
  const Influence& influence = m->influence();
  const float side = std::min(150 * t.scale, room.size.x * 0.24f), gap = t.around,
              wide = room.size.x - 2 * side - 2 * gap;
  std::vector<float> cells;
  const MapEvent map = triangle(f.kit, influence, {room.min, {wide, room.size.y}}, cells);
  if (!map.visible) return;
  const float x = room.min.x + wide + gap;
  const std::vector<double> parameters(influence.parameters.begin(), influence.parameters.end());
  rowBars(f.kit, {"influence.parameters", "parameters", parameters, true}, map, {{x, room.min.y}, {side, 0}});
  rowBars(f.kit, {"influence.alone", "ΔL alone", influence.alone}, map,
          {{x + side + gap, room.min.y}, {side, 0}});
  if (ImGui::IsWindowHovered() &&
      ImGui::IsMouseHoveringRect({room.min.x, map.min.y}, {room.max().x, map.max.y}))
    readRow(f.kit, influence, map, cells);
}

// The accuracy or the loss with each layer put back.
void scores(Kit& kit, const Criticality& m, bool accuracy, AxisRange& range, const Rect& room) {
  const Theme& t = kit.theme;
  const auto field = accuracy ? &Score::accuracy : &Score::loss;
  const std::vector<double> initial = columnOf(m.initial, field), random = columnOf(m.random, field);
  const ColumnSet sets[] = {{"initial weights", initial, t.secondary},
                            {"random weights", random, withAlpha(t.secondary, 0.45f)}};
  const ChartMark marks[] = {{.kind = MarkKind::horizontal, .at = m.trained.*field, .label = "intact"}};
  const Text64 label =
      textf("%s, %s samples", accuracy ? "accuracy" : "loss", m.heldOut ? "held-out" : "training");
  const LayerNames names(initial.size());
  ColumnSpec spec{.name = accuracy ? "influence.accuracy" : "influence.loss",
                  .size = room.size,
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
  ImGui::SetCursorScreenPos(room.min);
  columnChart(kit, range, spec);
}

class InfluenceView final : public ViewOf<Dependence> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void putBack(const InstrumentFrame& f, const Rect& room);
  void overTheRun(const InstrumentFrame& f, const Rect& room);

  int shown_ = kPush;
  AxisRange accuracyRange_, lossRange_;
  ChartState changeChart_, lossChart_;
};

void InfluenceView::putBack(const InstrumentFrame& f, const Rect& room) {
  const Dependence* m = latest(f);
  if (!m)
    return drawWaiting(f, "influence.loss", room,
                       "One layer at a time is put back. What is left of the network appears here.");
  const Criticality& criticality = m->criticality();
  if (std::isnan(criticality.trained.accuracy)) {
    const auto [whole] = splitRect(f.kit, room, {1.f});
    return scores(f.kit, criticality, false, lossRange_, whole);
  }
  const auto [left, right] = splitRect(f.kit, room, {0.5f, 0.5f});
  scores(f.kit, criticality, true, accuracyRange_, left);
  scores(f.kit, criticality, false, lossRange_, right);
}

void InfluenceView::overTheRun(const InstrumentFrame& f, const Rect& room) {
  const auto [left, right] = splitRect(f.kit, room, {0.5f, 0.5f});
  drawTrack(f, changeChart_,
            {.name = "influence.track",
             .track = "output change",
             .label = "change of the answer when this layer is pushed",
             .unit = {},
             .log = true,
             .empty = "How much the push of each layer moves the answer appears here as training goes on."},
            left);
  drawTrack(f, lossChart_,
            {.name = "influence.back",
             .track = "initial loss",
             .label = "loss with this layer's initial weights",
             .unit = {},
             .log = true,
             .empty = "The loss with each layer put back appears here as training goes on."},
            right);
}

void InfluenceView::draw(InstrumentFrame& f, Rect room) {
  const Rect row = takeRow(f.kit, room);
  segmented(f.kit, "influence.shown", &shown_, kChoices, std::min(row.size.x, 400 * f.kit.theme.scale));
  if (shown_ == kPush)
    push(f, latest(f), room);
  else if (shown_ == kPutBack)
    putBack(f, room);
  else
    overTheRun(f, room);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<Dependence>& instrument) {
  return std::make_unique<InfluenceView>(instrument);
}

}  // namespace lockstep
