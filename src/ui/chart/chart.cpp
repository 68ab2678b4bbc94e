#include "ui/chart/chart.h"

#include <algorithm>
#include <cmath>

#include "ui/chart/parts.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

struct PlotArea {
  ImRect whole, plot;
  Ruler x, y;
  Tick xTicks[kMaxTicks], yTicks[kMaxTicks];
  int xCount = 0, yCount = 0;
};

constexpr double kLeastTime = 10;   // steps: shorter axes would have ticks between them
constexpr double kLateStart = 0.3;  // share of the time axis that may stay empty before the data

bool anyData(const ChartSpec& spec) {
  for (const ChartLine& line : spec.lines)
    if (line.series && !line.series->empty()) return true;
  return !spec.points.empty();
}

void fitX(ChartState& state, const ChartSpec& spec, float seconds) {
  if (spec.x.hi > spec.x.lo) {
    state.x = {spec.x.lo, spec.x.hi};
    return;
  }
  double lo = INFINITY, hi = -INFINITY;
  for (const ChartLine& line : spec.lines)
    if (line.series && !line.series->empty())
      lo = std::min(lo, line.series->firstX()), hi = std::max(hi, line.series->lastX());
  for (const ChartPoint& point : spec.points) lo = std::min(lo, point.x), hi = std::max(hi, point.x);
  if (!(hi >= lo)) return;
  if (spec.x.free || spec.x.scale == AxisScale::log) {
    fitRange(state.x, spec.x.scale, lo, hi, seconds);
    return;
  }
  if (!std::isnan(spec.cursor)) lo = std::min(lo, spec.cursor);
  // From 0, unless what began late would be squeezed into the end.
  const double start = spec.x.scale == AxisScale::linear && lo > kLateStart * hi ? lo : std::min(lo, 0.0);
  fitTime(state.x, spec.x.scale, start, std::max(hi, start + kLeastTime));
}

// To what is in view and can be shown: a log axis looks at positive values only.
void fitY(ChartState& state, const ChartSpec& spec, float seconds) {
  if (spec.y.hi > spec.y.lo) {
    state.y = {spec.y.lo, spec.y.hi};
    return;
  }
  double lo = INFINITY, hi = -INFINITY;
  auto see = [&](double value) {
    if (std::isfinite(onRuler(spec.y.scale, value))) lo = std::min(lo, value), hi = std::max(hi, value);
  };
  for (size_t i = 0; i < spec.lines.size(); ++i)
    for (const PixelColumn& column : state.columns[i])
      if (!column.broken) see(column.min), see(column.max);
  for (const ChartPoint& point : spec.points) see(point.y);
  for (const ChartBand& band : spec.bands)
    for (const Series* edge : {band.lo, band.hi})
      for (const Bucket& bucket : edge->buckets) see(bucket.min), see(bucket.max);
  if (spec.y.fromZero && spec.y.scale == AxisScale::linear) see(0);
  if (hi >= lo) fitRange(state.y, spec.y.scale, lo, hi, seconds);
}

float labelRoom(const Kit& kit, const ChartSpec& spec, float width) {
  float widest = 0;
  for (const ChartLine& line : spec.lines)
    if (line.series && !line.series->empty())
      widest = std::max(widest, textWidth(kit, Type::small, line.label));
  return widest > 0 ? std::min(widest + kit.theme.inside, width * 0.3f) : kit.theme.unit;
}

// The plot area inside `whole`. The left margin only grows in steps of 8 px, so that the plot does not sway
// with the width of its tick labels.
void layOut(const Kit& kit, ChartState& state, const ChartSpec& spec, PlotArea& f) {
  const Theme& t = kit.theme;
  float line = textHeight(kit, Type::small);
  f.plot = f.whole;
  f.plot.Min.y += spec.y.label.empty() ? line / 2 : line + t.unit * 1.5f;
  f.plot.Max.y -= line + t.unit;
  f.plot.Max.x -= labelRoom(kit, spec, f.whole.GetWidth());
  f.yCount =
      makeTicks(spec.y.scale, state.y.lo, state.y.hi, tickBudget(kit, f.plot.GetHeight(), false), f.yTicks);
  float needed = std::ceil((widestTick(kit, f.yTicks, f.yCount) + t.unit * 1.5f) / 8) * 8;
  if (needed > state.left || needed < state.left - 16) state.left = needed;
  f.plot.Min.x += state.left;
  f.plot.Max.x = std::max(f.plot.Max.x, f.plot.Min.x + 16);
  f.plot.Max.y = std::max(f.plot.Max.y, f.plot.Min.y + 16);
  f.y = makeRuler(spec.y.scale, state.y.lo, state.y.hi, f.plot.Max.y, f.plot.Min.y);
}

