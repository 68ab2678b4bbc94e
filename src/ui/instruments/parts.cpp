#include "ui/instruments/view.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/draw.h"
#include "ui/kit/widgets.h"

namespace lockstep {

Color layerColor(const Theme& t, int l, int L) {
  if (l + 1 >= L) return t.accent;
  const float share = L > 2 ? static_cast<float>(l) / static_cast<float>(L - 2) : 1;
  const float weight = 0.45f + 0.55f * share;
  auto mix = [&](uint8_t a, uint8_t b) {
    return static_cast<uint8_t>(
        std::lround(static_cast<float>(a) + weight * (static_cast<float>(b) - static_cast<float>(a))));
  };
  return {mix(t.hairline.r, t.ink.r), mix(t.hairline.g, t.ink.g), mix(t.hairline.b, t.ink.b), 255};
}

Text32 layerLabel(int l, int L) { return l + 1 == L ? textf<32>("out") : textf<32>("%d", l + 1); }

std::span<const std::string_view> layerNames(InstrumentViewState& s, int count, int first) {
  s.labels.clear(), s.names.clear();
  for (int i = 0; i < count; ++i) s.labels.push_back(layerLabel(i + first - 1, count + first - 1));
  for (const Text32& label : s.labels) s.names.push_back(label.view());
  return s.names;
}

Edit pickLayer(InstrumentViewContext& c, std::string_view name, int* layer, int L, const Room& room,
               bool all) {
  const Theme& t = c.kit.theme;
  std::vector<Text32> labels;
  std::vector<Choice> choices;
  if (all) labels.push_back(textf<32>("All"));
  for (int l = 0; l < L; ++l)
    labels.push_back(l + 1 == L ? textf<32>("output") : textf<32>("layer %d", l + 1));
  for (const Text32& label : labels) choices.push_back({label.c_str()});
  int index = std::clamp(*layer + (all ? 1 : 0), 0, static_cast<int>(choices.size()) - 1);
  ImGui::SetCursorScreenPos(room.at);
  const float each = 68 * t.scale, wanted = each * static_cast<float>(choices.size());
  const Edit edit = wanted <= room.size.x
                        ? segmented(c.kit, name, &index, choices, wanted)
                        : dropdown(c.kit, name, &index, choices, std::min(room.size.x, 140 * t.scale));
  *layer = index - (all ? 1 : 0);
  return edit;
}

void drawTrack(InstrumentViewContext& c, ChartState& state, const TrackChart& chart, ImVec2 size) {
  const Track* track = findTrack(c.channel, chart.track);
  const int rows = track ? static_cast<int>(track->rows.size()) : 0, L = rows + chart.firstLayer - 1;
  std::vector<TrackLine> lines;
  std::vector<Text32> labels;
  labels.reserve(static_cast<std::size_t>(rows));
  for (int i = static_cast<int>(chart.skip); i < rows; ++i) {
    const int l = i + chart.firstLayer - 1;
    // With many layers only every so-and-so-many line is named.
    const bool named = rows > 1 && (rows <= 8 || i % ((rows + 7) / 8) == 0 || i + 1 == rows);
    labels.push_back(named ? layerLabel(l, L) : Text32{});
    lines.push_back({chart.track, static_cast<std::size_t>(i), labels.back(),
                     rows > 1 ? layerColor(c.kit.theme, l, L) : c.kit.theme.ink});
  }
  drawTracks(c, state, chart, lines, size);
}

void drawTracks(InstrumentViewContext& c, ChartState& state, const TrackChart& chart,
                std::span<const TrackLine> lines, ImVec2 size) {
  std::vector<ChartLine> drawn;
  for (const TrackLine& line : lines) {
    const Track* track = findTrack(c.channel, line.track);
    if (!track || line.row >= track->rows.size()) continue;
    drawn.push_back({.series = &track->rows[line.row],
                     .label = line.label,
                     .color = line.color,
                     .dashed = line.dashed,
                     .smoothing = 3});
  }
  ChartSpec spec;
  spec.name = chart.name;
  spec.size = {size.x, size.y};
  spec.x = {.label = "step", .unit = {}};
  spec.y = {.label = chart.label, .unit = chart.unit};
  spec.y.scale = chart.log ? AxisScale::log : AxisScale::linear;
  spec.y.fromZero = chart.fromZero && !chart.log;
  spec.y.lo = chart.lo, spec.y.hi = chart.hi;
  spec.lines = drawn;
  spec.marks = chart.marks;
  spec.empty = chart.empty;
  if (inPast(c.run.history, c.run.session))
    spec.cursor = static_cast<double>(c.run.session.state.step);
  lineChart(c.kit, state, spec);
}

void setCurve(InstrumentViewState& s, std::size_t index, std::span<const double> x,
              std::span<const double> y) {
  if (s.series.size() <= index) s.series.resize(index + 1);
  clear(s.series[index]);
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) append(s.series[index], x[i], y[i]);
}

