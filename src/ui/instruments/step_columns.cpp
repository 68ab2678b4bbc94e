#include "ui/instruments/step_columns.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nn/median.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

enum : std::size_t { kBefore, kAfter, kDifference, kCells };
constexpr int kFew = 5;
constexpr int kStrip = 48;                                               // cells of a strip of parameters
constexpr float kLeast = 36, kSmall = 56, kWanted = 72, kLargest = 220;  // sides of a picture

// 1, 2, 5 × 10ⁿ.
int roundDown(double factor) {
  if (!(factor > 1)) return 1;
  const double power = std::pow(10, std::floor(std::log10(factor)));
  const double digit = factor / power;
  return static_cast<int>(std::min(1e6, power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1)));
}

float rootMeanSquare(std::span<const float> values) {
  double sum = 0;
  for (float v : values) sum += static_cast<double>(v) * v;
  return static_cast<float>(std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, values.size()))));
}

// What stands in a row of so many: the difference in the last, and in the first what was before.
std::size_t cellOf(std::size_t row, std::size_t rows) {
  if (rows == 1) return kDifference;
  return rows == kCells || row == 0 ? row : static_cast<std::size_t>(kDifference);
}

}  // namespace

int StepColumns::mostColumns(const Kit& kit, const Rect& room, int count) {
  const float scale = kit.theme.scale, width = room.size.x - 80 * scale;
  const float least = count <= kFew ? kLeast : kSmall;  // a shallow network is shown whole
  if (static_cast<float>(count) * (least + 8) * scale <= width) return count;
  const float side = std::clamp(room.size.y / 5, kLeast * scale, kWanted * scale);
  return std::max(1, static_cast<int>(width / (side + 8 * scale)));
}

std::vector<int> StepColumns::chooseLayers(int count, int most) {
  most = std::clamp(most, 1, count);
  std::vector<int> chosen;
  for (int i = 0; i < most; ++i) chosen.push_back(most == 1 ? count - 1 : i * (count - 1) / (most - 1));
  return chosen;
}

void StepColumns::measure(const Problem& problem, const SlowStep& m, Column& column) {
  Cell &before = column.cells[kBefore], &after = column.cells[kAfter], &change = column.cells[kDifference];
  column.scale =
      pictureNumbers(before_, problem, m.subject->network, column.layer, column.unit, before.numbers);
  // In its own range, where others of its layer may leave it pale; a curve with air above it.
  const float largest = gfx::largestMagnitude(before.numbers);
  if (before_.kind == PictureKind::curve)
    column.scale = std::max(1e-6f, 1.1f * largest);
  else if (largest > 0)
    column.scale = std::min(column.scale, largest);
  if (live_) return;
  pictureNumbers(after_, problem, moved_, column.layer, column.unit, after.numbers);
  change.numbers.resize(before.numbers.size());
  for (std::size_t i = 0; i < change.numbers.size(); ++i)
    change.numbers[i] = after.numbers[i] - before.numbers[i];
}

// Such that the middle one of the columns is half coloured by the run's own step; kept at every length, since
// differences grow with it, and from step to step while that is about so.
void StepColumns::magnify(const SlowStep& m) {
  std::vector<double> moves;
  for (const Column& c : columns_) moves.push_back(rootMeanSquare(c.cells[kDifference].numbers) / c.scale);
  const double middle = median(std::move(moves)) / m.length;
  if (!(middle > 0) || (magnified_ * middle > 0.12 && magnified_ * middle < 0.6)) return;
  magnified_ = roundDown(0.4 / middle);
}

