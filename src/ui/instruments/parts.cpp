#include "ui/instruments/parts.h"

#include <algorithm>
#include <cmath>

#include "ui/kit/draw.h"

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

LayerNames::LayerNames(std::size_t size, int first) {
  const int count = static_cast<int>(size);
  for (int i = 0; i < count; ++i)
    labels_.push_back(i + first == 0 ? textf<32>("input") : layerLabel(i + first - 1, count + first - 1));
  for (const Text32& label : labels_) names_.push_back(label.view());
}

Edit pickLayer(Kit& kit, std::string_view name, int* layer, int L, const Rect& room, bool all) {
  const Theme& t = kit.theme;
  std::vector<Text32> labels;
  std::vector<Choice> choices;
  if (all) labels.push_back(textf<32>("All"));
  for (int l = 0; l < L; ++l)
    labels.push_back(l + 1 == L ? textf<32>("output") : textf<32>("layer %d", l + 1));
  for (const Text32& label : labels) choices.push_back({label.c_str()});
  int index = std::clamp(*layer + (all ? 1 : 0), 0, static_cast<int>(choices.size()) - 1);
  ImGui::SetCursorScreenPos(room.min);
  const float each = 68 * t.scale, wanted = each * static_cast<float>(choices.size());
  const Edit edit = wanted <= room.size.x
                        ? segmented(kit, name, &index, choices, wanted)
                        : dropdown(kit, name, &index, choices, std::min(room.size.x, 140 * t.scale));
  *layer = index - (all ? 1 : 0);
  return edit;
}

void drawTrack(const InstrumentFrame& f, ChartState& state, const TrackChart& chart, const Rect& room) {
  const Track* track = findTrack(f.gauge, chart.track);
  const int L = track ? static_cast<int>(track->rows.size()) : 0;
  std::vector<TrackLine> lines;
  std::vector<Text32> labels;
  labels.reserve(static_cast<std::size_t>(L));
  for (int l = static_cast<int>(chart.skip); l < L; ++l) {
    // With many layers only every so-and-so-many line is named.
    const bool named = L > 1 && (L <= 8 || l % ((L + 7) / 8) == 0 || l + 1 == L);
    labels.push_back(named ? layerLabel(l, L) : Text32{});
    lines.push_back({chart.track, static_cast<std::size_t>(l), labels.back(),
                     L > 1 ? layerColor(f.kit.theme, l, L) : f.kit.theme.ink});
  }
  drawTracks(f, state, chart, lines, room);
}

void drawTracks(const InstrumentFrame& f, ChartState& state, const TrackChart& chart,
                std::span<const TrackLine> lines, const Rect& room) {
  std::vector<ChartLine> drawn;
  for (const TrackLine& line : lines) {
    const Track* track = findTrack(f.gauge, line.track);
    if (!track || line.row >= track->rows.size()) continue;
    drawn.push_back({.series = &track->rows[line.row],
                     .label = line.label,
                     .color = line.color,
                     .dashed = line.dashed,
                     .smoothing = 3});
  }
  ChartSpec spec;
  spec.name = chart.name;
  spec.size = room.size;
  spec.x = {.label = "step", .unit = {}};
  spec.y = {.label = chart.label, .unit = chart.unit};
  spec.y.scale = chart.log ? AxisScale::log : AxisScale::linear;
  spec.y.fromZero = chart.fromZero && !chart.log;
  spec.y.lo = chart.lo, spec.y.hi = chart.hi;
  spec.lines = drawn;
  spec.marks = chart.marks;
  spec.empty = chart.empty;
  if (inPast(f.run.history, f.run.session)) spec.cursor = static_cast<double>(f.run.session.state.step);
  ImGui::SetCursorScreenPos(room.min);
  lineChart(f.kit, state, spec);
}

void setCurve(Series& series, std::span<const double> x, std::span<const double> y) {
  clear(series);
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) append(series, x[i], y[i]);
}

Rect takeRow(const Kit& kit, Rect& room) {
  const Rect row = room.takeTop(kit.theme.control, kit.theme.inside);
  ImGui::SetCursorScreenPos(row.min);
  return row;
}

void splitRect(const Kit& kit, const Rect& whole, std::span<const float> shares, std::span<Rect> parts) {
  const Theme& t = kit.theme;
  const bool stack = whole.size.x < 480 * t.scale && whole.size.y > whole.size.x * 0.8f;
  const float gap = stack ? t.between : t.around, gaps = gap * static_cast<float>(shares.size() - 1);
  float at = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const float length = stack ? (whole.size.y - gaps) / static_cast<float>(shares.size())
                               : std::round((whole.size.x - gaps) * shares[i]);
    parts[i].min = stack ? ImVec2(whole.min.x, whole.min.y + at) : ImVec2(whole.min.x + at, whole.min.y);
    parts[i].size = stack ? ImVec2(whole.size.x, length) : ImVec2(length, whole.size.y);
    at += length + gap;
  }
}