void decimateLines(ChartState& state, const ChartSpec& spec, float width) {
  size_t count = spec.lines.size();
  if (state.columns.size() < count) state.columns.resize(count), state.smoothed.resize(count);
  for (size_t i = 0; i < count; ++i) {
    const ChartLine& line = spec.lines[i];
    state.columns[i].clear();
    if (line.series && state.x.valid())
      decimate(*line.series, spec.x.scale, state.x.lo, state.x.hi, width, state.columns[i]);
    smooth(state.columns[i], spec.y.scale, line.smoothing, state.smoothed[i]);
  }
}

// What lies between least and greatest in each column, as a faint band; thin where there is one
// point per column.
void drawRaw(const Kit& kit, const ChartState& state, const PlotArea& f, const ChartLine& line,
             size_t index) {
  ImDrawList* list = drawList();
  ImU32 color = ink(withAlpha(line.color, kit.theme.dark ? 0.30f : 0.24f));
  float thin = kit.theme.line * 0.5f, before = NAN;
  const std::vector<PixelColumn>& columns = state.columns[index];
  for (size_t i = 0; i < columns.size(); ++i) {
    const PixelColumn& column = columns[i];
    if (column.broken) {
      before = NAN;
      continue;
    }
    // Edge to edge, so that no column is painted twice and no gap shows.
    float left = std::floor(column.px),
          right = i + 1 < columns.size() ? std::floor(columns[i + 1].px) : left + 1;
    float top = f.y.px(column.max), bottom = f.y.px(column.min);
    if (!std::isnan(before)) top = std::min(top, before), bottom = std::max(bottom, before);
    before = f.y.px(column.mean);
    list->AddRectFilled({f.plot.Min.x + left, top - thin}, {f.plot.Min.x + right, bottom + thin}, color);
  }
}

bool sparse(const std::vector<PixelColumn>& columns) {
  return columns.size() < 2 ||
         (columns.back().px - columns.front().px) / static_cast<float>(columns.size()) > 2.5f;
}

void drawLine(const Kit& kit, ChartState& state, const PlotArea& f, const ChartLine& line, size_t index) {
  const Theme& t = kit.theme;
  const std::vector<PixelColumn>& columns = state.columns[index];
  const std::vector<float>& values = state.smoothed[index];
  ImDrawList* list = drawList();
  float width = t.line * line.weight;
  bool few = sparse(columns);
  if (line.smoothing > 0 && !few) drawRaw(kit, state, f, line, index);
  auto flush = [&] {
    int count = static_cast<int>(state.path.size());
    if (count == 1) list->AddCircleFilled(state.path[0], width, ink(line.color));
    if (line.dashed)
      drawDashed(list, state.path.data(), count, ink(line.color), width, 5 * t.scale, 3.5f * t.scale);
    else if (count > 1)
      list->AddPolyline(state.path.data(), count, ink(line.color), 0, width);
    state.path.clear();
  };
  state.path.clear();
  for (size_t i = 0; i < columns.size(); ++i) {
    const PixelColumn& column = columns[i];
    if (std::isnan(values[i])) {
      flush();
      continue;
    }
    float x = f.plot.Min.x + column.px;
    if (line.smoothing > 0) {
      state.path.push_back({x, f.y.px(fromRuler(f.y.scale, values[i]))});
      continue;
    }
    // Without smoothing a column shows its whole reach, in an order that neither loses a spike nor
    // adds a zigzag.
    bool down = std::fabs(column.first - column.max) < std::fabs(column.first - column.min);
    float visits[] = {column.first, down ? column.max : column.min, down ? column.min : column.max,
                      column.last};
    for (int visit = 0; visit < 4; ++visit)
      if (visit == 0 || visits[visit] != visits[visit - 1]) state.path.push_back({x, f.y.px(visits[visit])});
  }
  flush();
}