void StepColumns::paint(Column& column, const SlowStep& m) {
  const Layer& layer = m.subject->network.layers[static_cast<std::size_t>(column.layer)];
  const std::size_t count = static_cast<std::size_t>(layer.end - layer.weight);
  const std::span<const float> theta(m.subject->network.parameters.data() + layer.weight, count),
      next(m.after.data() + layer.weight, count);
  std::vector<float> step(count), strip;
  for (std::size_t i = 0; i < count; ++i) step[i] = next[i] - theta[i];
  const int cells = std::min(kStrip, static_cast<int>(count));
  strip.resize(static_cast<std::size_t>(cells));
  const std::span<const float> rows[kCells] = {theta, next, step};
  const float largest = std::max(gfx::largestMagnitude(theta), 1e-12f);
  for (std::size_t i = 0; i < (live_ ? kAfter : kCells); ++i) {
    Cell& cell = column.cells[i];
    const float closer = i == kDifference ? static_cast<float>(magnified_) : 1;
    if (before_.kind != PictureKind::curve) {
      if (cell.picture == gfx::kNoTile)
        cell.picture = gfx::allocateTile(atlas_, before_.width, before_.height);
      gfx::updateTile(atlas_, cell.picture, cell.numbers, column.scale / closer, gfx::Ramp::diverging);
    }
    if (cell.parameters == gfx::kNoTile) cell.parameters = gfx::allocateTile(atlas_, cells, 1);
    gfx::shrinkStrongest(rows[i], static_cast<int>(count), 1, cells, 1, strip);
    gfx::updateTile(atlas_, cell.parameters, strip, largest / closer, gfx::Ramp::diverging);
  }
}

void StepColumns::follow(InstrumentFrame& f, const SlowStep& m, std::span<const int> layers, bool live) {
  const Problem& problem = f.run.session.problem;
  const bool reshaped = shapeVersion_ != f.run.shapeVersion, moment = subject_ != m.subject,
             paused = live_ && !live,
             others = !std::equal(layers.begin(), layers.end(), columns_.begin(), columns_.end(),
                                  [](int l, const Column&c) { return l == c.layer; });
  if (reshaped) units_.assign(m.layers.size(), -1);
  if (!moment && !others && !reshaped && !paused && !stale_ && length_ == m.length) return;
  shapeVersion_ = f.run.shapeVersion, subject_ = m.subject, length_ = m.length;
  live_ = live, stale_ = false;
  ++version_;
  if (moment || paused) refreshPictures(before_, problem, m.subject->network, shapeVersion_, version_, !live);
  if (!live) {  // what is drawn of a run in motion is the network as it is
    moved_ = m.subject->network;
    moved_.parameters = m.after;
    refreshPictures(after_, problem, moved_, shapeVersion_, version_, true);
  }
  if (others || reshaped || before_.width != pictureWidth_) {
    gfx::clearTiles(atlas_);
    columns_.assign(layers.size(), {});
    pictureWidth_ = before_.width;
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    int& unit = units_[static_cast<std::size_t>(layers[i])];
    const std::vector<float>& moves = m.layers[static_cast<std::size_t>(layers[i])].units;
    if (unit < 0) unit = static_cast<int>(std::max_element(moves.begin(), moves.end()) - moves.begin());
    columns_[i].layer = layers[i], columns_[i].unit = unit;
    measure(problem, m, columns_[i]);
  }
  if (!live && (moment || others || reshaped || paused)) magnify(m);
  for (Column& column : columns_) paint(column, m);
}

// To the one that moves most after it, and from the last to the first.
void StepColumns::turnUnit(const SlowStep& m, Column& column) {
  const std::vector<float>& moves = m.layers[static_cast<std::size_t>(column.layer)].units;
  std::vector<int> order(moves.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return moves[static_cast<std::size_t>(a)] > moves[static_cast<std::size_t>(b)];
  });
  const auto at = std::find(order.begin(), order.end(), column.unit);
  units_[static_cast<std::size_t>(column.layer)] = at + 1 < order.end() ? at[1] : order.front();
  stale_ = true;
}

namespace {

// The unit's function of the one input; in the second cell with that before the step.
void drawCurve(const Kit& kit, ImDrawList* list, ImVec2 min, float side, std::span<const float> values,
               float scale, Color color) {
  const Theme& t = kit.theme;
  const float inset = 3 * t.scale, middle = min.y + side / 2;
  std::vector<ImVec2> line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float v = std::clamp(values[i] / scale, -1.0f, 1.0f);
    line.push_back(
        {min.x + inset + (side - 2 * inset) * static_cast<float>(i) / static_cast<float>(values.size() - 1),
         middle - v * side * 0.46f});
  }
  list->AddPolyline(line.data(), static_cast<int>(line.size()), pack(color), 0, t.line);
}

Text64 unitOf(int unit, int units) { return textf("unit %d of %d", unit, units); }