float drawNumbers(Kit& kit, const Rect& room, std::span<const BigNumber> numbers) {
  const Theme& t = kit.theme;
  const float each = room.size.x / static_cast<float>(numbers.size());
  float needed = 0;
  for (const BigNumber& n : numbers) needed = std::max(needed, textWidth(kit, Type::number, n.value));
  const bool large = room.size.y >= 200 * t.scale && needed < each - t.inside;
  const Type type = large ? Type::number : Type::strong;
  const float small = textHeight(kit, Type::small), height = small + textHeight(kit, type);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const ImVec2 min{room.min.x + each * static_cast<float>(i), room.min.y},
        max{min.x + each - t.inside, min.y + height};
    ImDrawList* list = ImGui::GetWindowDrawList();
    drawTextIn(kit, list, Type::small, min, {max.x, min.y + small}, 0, t.secondary, numbers[i].label);
    drawText(kit, list, type, {min.x, min.y + small}, t.ink, numbers[i].value);
    registerWidget(kit.widgets, numbers[i].name, min, max, true, true);
  }
  return height;
}

void drawValue(Kit& kit, Rect& room, std::string_view name, std::string_view label, std::string_view value) {
  const Theme& t = kit.theme;
  const float line = textHeight(kit, Type::base) + t.unit;
  if (room.size.y < line) return;
  const ImVec2 min = room.min, max{min.x + room.size.x, min.y + line};
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float words = std::min(textWidth(kit, Type::base, value), room.size.x);
  drawTextIn(kit, list, Type::small, min, {max.x - words - t.inside, max.y}, 0, t.secondary, label);
  drawTextIn(kit, list, Type::base, {max.x - words, min.y}, {max.x + 1, max.y}, 1, t.ink, value);
  registerWidget(kit.widgets, name, min, max, true, true);
  room.min.y += line, room.size.y -= line;
}

void SquarePicture::draw(const InstrumentFrame& f, const MapEvent& map, std::span<const float> values,
                         int side, gfx::Ramp ramp, bool changed) {
  const bool fresh = tile_ == gfx::kNoTile;
  if (fresh) tile_ = gfx::allocateTile(atlas_, side, side);
  if (fresh || changed) {
    std::vector<float> fromTop;
    for (int row = side - 1; row >= 0; --row)
      fromTop.insert(fromTop.end(), values.begin() + row * side, values.begin() + (row + 1) * side);
    gfx::updateTile(atlas_, tile_, fromTop, 1, ramp);
  }
  palette_ = paletteOf(f.kit.theme);
  quads_.assign(1, {.rect = {map.min.x, map.min.y, map.max.x, map.max.y}, .tile = tile_});
  call_.canvas = &f.canvas;
  call_.draw = [this](const gfx::Surface& surface) {
    gfx::drawHeat(call_.canvas->gfx, surface, atlas_, palette_, quads_);
  };
  addCall(ImGui::GetWindowDrawList(), call_, gfx::contentOf(atlas_, palette_, quads_));
}

void drawProgress(const InstrumentFrame& f, std::string_view name, Rect& room) {
  if (!f.gauge.running) return;
  const Rect bar = room.takeTop(4 * f.kit.theme.scale, f.kit.theme.inside);
  ImGui::SetCursorScreenPos(bar.min);
  progressBar(f.kit, name, static_cast<float>(f.gauge.running->progress()), {}, bar.size.x);
}

void drawWaiting(const InstrumentFrame& f, std::string_view name, const Rect& room,
                 std::string_view sentence) {
  const Theme& t = f.kit.theme;
  const float width = std::min(room.size.x, 420 * t.scale), left = room.min.x + (room.size.x - width) / 2;
  const float height = measureParagraph(f.kit, Type::base, width, sentence);
  const bool going = f.gauge.running != nullptr;
  const float all = height + (going ? t.between + 4 * t.scale : 0);
  const float top = room.min.y + std::max(0.0f, (room.size.y - all) / 2);
  drawParagraph(f.kit, ImGui::GetWindowDrawList(), Type::base, {left, top}, width, t.secondary, sentence);
  registerWidget(f.kit.widgets, name, room.min, room.max(), true, true);
  if (!going) return;
  ImGui::SetCursorScreenPos({left, top + height + t.between});
  progressBar(f.kit, textf("%s.progress", Text32().append(name).c_str()),
              static_cast<float>(f.gauge.running->progress()), {}, width);
}

}  // namespace lockstep