bool curvesAreStale(InstrumentViewContext& c, const Measurement* shown) {
  if (c.state.seriesOf == shown && c.state.seriesStep == c.channel.latestStep) return false;
  c.state.seriesOf = shown;
  c.state.seriesStep = c.channel.latestStep;
  return true;
}

std::span<const double> columnOf(const Readings& readings, std::string_view table, std::string_view column) {
  for (const Table& t : readings)
    for (const TableColumn& c : t.columns)
      if (t.name == table && c.name == column) return c.values;
  return {};
}

double numberOf(const Readings& readings, std::string_view table, std::string_view column) {
  const std::span<const double> values = columnOf(readings, table, column);
  return values.empty() ? NAN : values[0];
}

bool refreshReadings(InstrumentViewContext& c, std::string_view table) {
  const bool going = c.channel.running && c.channel.instrument->onDemand;
  const Measurement* now = going ? c.channel.running.get() : c.channel.latest.get();
  const int64_t step = going ? c.channel.runningStep : c.channel.latestStep;
  const int share = now ? static_cast<int>(100 * now->progress()) : -1;
  InstrumentViewState& s = c.state;
  if (s.readingsOf == now && s.readingsStep == step && s.readingsShare == share) return false;
  s.readingsOf = now, s.readingsStep = step, s.readingsShare = share;
  s.readings.clear();
  if (!now) return true;
  s.readings = now->readings();
  for (const Table& t : s.readings)
    if (t.name == table && !t.columns.empty() && !t.columns[0].values.empty()) return true;
  if (c.channel.latest) s.readings = c.channel.latest->readings();
  return true;
}

Room takeTop(const Kit& kit, Room& room, float height) {
  const Room top{room.at, {room.size.x, std::min(height, room.size.y)}};
  const float used = top.size.y + kit.theme.inside;
  room.at.y += used, room.size.y = std::max(0.0f, room.size.y - used);
  return top;
}

void splitRoom(const Kit& kit, const Room& whole, std::span<const float> shares, std::span<Room> rooms) {
  const Theme& t = kit.theme;
  const bool stack = whole.size.x < 480 * t.scale && whole.size.y > whole.size.x * 0.8f;
  const float gap = stack ? t.between : t.around, gaps = gap * static_cast<float>(shares.size() - 1);
  float at = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const float length = stack ? (whole.size.y - gaps) / static_cast<float>(shares.size())
                               : std::round((whole.size.x - gaps) * shares[i]);
    rooms[i].at = stack ? ImVec2(whole.at.x, whole.at.y + at) : ImVec2(whole.at.x + at, whole.at.y);
    rooms[i].size = stack ? ImVec2(whole.size.x, length) : ImVec2(length, whole.size.y);
    at += length + gap;
  }
}

ViewSplit splitView(const InstrumentViewContext& c, float left) {
  const float shares[] = {left, 1 - left};
  Room rooms[2];
  splitRoom(c.kit, wholeRoom(c), shares, rooms);
  return {rooms[0].at, rooms[1].at, rooms[0].size, rooms[1].size};
}