// Whether every column has room to say how many units there are, or none does.
bool countsFit(const Kit& kit, const SlowStep& m, float room) {
  return std::ranges::all_of(m.layers, [&](const SlowStep::LayerMotion& layer) {
    const int units = static_cast<int>(layer.units.size());
    return textWidth(kit, Type::small, unitOf(units, units)) < room;
  });
}

}  // namespace

void StepColumns::drawColumn(InstrumentFrame& f, const SlowStep& m, Column& column, const Grid& g,
                             std::size_t index, bool lit, bool live) {
  Kit& kit = f.kit;
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const SlowStep::LayerMotion& motion = m.layers[static_cast<std::size_t>(column.layer)];
  const float centre = g.origin.x + g.pitch * (static_cast<float>(index) + 0.5f), x = centre - g.side / 2;
  const float small = textHeight(kit, Type::small), base = textHeight(kit, Type::strong);
  const bool output = column.layer + 1 == static_cast<int>(m.layers.size());
  const Text32 name = output ? textf<32>("output") : textf<32>("layer %d", column.layer + 1);
  const float reach = g.pitch / 2;
  float y = g.origin.y - base - small - t.unit;
  drawTextIn(kit, list, Type::strong, {centre - reach, y}, {centre + reach, y + base}, 0.5f, t.ink, name);
  const int units = static_cast<int>(motion.units.size());
  if (units > 1)
    drawTextIn(kit, list, Type::small, {centre - reach, y + base}, {centre + reach, y + base + small}, 0.5f,
               t.secondary,
               countsFit(kit, m, g.pitch - t.unit) ? unitOf(column.unit + 1, units)
                                                   : textf("unit %d", column.unit + 1));
  for (std::size_t row = 0; row < g.rows; ++row) {
    const std::size_t i = live ? static_cast<std::size_t>(kBefore) : cellOf(row, g.rows);
    if (i > kBefore && !lit) break;
    const ImVec2 min{x, g.origin.y + g.row * static_cast<float>(row)}, max{x + g.side, min.y + g.side};
    const Cell& cell = column.cells[i];
    const gfx::Sampling sampling =
        before_.kind == PictureKind::plane ? gfx::Sampling::smooth : gfx::Sampling::crisp;
    if (before_.kind == PictureKind::curve) {
      list->AddRectFilled(min, max, pack(t.raised), t.radius);
      drawFrame(kit, list, min, max, t.outline, t.radius);
      list->AddLine({min.x, min.y + g.side / 2}, {max.x, min.y + g.side / 2}, pack(t.hairline),
                    t.hairlineWidth);
      if (i == kAfter)
        drawCurve(kit, list, min, g.side, column.cells[kBefore].numbers, column.scale,
                  withAlpha(t.secondary, 0.6f));
      drawCurve(kit, list, min, g.side, cell.numbers,
                i == kDifference ? column.scale / static_cast<float>(magnified_) : column.scale, t.accent);
    } else {
      quads_.push_back({.rect = {min.x, min.y, max.x, max.y},
                        .tile = cell.picture,
                        .radius = t.radius,
                        .sampling = sampling,
                        .outlineWidth = t.hairlineWidth,
                        .outline = pack(t.outline)});
    }
    if (g.strip > 0)
      quads_.push_back({.rect = {min.x, max.y + 3 * t.scale, max.x, max.y + 3 * t.scale + g.strip},
                        .tile = cell.parameters,
                        .sampling = gfx::Sampling::crisp,
                        .outlineWidth = t.hairlineWidth,
                        .outline = pack(t.hairline)});
    ImGui::SetCursorScreenPos(min);
    const Text64 id = textf("step.%d.%s", column.layer + 1,
                            i == kBefore  ? "before"
                            : i == kAfter ? "after"
                                          : "change");
    ImGui::InvisibleButton(id.c_str(), max - min);
    registerWidget(kit.widgets, id, min, max, true, true);
    if (ImGui::IsItemClicked()) turnUnit(m, column);
    const Text32 moved = formatShare(motion.features.relative), parameters = formatShare(motion.parameters),
                 own = formatShare(motion.units[static_cast<std::size_t>(column.unit)]);
    const TipRow rows[] = {{"this unit moves by", own.view()},
                           {"all outputs of the layer", moved.view()},
                           {"its parameters", parameters.view()}};
    tip(kit,
        {.title = textf("%s, unit %d", name.c_str(), column.unit + 1),
         .body =
             "What it answers before the step, after it, and the difference. Movements are shares of what was "
             "there, on the samples of the step. The strip shows the parameters of the layer.",
         .rows = rows,
         .key = motion.units.size() > 1 ? "press: next unit" : ""});
  }
  if (!lit) return;
  y = g.origin.y + g.row * static_cast<float>(g.rows);
  const Text64 moved = textf("moved %s", formatShare(motion.features.relative).c_str());
  const bool fits = textWidth(kit, Type::strong, "moved 100\u202F%") <= g.pitch;
  drawTextIn(kit, list, Type::strong, {centre - reach, y}, {centre + reach, y + base}, 0.5f, t.ink,
             fits ? moved.view() : moved.view().substr(6));
  registerWidget(kit.widgets, textf("step.%d.moved", column.layer + 1), {centre - reach, y},
                 {centre + reach, y + base}, true, true);
}

