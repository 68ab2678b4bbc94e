// The gradient along a line, beside white and brown noise; how much neighbouring points agree; and the matrix
// of all pairs of points.
#include "ui/instruments/registry.h"

#include <algorithm>
#include <cmath>

#include "probes/shattering.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

enum Curve : std::size_t { kTrace, kMean, kLow, kHigh, kWhite, kBrown, kCurves };

// Both noises, to compare with; they are the same for every network.
struct Noises final : ViewMemory {
  std::vector<double> white, brown;  // a trace of each
  bool changed = true;               // the picture of the cosines
  std::vector<float> cosines;        // side², side = kTracePoints / 4
};
constexpr int kSide = kTracePoints / 4;

Shattering noise(GradientFamily family) {
  Shattering result({.family = family, .width = 2, .depth = 1, .seeds = 32});
  finish(result);
  return result;
}

Noises& memory(InstrumentViewState& s) {
  if (!s.memory) {
    auto made = std::make_unique<Noises>();
    const Shattering white = noise(GradientFamily::whiteNoise), brown = noise(GradientFamily::brownNoise);
    made->white = white.gradient, made->brown = brown.gradient;
    for (const Shattering* n : {&white, &brown}) {
      const Readings r = n->readings();
      setCurve(s, n == &white ? kWhite : kBrown, columnOf(r, "autocorrelation", "lag"),
               columnOf(r, "autocorrelation", "mean"));
    }
    s.memory = std::move(made);
  }
  return static_cast<Noises&>(*s.memory);
}

void makeCurves(InstrumentViewState& s, Noises& m) {
  const Table* trace = nullptr;
  for (const Table& table : s.readings)
    if (table.name == "trace" && !table.columns.empty()) trace = &table;
  if (trace) setCurve(s, kTrace, trace->columns[0].values, columnOf(s.readings, "trace", "gradient"));
  const std::span<const double> lag = columnOf(s.readings, "autocorrelation", "lag"),
                                mean = columnOf(s.readings, "autocorrelation", "mean"),
                                sd = columnOf(s.readings, "autocorrelation", "sd");
  std::vector<double> low, high;
  for (std::size_t i = 0; i < mean.size(); ++i)
    low.push_back(mean[i] - sd[i]), high.push_back(mean[i] + sd[i]);
  setCurve(s, kMean, lag, mean);
  setCurve(s, kLow, lag, low);
  setCurve(s, kHigh, lag, high);
  const std::span<const double> cosines = columnOf(s.readings, "cosines", "cosine");
  m.cosines.assign(cosines.begin(), cosines.end());
  m.changed = true;
}

// A trace without axes, on a scale of its own.
void strip(Kit& kit, std::string_view name, std::string_view label, std::span<const double> values,
           const Room& room) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = textHeight(kit, Type::small), top = room.at.y + line + t.unit,
              height = std::max(8.0f, room.size.y - line - t.unit);
  registerWidget(kit.widgets, name, room.at, {room.at.x + room.size.x, room.at.y + room.size.y}, true, true);
  drawTextIn(kit, list, Type::small, room.at, {room.at.x + room.size.x, room.at.y + line}, 0, t.secondary,
             label);
  const auto [lo, hi] = std::minmax_element(values.begin(), values.end());
  if (values.size() < 2 || !(*hi > *lo)) return;
  for (std::size_t i = 0; i < values.size(); ++i)
    list->PathLineTo({room.at.x + room.size.x * static_cast<float>(i) / static_cast<float>(values.size() - 1),
                      top + height * static_cast<float>((*hi - values[i]) / (*hi - *lo))});
  list->PathStroke(ink(withAlpha(t.secondary, 0.9f)), 0, t.line * 0.7f);
}

void traces(InstrumentViewContext& c, const Noises& m, Room room) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  const Series& trace = s.series[kTrace];
  const float below = std::clamp(room.size.y * 0.26f, 40 * t.scale, 84 * t.scale);
  const bool noises = room.size.y > 150 * t.scale;
  const bool own = !columnOf(s.readings, "trace", "position").empty();
  const ChartLine lines[] = {{.series = &trace, .label = {}, .color = t.ink}};
  ChartSpec spec;
  spec.name = "shattering.trace";
  spec.size = {room.size.x, room.size.y - (noises ? below + t.inside : 0)};
  spec.x = {.label = own ? "distance" : "input x", .unit = {}};
  spec.x.lo = trace.firstX(), spec.x.hi = trace.lastX();
  spec.y = {.label = own ? "slope of the output between two samples" : "slope of the output, df/dx",
            .unit = {}};
  spec.lines = lines;
  ImGui::SetCursorScreenPos(room.at);
  lineChart(c.kit, s.charts[0], spec);
  if (!noises) return;
  const float half = (room.size.x - t.between) / 2, y = room.at.y + room.size.y - below;
  strip(c.kit, "shattering.brown", "whole: brown noise", m.brown, {{room.at.x, y}, {half, below}});
  strip(c.kit, "shattering.white", "shattered: white", m.white,
        {{room.at.x + half + t.between, y}, {half, below}});
}