void drawEndLabels(const Kit& kit, const ChartState& state, const PlotArea& f, const ChartSpec& spec) {
  const Theme& t = kit.theme;
  constexpr size_t kMost = 16;
  float wished[kMost], placed[kMost], height = textHeight(kit, Type::small);
  size_t lines[kMost], count = 0;
  for (size_t i = 0; i < spec.lines.size() && count < kMost; ++i) {
    const std::vector<float>& values = state.smoothed[i];
    if (spec.lines[i].label.empty() || values.empty()) continue;
    size_t last = values.size();
    while (last > 0 && std::isnan(values[last - 1])) --last;
    if (last == 0) continue;
    lines[count] = i;
    wished[count++] =
        std::clamp(f.y.px(fromRuler(f.y.scale, values[last - 1])), f.plot.Min.y, f.plot.Max.y) - height / 2;
  }
  spreadLabels({wished, count}, height, f.plot.Min.y - height / 2, f.plot.Max.y + height / 2,
               {placed, count});
  for (size_t i = 0; i < count; ++i) {
    const ChartLine& line = spec.lines[lines[i]];
    const std::vector<PixelColumn>& columns = state.columns[lines[i]];
    float end = std::min(f.plot.Min.x + columns.back().px, f.plot.Max.x);
    float left = std::min(end + t.unit * 1.25f, f.plot.Max.x + t.unit * 1.25f);
    float room = f.whole.Max.x - left;
    if (room < textWidth(kit, Type::small, line.label))
      left = std::max(f.plot.Max.x + t.unit, f.whole.Max.x - textWidth(kit, Type::small, line.label));
    drawTextIn(kit, drawList(), Type::small, {left, placed[i]}, {f.whole.Max.x + 1, placed[i] + height}, 0,
               line.color, line.label);
  }
}

Text64 readValue(const AxisSpec& axis, double value) {
  Text64 out;
  out.append(axis.decimals >= 0 ? formatDecimals(value, axis.decimals) : formatLive(value, 3));
  if (!axis.unit.empty()) out.append("\u202F").append(axis.unit);
  return out;
}

void drawPointer(const Kit& kit, const PlotArea& f, const ChartSpec& spec, double x) {
  const Theme& t = kit.theme;
  constexpr size_t kMost = 12;
  ReadoutRow rows[kMost];
  Text64 values[kMost];
  size_t count = 0;
  const Bucket* at = nullptr;
  double shown = x, best = INFINITY;
  for (const ChartLine& line : spec.lines) {
    const Bucket* bucket = line.series ? nearest(*line.series, x) : nullptr;
    if (!bucket || count == kMost || (spec.lines.size() > kMost && line.label.empty())) continue;
    double middle = std::clamp(x, bucket->x0, bucket->x1), away = std::fabs(middle - x);
    if (away < best) best = away, shown = middle, at = bucket;
    if (bucket->count > 0)
      values[count] = readValue(spec.y, bucket->mean);
    else
      values[count].append("not a number");
    rows[count] = {line.label, {}, line.color, line.dashed};
    rows[count].value = values[count];
    ++count;
    if (bucket->count > 0)
      drawShape(drawList(), 0, {f.x.px(middle), f.y.px(bucket->mean)}, 3 * t.scale, ink(line.color),
                ink(t.paper), 1.5f);
  }
  if (!at) return;
  float px = snap(kit, f.x.px(shown));
  drawList()->AddRectFilled({px, f.plot.Min.y}, {px + t.hairlineWidth, f.plot.Max.y},
                            ink(withAlpha(t.ink, 0.4f)));
  Text64 title;
  title.append(spec.x.label).append(" ");
  bool whole = std::fabs(shown - std::round(shown)) < 1e-9 && std::fabs(shown) < 1e15;
  title.append(whole ? formatCount(std::llround(shown)) : formatNumber(shown, 3));
  if (!spec.x.unit.empty()) title.append("\u202F").append(spec.x.unit);
  drawReadout(kit, f.plot, {px, ImGui::GetIO().MousePos.y}, title, {rows, count});
}

void drawCursor(const Kit& kit, const PlotArea& f, double x) {
  const Theme& t = kit.theme;
  float px = std::clamp(f.x.px(x), f.plot.Min.x, f.plot.Max.x), grip = 5 * t.scale;
  ImDrawList* list = drawList();
  list->AddLine({px, f.plot.Min.y}, {px, f.plot.Max.y}, ink(t.accent), t.line);
  list->AddCircleFilled({px, f.plot.Max.y}, grip, ink(t.accent));
  list->AddCircle({px, f.plot.Max.y}, grip, ink(t.paper), 0, 1.5f);
}