void StepColumns::draw(InstrumentFrame& f, const SlowStep& m, Rect room, std::span<const int> layers,
                       float lit, bool live) {
  follow(f, m, layers, live);
  Kit& kit = f.kit;
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float small = textHeight(kit, Type::small), base = textHeight(kit, Type::strong),
              columns = static_cast<float>(layers.size());
  const std::string_view names[kCells] = {"before", "after", "difference"};
  const Text32 closer = textf<32>("×%s", formatCount(magnified_).c_str());
  Grid g;
  g.gutter = textWidth(kit, Type::small, names[kDifference]) + t.inside;
  const float header = base + small + 2 * t.unit, footer = base + t.inside, gap = t.inside,
              height = room.size.y - header - footer;
  // Where three rows are too many, that after the step leaves first: it looks like the one before.
  g.rows =
      live ? 1
           : std::clamp<std::size_t>(static_cast<std::size_t>(height / ((kLeast + 8) * t.scale)), 1, kCells);
  g.strip = height > 300 * t.scale ? 8 * t.scale : 0;
  const float below = (g.strip > 0 ? g.strip + 3 * t.scale : 0) + gap;
  g.pitch = std::min((room.size.x - g.gutter) / columns, kLargest * t.scale + t.between);
  g.side = std::floor(std::max(
      24.0f,
      std::min({g.pitch - t.inside, height / static_cast<float>(g.rows) - below, kLargest * t.scale})));
  g.pitch = std::min(g.pitch, g.side * 1.6f);
  g.row = g.side + below;
  g.origin = {room.min.x + g.gutter, room.min.y + header};
  if (live) g.origin.y += std::max(0.0f, (height - g.row) / 2);  // one row, in the middle
  quads_.clear();
  for (std::size_t i = 0; i < columns_.size(); ++i)
    drawColumn(f, m, columns_[i], g, i, static_cast<float>(i) < lit, live);
  for (std::size_t row = 0; row < g.rows && !live; ++row) {
    const std::size_t i = cellOf(row, g.rows);
    if (i > kBefore && lit <= 0) break;
    const float middle = g.origin.y + g.row * static_cast<float>(row) + g.side / 2;
    const float top = i == kDifference ? middle - small : middle - small / 2;
    drawText(kit, list, Type::small, {room.min.x, top}, t.ink, names[i]);
    if (i == kDifference) drawText(kit, list, Type::strong, {room.min.x, top + small}, t.ink, closer);
  }
  if (lit > 0 && g.pitch < textWidth(kit, Type::strong, "moved 100\u202F%"))  // for the columns to be narrow
    drawText(kit, list, Type::small, {room.min.x, g.origin.y + g.row * static_cast<float>(g.rows)}, t.ink,
             "moved");
  palette_ = paletteOf(t);
  call_.canvas = &f.canvas;
  call_.draw = [this](const gfx::Surface& surface) {
    gfx::drawHeat(call_.canvas->gfx, surface, atlas_, palette_, quads_);
  };
  addCall(list, call_, gfx::contentOf(atlas_, palette_, quads_));
}

}  // namespace lockstep
