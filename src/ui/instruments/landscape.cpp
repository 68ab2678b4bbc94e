// The loss around the present weights on a plane, with the way the run came, and two cuts through it.
#include <algorithm>
#include <cmath>

#include "lab/combined.h"
#include "ui/instruments/parts.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

constexpr int kSide = kLandscapeSide;
constexpr std::size_t kCells = static_cast<std::size_t>(kSide) * kSide;
constexpr int kLevels = 12;  // of the contour lines

// The surface as it is drawn: all cells, between those that are measured, and on the scale of its colours.
struct Surface {
  const Landscape* of = nullptr;
  int spacing = 0;
  double lo = 0, hi = 0;  // of the colours
  bool log = false, changed = false;
  std::vector<double> loss;    // kSide²
  std::vector<float> heights;  // the same from 0 to 1
  std::vector<ImVec2> lines;   // contours: pairs of points, from (0, 0) at the lower left to (1, 1)…
  std::size_t bright = 0;      // …as many of them where the surface is dark
};

std::size_t cell(int row, int column) { return static_cast<std::size_t>(row * kSide + column); }

void fillBetween(const Landscape& p, std::vector<double>& loss) {
  loss.resize(kCells);
  const int step = p.spacing;
  for (int row = 0; row < kSide; ++row)
    for (int column = 0; column < kSide; ++column) {
      const int r = std::min(row / step * step, kSide - 1 - step),
                q = std::min(column / step * step, kSide - 1 - step);
      const double v = static_cast<double>(row - r) / step, u = static_cast<double>(column - q) / step;
      // Without the corners that have no part in it: one that overflowed must not spoil its neighbours.
      double sum = 0;
      for (const auto& [weight, at] : {std::pair{(1 - u) * (1 - v), cell(r, q)},
                                       {u * (1 - v), cell(r, q + step)},
                                       {(1 - u) * v, cell(r + step, q)},
                                       {u * v, cell(r + step, q + step)}})
        if (weight > 0) sum += weight * p.loss[at];
      loss[cell(row, column)] = sum;
    }
}

// Where the line at `level` crosses the edges of each cell: marching squares.
void addContour(const std::vector<float>& heights, float level, std::vector<ImVec2>& lines) {
  for (int row = 0; row + 1 < kSide; ++row)
    for (int column = 0; column + 1 < kSide; ++column) {
      const int x[] = {0, 1, 1, 0}, y[] = {0, 0, 1, 1};
      float h[4];
      for (int k = 0; k < 4; ++k) h[k] = heights[cell(row + y[k], column + x[k])] - level;
      if (std::any_of(h, h + 4, [](float v) { return !std::isfinite(v); })) continue;
      for (int k = 0; k < 4; ++k) {
        const int n = (k + 1) % 4;
        if ((h[k] < 0) == (h[n] < 0)) continue;
        const float t = h[k] / (h[k] - h[n]);
        lines.push_back(
            {(static_cast<float>(column + x[k]) + t * static_cast<float>(x[n] - x[k])) / (kSide - 1),
             (static_cast<float>(row + y[k]) + t * static_cast<float>(y[n] - y[k])) / (kSide - 1)});
      }
    }
}

void shape(Surface& s, const Landscape& p) {
  fillBetween(p, s.loss);
  s.lo = INFINITY, s.hi = -INFINITY;
  for (double v : s.loss)
    if (std::isfinite(v)) s.lo = std::min(s.lo, v), s.hi = std::max(s.hi, v);
  s.log = s.lo > 0 && s.hi > 8 * s.lo;
  if (s.log) s.lo = std::max(s.lo, s.hi * 1e-6);
  if (!(s.hi > s.lo)) s.hi = s.lo + std::max(1e-9, std::fabs(s.lo) * 1e-6);
  const AxisScale scale = s.log ? AxisScale::log : AxisScale::linear;
  const double low = onRuler(scale, s.lo), high = onRuler(scale, s.hi);
  s.heights.clear();
  for (double v : s.loss)
    s.heights.push_back(std::isfinite(v)
                            ? static_cast<float>((onRuler(scale, std::max(v, s.lo)) - low) / (high - low))
                            : NAN);
  s.lines.clear();
  for (int level = 1; level < kLevels; ++level) {
    addContour(s.heights, static_cast<float>(level) / kLevels, s.lines);
    if (2 * level <= kLevels) s.bright = s.lines.size();
  }
  s.changed = true;
}