float drawNumbers(Kit& kit, const Room& room, std::span<const BigNumber> numbers) {
  const Theme& t = kit.theme;
  const float each = room.size.x / static_cast<float>(numbers.size());
  float needed = 0;
  for (const BigNumber& n : numbers) needed = std::max(needed, textWidth(kit, Type::number, n.value));
  const bool large = room.size.y >= 200 * t.scale && needed < each - t.inside;
  const Type type = large ? Type::number : Type::strong;
  const float small = textHeight(kit, Type::small), height = small + textHeight(kit, type);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const ImVec2 min{room.at.x + each * static_cast<float>(i), room.at.y},
        max{min.x + each - t.inside, min.y + height};
    ImDrawList* list = ImGui::GetWindowDrawList();
    drawTextIn(kit, list, Type::small, min, {max.x, min.y + small}, 0, t.secondary, numbers[i].label);
    drawText(kit, list, type, {min.x, min.y + small}, t.ink, numbers[i].value);
    registerWidget(kit.widgets, numbers[i].name, min, max, true, true);
  }
  return height;
}

void drawValue(Kit& kit, Room& room, std::string_view name, std::string_view label, std::string_view value) {
  const Theme& t = kit.theme;
  const float line = textHeight(kit, Type::base) + t.unit;
  if (room.size.y < line) return;
  const ImVec2 min = room.at, max{min.x + room.size.x, min.y + line};
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float words = std::min(textWidth(kit, Type::base, value), room.size.x);
  drawTextIn(kit, list, Type::small, min, {max.x - words - t.inside, max.y}, 0, t.secondary, label);
  drawTextIn(kit, list, Type::base, {max.x - words, min.y}, {max.x + 1, max.y}, 1, t.ink, value);
  registerWidget(kit.widgets, name, min, max, true, true);
  room.at.y += line, room.size.y -= line;
}

void drawPicture(InstrumentViewContext& c, const MapEvent& frame, std::span<const float> values, int side,
                 float scale, gfx::Ramp ramp, bool changed) {
  InstrumentViewState& s = c.state;
  const bool fresh = s.tile == gfx::kNoTile;
  if (fresh) s.tile = gfx::allocateTile(s.atlas, side, side);
  if (fresh || changed) {
    std::vector<float> fromTop;
    for (int row = side - 1; row >= 0; --row)
      fromTop.insert(fromTop.end(), values.begin() + row * side, values.begin() + (row + 1) * side);
    gfx::updateTile(s.atlas, s.tile, fromTop, scale, ramp);
  }
  s.palette = paletteOf(c.kit.theme);
  s.quads.assign(1, {.rect = {frame.min.x, frame.min.y, frame.max.x, frame.max.y}, .tile = s.tile});
  s.call.canvas = &c.canvas;
  s.call.draw = [&s](const gfx::Surface& surface) {
    gfx::drawHeat(s.call.canvas->gfx, surface, s.atlas, s.palette, s.quads);
  };
  addCall(ImGui::GetWindowDrawList(), s.call, gfx::contentOf(s.atlas, s.palette, s.quads));
}

void drawWaiting(InstrumentViewContext& c, std::string_view name, const Room& room,
                 std::string_view sentence) {
  const Theme& t = c.kit.theme;
  const float width = std::min(room.size.x, 420 * t.scale), left = room.at.x + (room.size.x - width) / 2;
  const float height = measureParagraph(c.kit, Type::base, width, sentence);
  const bool going = c.channel.running != nullptr;
  const float all = height + (going ? t.between + 4 * t.scale : 0);
  const float top = room.at.y + std::max(0.0f, (room.size.y - all) / 2);
  drawParagraph(c.kit, ImGui::GetWindowDrawList(), Type::base, {left, top}, width, t.secondary, sentence);
  registerWidget(c.kit.widgets, name, room.at, {room.at.x + room.size.x, room.at.y + room.size.y}, true,
                 true);
  if (!going) return;
  ImGui::SetCursorScreenPos({left, top + height + t.between});
  progressBar(c.kit, textf("%s.progress", Text32().append(name).c_str()),
              static_cast<float>(c.channel.running->progress()), {}, width);
}

}  // namespace lockstep
