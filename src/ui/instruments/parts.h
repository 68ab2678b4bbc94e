// What the views of several instruments are made of. Whatever lasts from frame to frame is the caller's.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "gfx/heat.h"
#include "ui/chart/chart.h"
#include "ui/instruments/view.h"
#include "ui/kit/widgets.h"

namespace lockstep {

// Rectangles.

// Beside each other with these shares of the width; below each other where that is narrow but high enough.
void splitRect(const Kit& kit, const Rect& whole, std::span<const float> shares, std::span<Rect> parts);
template <std::size_t N>
std::array<Rect, N> splitRect(const Kit& kit, const Rect& whole, const float (&shares)[N]) {
  std::array<Rect, N> parts;
  splitRect(kit, whole, shares, parts);
  return parts;
}
// Cuts a row for controls off the top, and puts the cursor there.
Rect takeRow(const Kit& kit, Rect& room);

// Followed quantities over the run.

struct TrackChart {
  std::string_view name;   // in kit.widgets
  std::string_view track;  // the followed column
  std::string_view label;  // of the y axis, with its unit in `unit`
  std::string_view unit;
  bool log = false;
  bool fromZero = true;
  double lo = 0, hi = 0;  // fixed range, or fitted
  std::span<const ChartMark> marks = {};
  std::string_view empty;
  std::size_t skip = 0;  // leading rows that are left out
};
// A line per row of `track`, labelled with the layer's number where there are several.
void drawTrack(const InstrumentFrame& frame, ChartState& state, const TrackChart& chart, const Rect& room);
// Lines of the caller's choice; `track` is not looked at.
struct TrackLine {
  std::string_view track;
  std::size_t row = 0;
  std::string_view label;
  Color color;
  bool dashed = false;
};
void drawTracks(const InstrumentFrame& frame, ChartState& state, const TrackChart& chart,
                std::span<const TrackLine> lines, const Rect& room);

// Layers.

// The colour of layer l (from 0) of L in charts with a line per layer: from light to dark ink with the depth,
// the last in accent.
Color layerColor(const Theme& theme, int l, int L);
// "1", …, "out"
Text32 layerLabel(int l, int L);
// Such labels of `count` layers, from the number `first` on, the last being the network's output, as charts
// take them. With first = 0 the first one is the input.
class LayerNames {
 public:
  explicit LayerNames(std::size_t count, int first = 1);
  operator std::span<const std::string_view>() const { return names_; }

 private:
  std::vector<Text32> labels_;
  std::vector<std::string_view> names_;  // of labels_
};
// Lets the viewer pick one of L layers (from 0); with `all`, −1 stands for all of them.
Edit pickLayer(Kit& kit, std::string_view name, int* layer, int L, const Rect& room, bool all = false);

// One member of each of them, such as of each layer: a pointer to it, or a function.
template <typename Items, typename Member>
std::vector<double> columnOf(const Items& items, Member member) {
  std::vector<double> column;
  for (const auto& item : items) column.push_back(std::invoke(member, item));
  return column;
}

// Replaces the series by the points (x[i], y[i]), as many as there are of both.
void setCurve(Series& series, std::span<const double> x, std::span<const double> y);

// Numbers.

// Label above, value below, `count` of them in a row as wide as the room; smaller where that is low.
// Returns the height.
struct BigNumber {
  std::string_view name, label;
  Text32 value;
};
float drawNumbers(Kit& kit, const Rect& room, std::span<const BigNumber> numbers);
// A row, label left and value right, cut off the top of the room.
void drawValue(Kit& kit, Rect& room, std::string_view name, std::string_view label, std::string_view value);

// Puts a square picture of numbers into a map's frame.
class SquarePicture {
 public:
  // side² values, row-major from the bottom; the side is that of the first call. `changed`: they are others
  // than in the last frame. Full colour at 1.
  void draw(const InstrumentFrame& frame, const MapEvent& map, std::span<const float> values, int side,
            gfx::Ramp ramp, bool changed);

 private:
  gfx::HeatAtlas atlas_;
  gfx::TileId tile_ = gfx::kNoTile;
  std::vector<gfx::HeatQuad> quads_;
  gfx::Palette palette_;
  CanvasCall call_;
};

// Measurements in progress.

// A thin bar cut off the top of the room while one is going.
void drawProgress(const InstrumentFrame& frame, std::string_view name, Rect& room);
// The sentence of a part with nothing to show yet, and how far its measurement is.
void drawWaiting(const InstrumentFrame& frame, std::string_view name, const Rect& room,
                 std::string_view sentence);

}  // namespace lockstep