void agreement(InstrumentViewContext& c, const Room& room) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  const ChartLine lines[] = {
      {.series = &s.series[kBrown], .label = "brown", .color = t.secondary, .dashed = true, .weight = 0.8f},
      {.series = &s.series[kWhite], .label = "white", .color = t.secondary, .dashed = true, .weight = 0.8f},
      {.series = &s.series[kMean], .label = "net", .color = t.accent, .weight = 1.4f}};
  const ChartBand bands[] = {{&s.series[kLow], &s.series[kHigh], withAlpha(t.accent, 0.2f)}};
  double least = -0.25;
  for (const Bucket& bucket : s.series[kLow].buckets)
    least = std::min(least, static_cast<double>(bucket.min));
  const double nets = numberOf(s.readings, "summary", "nets");
  const Text64 label =
      nets > 1 ? textf("autocorrelation, mean ± sd of %.0f nets", nets) : textf("autocorrelation");
  ChartSpec spec;
  spec.name = "shattering.autocorrelation";
  spec.size = room.size;
  spec.x = {.label = "lag", .unit = {}};
  spec.x.lo = 0, spec.x.hi = kTraceLags;
  spec.y = {.label = label, .unit = {}};
  spec.y.lo = std::max(-1.0, std::floor(least * 4) / 4), spec.y.hi = 1;
  spec.lines = lines;
  spec.bands = bands;
  spec.empty = "How much points agree with their neighbours appears here.";
  ImGui::SetCursorScreenPos(room.at);
  lineChart(c.kit, s.charts[1], spec);
}

void matrix(InstrumentViewContext& c, Noises& m, const Room& room) {
  InstrumentViewState& s = c.state;
  MapSpec spec;
  spec.name = "shattering.cosines";
  spec.size = room.size;
  const Series& trace = s.series[kTrace];
  const bool own = !columnOf(s.readings, "trace", "position").empty();
  spec.x = {.label = own ? "distance" : "x", .unit = {}};
  spec.x.lo = trace.firstX(), spec.x.hi = trace.lastX();
  spec.y = {.label = "cosine of two gradients", .unit = {}, .lo = spec.x.lo, .hi = spec.x.hi};
  spec.square = true;
  ImGui::SetCursorScreenPos(room.at);
  if (m.cosines.size() < kSide * kSide) return;
  const MapEvent frame = mapFrame(c.kit, spec);
  if (!frame.visible) return;
  drawPicture(c, frame, m.cosines, kSide, 1, gfx::Ramp::diverging, m.changed);
  m.changed = false;
  drawFrame(c.kit, ImGui::GetWindowDrawList(), frame.min, frame.max, c.kit.theme.hairline, 0);
  if (!frame.hovered) return;
  auto cell = [&](double at) {
    return std::clamp(static_cast<int>((at - spec.x.lo) / (spec.x.hi - spec.x.lo) * kSide), 0, kSide - 1);
  };
  const Text32 x = formatNumber(frame.x), y = formatNumber(frame.y),
               value = formatNumber(
                   static_cast<double>(
                       m.cosines[static_cast<std::size_t>(cell(frame.y) * kSide + cell(frame.x))]),
                   2);
  const TipRow rows[] = {{"at", x}, {"and at", y}, {"cosine", value}};
  tipNow(c.kit, {.title = {}, .body = {}, .rows = rows, .key = {}});
}

}  // namespace

void drawShattering(InstrumentViewContext& c) {
  const Theme& t = c.kit.theme;
  InstrumentViewState& s = c.state;
  Noises& m = memory(s);
  if (refreshReadings(c, "autocorrelation")) makeCurves(s, m);
  Room room = wholeRoom(c);
  if (s.series[kTrace].buckets.size() < 2)
    return drawWaiting(
        c, "shattering.trace", room,
        "The gradient along a line through the data appears here, beside white noise, which says "
        "nothing about the next point, and brown noise, which does. Other nets, 50 layers deep, "
        "are in the list above.");
  if (c.channel.running) {
    const Room bar = takeTop(c.kit, room, 4 * t.scale);
    ImGui::SetCursorScreenPos(bar.at);
    progressBar(c.kit, "shattering.progress", static_cast<float>(c.channel.running->progress()), {},
                bar.size.x);
  }
  const bool wide = room.size.x > 560 * t.scale || room.size.y > 520 * t.scale;
  if (!wide) {
    constexpr Choice kChoices[] = {{"Gradient"}, {"Agreement"}, {"Matrix"}};
    const Room top = takeTop(c.kit, room, t.control);
    ImGui::SetCursorScreenPos(top.at);
    segmented(c.kit, "shattering.shown", &s.choice[0], kChoices, std::min(top.size.x, 280 * t.scale));
    if (s.choice[0] == 0) traces(c, m, room);
    if (s.choice[0] == 1) agreement(c, room);
    if (s.choice[0] == 2) matrix(c, m, room);
    return;
  }
  // The matrix is as wide as high; the others share what it leaves.
  const float side = std::clamp((room.size.y - 24 * t.scale) / room.size.x, 0.2f, 0.34f);
  const float shares[] = {(1 - side) * 0.56f, (1 - side) * 0.44f, side};
  Room parts[3];
  splitRoom(c.kit, room, shares, parts);
  traces(c, m, parts[0]);
  agreement(c, parts[1]);
  matrix(c, m, parts[2]);
}

}  // namespace lockstep