struct Words {
  const char *x, *y, *unit, *first, *second;
};
Words wordsFor(Plane plane) {
  if (plane == Plane::step)
    return {"update", "sharpest direction", "steps", "the next step", "sharpest direction"};
  return {"direction 1", "direction 2", "× weights", "direction 1", "direction 2"};
}

// The way of the run, fainter where more of it lies outside the plane, and where the run is.
void drawWay(Kit& kit, const Landscape& p, const MapEvent& frame) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  auto px = [&](double x, double y) {
    return ImVec2(frame.min.x + static_cast<float>((x / p.span + 1) / 2) * (frame.max.x - frame.min.x),
                  frame.max.y - static_cast<float>((y / p.span + 1) / 2) * (frame.max.y - frame.min.y));
  };
  list->PushClipRect(frame.min, frame.max, true);
  ImVec2 to = px(0, 0);
  for (std::size_t i = p.way.size(); i-- > 0;) {
    const ImVec2 from = px(p.way[i].x, p.way[i].y);
    const float clear = 0.3f + 0.7f * static_cast<float>(p.way[i].share);
    list->AddLine(from, to, ink(withAlpha(t.raised, clear)), t.line * 2.4f);
    list->AddLine(from, to, ink(withAlpha(t.ink, clear)), t.line);
    to = from;
  }
  if (!p.way.empty()) drawShape(list, 2, to, 4 * t.scale, ink(t.raised), ink(t.ink), 1.5f);
  if (p.plane == Plane::step) {
    const ImVec2 tip = px(1, 0), here = px(0, 0);
    if (tip.x - here.x > 6) {
      list->AddLine(here, tip, ink(t.raised), t.line * 2.4f);
      list->AddLine(here, tip, ink(t.accent), t.line * 1.2f);
      drawShape(list, 0, tip, 2.5f * t.scale, ink(t.accent), ink(t.raised), 1);
    }
  }
  drawShape(list, 0, px(0, 0), 5 * t.scale, ink(t.accent), ink(t.raised), 2);
  list->PopClipRect();
}

class LandscapeView final : public ViewOf<LandscapeOfRun> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void refresh(const Landscape& p);
  void map(const InstrumentFrame& f, const Landscape& p, const Rect& room);
  void numbers(const InstrumentFrame& f, const Landscape& p, Rect& room) const;
  void cuts(const InstrumentFrame& f, const Landscape& p, const Rect& room);

  Surface surface_;
  SquarePicture picture_;
  Series first_, second_;  // the loss along the cuts
  ChartState cutChart_;
};

void LandscapeView::refresh(const Landscape& p) {
  if (surface_.of == &p && surface_.spacing == p.spacing) return;
  surface_.of = &p, surface_.spacing = p.spacing;
  shape(surface_, p);
  std::vector<double> at, first, second;
  for (int i = 0; i < kSide; i += p.spacing) {
    at.push_back(p.coordinate(i));
    first.push_back(surface_.loss[cell(kSide / 2, i)]);
    second.push_back(surface_.loss[cell(i, kSide / 2)]);
  }
  setCurve(first_, at, first);
  setCurve(second_, at, second);
}

void LandscapeView::map(const InstrumentFrame& f, const Landscape& p, const Rect& room) {
  const Theme& t = f.kit.theme;
  const Words words = wordsFor(p.plane);
  MapSpec spec;
  spec.name = "landscape.map";
  spec.size = room.size;
  spec.x = {.label = words.x, .unit = words.unit, .lo = -p.span, .hi = p.span};
  spec.y = {.label = words.y, .unit = words.unit, .lo = -p.span, .hi = p.span};
  spec.square = true;
  spec.kind = MapKind::sequential;
  spec.lo = surface_.lo, spec.hi = surface_.hi;
  spec.scale = surface_.log ? AxisScale::log : AxisScale::linear;
  spec.legend = "loss";
  ImGui::SetCursorScreenPos(room.min);
  const MapEvent frame = mapFrame(f.kit, spec);
  if (!frame.visible) return;
  picture_.draw(f, frame, surface_.heights, kSide, gfx::Ramp::sequential, surface_.changed);
  surface_.changed = false;
  ImDrawList* list = ImGui::GetWindowDrawList();
  auto px = [&](ImVec2 at) {
    return ImVec2(frame.min.x + at.x * (frame.max.x - frame.min.x),
                  frame.max.y - at.y * (frame.max.y - frame.min.y));
  };
  list->PushClipRect(frame.min, frame.max, true);
  for (std::size_t i = 0; i + 1 < surface_.lines.size(); i += 2)
    list->AddLine(px(surface_.lines[i]), px(surface_.lines[i + 1]),
                  ink(i < surface_.bright ? withAlpha(rgb(0xFFFFFF), 0.5f) : withAlpha(rgb(0x000000), 0.35f)),
                  1);
  list->PopClipRect();
  drawFrame(f.kit, list, frame.min, frame.max, t.hairline, 0);
  drawWay(f.kit, p, frame);
  if (!frame.hovered) return;
  auto at = [&](double v) {
    return std::clamp(static_cast<int>(std::lround((v / p.span + 1) / 2 * (kSide - 1))), 0, kSide - 1);
  };
  const Text32 x = formatNumber(frame.x, 2), y = formatNumber(frame.y, 2),
               loss = formatNumber(surface_.loss[cell(at(frame.y), at(frame.x))]);
  const TipRow rows[] = {{words.first, x}, {words.second, y}, {"loss", loss}};
  tipNow(f.kit, {.title = {}, .body = {}, .rows = rows, .key = {}});
}