ChartEvent interact(Kit& kit, const PlotArea& f, const ChartSpec& spec) {
  ChartEvent event{f.plot.Min, f.plot.Max};
  ImGuiButtonFlags flags = ImGuiButtonFlags_None;
  if (spec.scrub) flags |= ImGuiButtonFlags_PressedOnClickReleaseAnywhere;
  Item item = pressableAt(kit, spec.name, f.plot, true, flags);
  if (!spec.scrub && item.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Arrow);
  ImVec2 mouse = ImGui::GetIO().MousePos;
  event.hovered = item.hovered && f.plot.Contains(mouse);
  event.scrubbing = spec.scrub && item.held;
  event.released = spec.scrub && item.pressed;
  if (event.hovered || event.scrubbing || event.released) {
    event.x = f.x.value(std::clamp(mouse.x, f.plot.Min.x, f.plot.Max.x));
    event.y = f.y.value(std::clamp(mouse.y, f.plot.Min.y, f.plot.Max.y));
  }
  focusRing(kit, item);
  return event;
}

}  // namespace

ChartEvent lineChart(Kit& kit, ChartState& state, const ChartSpec& spec) {
  const Theme& t = kit.theme;
  PlotArea f;
  ImVec2 at = ImGui::GetCursorScreenPos(), size(rowWidth(spec.size.x), spec.size.y);
  ImGui::ItemSize(size);
  f.whole = {at, at + size};
  if (!ImGui::IsRectVisible(f.whole.Min, f.whole.Max)) {
    registerWidget(kit.widgets, spec.name, f.whole.Min, f.whole.Max, true, false);
    return {f.whole.Min, f.whole.Max};
  }
  if (state.xScale != spec.x.scale) state.x = {}, state.xScale = spec.x.scale;
  if (state.yScale != spec.y.scale) state.y = {}, state.yScale = spec.y.scale;
  float seconds = ImGui::GetIO().DeltaTime;
  fitX(state, spec, seconds);
  if (!anyData(spec) || !state.x.valid()) {
    state.x = state.y = {};
    drawEmpty(kit, f.whole, spec.empty);
    registerWidget(kit.widgets, spec.name, f.whole.Min, f.whole.Max, true, true);
    return {f.whole.Min, f.whole.Max};
  }
  layOut(kit, state, spec, f);
  decimateLines(state, spec, f.plot.GetWidth());
  fitY(state, spec, seconds);
  layOut(kit, state, spec, f);  // the fit may have changed the tick labels
  f.x = makeRuler(spec.x.scale, state.x.lo, state.x.hi, f.plot.Min.x, f.plot.Max.x);
  f.xCount =
      makeTicks(spec.x.scale, state.x.lo, state.x.hi, tickBudget(kit, f.plot.GetWidth(), true), f.xTicks);

  ImDrawList* list = drawList();
  if (!spec.y.label.empty())
    drawTextIn(kit, list, Type::small, f.whole.Min,
               {f.whole.Max.x, f.whole.Min.y + textHeight(kit, Type::small)}, 0, t.secondary,
               axisTitle(spec.y.label, spec.y.unit));
  drawYAxis(kit, f.plot, f.y, f.yTicks, f.yCount);
  drawXAxis(kit, f.plot, f.x, f.xTicks, f.xCount, axisTitle(spec.x.label, spec.x.unit), f.whole.Min.x,
            f.whole.Max.x);
  float slack = t.line;
  list->PushClipRect(f.plot.Min - ImVec2(slack, slack), f.plot.Max + ImVec2(slack, slack), true);
  for (const ChartBand& band : spec.bands) drawBand(f.plot, f.x, f.y, band);
  for (size_t i = 0; i < spec.lines.size(); ++i) drawLine(kit, state, f, spec.lines[i], i);
  list->PopClipRect();
  drawMarks(kit, f.plot, f.x, f.y, spec.marks);
  drawPoints(kit, f.plot, f.x, f.y, spec.points);
  drawEndLabels(kit, state, f, spec);
  if (!std::isnan(spec.cursor)) drawCursor(kit, f, spec.cursor);
  ChartEvent event = interact(kit, f, spec);
  if (event.hovered || event.scrubbing) drawPointer(kit, f, spec, event.x);
  return event;
}

}  // namespace lockstep