// In a row on the top of the room, below each other where it is too narrow for that.
void LandscapeView::numbers(const InstrumentFrame& f, const Landscape& p, Rect& room) const {
  const Theme& t = f.kit.theme;
  const double share = p.way.empty() ? NAN : p.way.front().share;
  const BigNumber all[] = {
      {"landscape.loss", "loss here", formatNumber(p.loss[kCells / 2])},
      {"landscape.lowest", "lowest on the plane",
       formatNumber(
           *std::min_element(surface_.loss.begin(), surface_.loss.end(),
                             [](double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }))},
      {"landscape.share", "of the way lies in it",
       std::isnan(share) ? textf<32>("–") : formatPercent(share, 0)}};
  const ImVec2 whole = room.size;
  const std::size_t each = whole.x >= 280 * t.scale ? std::size(all) : 1;
  for (std::size_t i = 0; i < std::size(all); i += each)
    room.takeTop(drawNumbers(f.kit, {room.min, whole}, {all + i, each}), t.inside);
  drawProgress(f, "landscape.progress", room);
}

void LandscapeView::cuts(const InstrumentFrame& f, const Landscape& p, const Rect& room) {
  const Theme& t = f.kit.theme;
  const Words words = wordsFor(p.plane);
  const ChartLine lines[] = {
      {.series = &second_, .label = words.second, .color = t.secondary, .dashed = true},
      {.series = &first_, .label = words.first, .color = t.ink, .weight = 1.4f}};
  const ChartMark here[] = {{.at = 0, .label = "here", .color = t.accent}};
  ChartSpec spec;
  spec.name = "landscape.cuts";
  spec.size = room.size;
  spec.x = {.label = "away from here", .unit = words.unit};
  spec.x.lo = -p.span, spec.x.hi = p.span;
  spec.y = {.label = "loss along two cuts", .unit = {}};
  spec.y.scale = surface_.log ? AxisScale::log : AxisScale::linear;
  spec.lines = lines;
  spec.marks = here;
  ImGui::SetCursorScreenPos(room.min);
  lineChart(f.kit, cutChart_, spec);
}

bool visible(const LandscapeOfRun& m) { return m.landscape() && m.landscape()->spacing > 0; }

void LandscapeView::draw(InstrumentFrame& f, Rect room) {
  const Theme& t = f.kit.theme;
  const LandscapeOfRun* m = newest(f, visible);
  if (!m || !visible(*m)) {
    surface_.of = nullptr;
    return drawWaiting(
        f, "landscape.map", room,
        "The loss on a plane through the present weights appears here, coarse first, with the way of the "
        "run in it.");
  }
  const Landscape& p = *m->landscape();
  refresh(p);
  const float side = std::clamp((room.size.y + 20 * t.scale) / room.size.x, 0.3f, 0.5f);
  auto [plane, rest] = splitRect(f.kit, room, {side, 1 - side});
  if (rest.min.y > plane.min.y) {       // the map is square: the numbers have room beside it
    const float labels = 28 * t.scale;  // more of them above and below the square than on its left
    Rect beside = plane;
    plane.size.x = std::min(0.58f * room.size.x, 0.6f * room.size.y - labels);
    plane.size.y = plane.size.x + labels;
    beside.takeLeft(plane.size.x + t.between);
    room.takeTop(plane.size.y, t.inside), rest = room;
    numbers(f, p, beside);
  } else {
    numbers(f, p, rest);
  }
  map(f, p, plane);
  cuts(f, p, rest);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<LandscapeOfRun>& instrument) {
  return std::make_unique<LandscapeView>(instrument);
}

}  // namespace lockstep
