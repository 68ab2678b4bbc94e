// What the large view of an instrument is given, and the table that says which function draws which. Every
// view is one file, view_NAME.cpp; it draws into the panel's cursor and fills the room it is given.
#pragma once

#include <memory>
#include <string_view>

#include "gfx/heat.h"
#include "ui/canvas.h"
#include "ui/chart.h"
#include "ui/kit.h"
#include "ui/laboratory.h"

namespace lockstep {

// What a view keeps for itself between frames: derive from it, make it once, cast it back.
struct ViewMemory {
  virtual ~ViewMemory() = default;
};

// State that lasts from frame to frame, one per instrument and side; a view uses as much of it as it needs.
struct InstrumentViewState {
  ChartState charts[4];
  AxisRange ranges[4];
  std::vector<Series> series;  // of curves that are not over the run, made anew with each measurement
  int64_t seriesStep = -2;     // of the measurement they show
  const void* seriesOf = nullptr;
  Readings readings;  // of the measurement shown: see refreshReadings
  const void* readingsOf = nullptr;
  int64_t readingsStep = -2;
  int readingsShare = -1;               // how far it was then, in hundredths
  std::vector<Text32> labels;           // of layers…
  std::vector<std::string_view> names;  // …as charts take them
  int choice[3] = {};                   // what the viewer picked (tabs, layers)
  double position = NAN;                // what the viewer dragged (a step size, a place on a line)
  std::unique_ptr<ViewMemory> memory;
  gfx::HeatAtlas atlas;
  gfx::TileId tile = gfx::kNoTile;  // as large as the picture it was first given
  std::vector<gfx::HeatQuad> quads;
  gfx::Palette palette;
  CanvasCall call;
};

struct InstrumentViewContext {
  Kit& kit;
  Canvas& canvas;
  Workbench& bench;  // for what the view changes, such as adopting a rate
  const RunScene& scene;
  Channel& channel;
  InstrumentViewState& state;
  ImVec2 size;  // room for the view, from the cursor on
};
using DrawInstrument = void (*)(InstrumentViewContext& context);

// The function for an instrument's name, or null.
DrawInstrument instrumentView(std::string_view name);

// What views share (instrument_parts.cpp).

// A part of the panel.
struct Room {
  ImVec2 at, size;
};

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
  int firstLayer = 1;    // number of the first row's layer
  std::size_t skip = 0;  // leading rows that are left out
};
// A line per row of `track`, labelled with the layer's number where there are several.
void drawTrack(InstrumentViewContext& context, ChartState& state, const TrackChart& chart, ImVec2 size);
// Lines of the caller's choice; `track` is not looked at.
struct TrackLine {
  std::string_view track;
  std::size_t row = 0;
  std::string_view label;
  Color color;
  bool dashed = false;
};
void drawTracks(InstrumentViewContext& context, ChartState& state, const TrackChart& chart,
                std::span<const TrackLine> lines, ImVec2 size);

// The colour of layer l (from 0) of L in charts with a line per layer: from light to dark ink with the depth,
// the last in accent.
Color layerColor(const Theme& theme, int l, int L);
// "1", …, "out"
Text32 layerLabel(int l, int L);

// As many of them, from the number `first` on, the last being the network's output. Valid until
// the next call.
std::span<const std::string_view> layerNames(InstrumentViewState& state, int count, int first = 1);

// Lets the viewer pick one of L layers (from 0); with `all`, −1 stands for all of them.
Edit pickLayer(InstrumentViewContext& context, std::string_view name, int* layer, int L, const Room& room,
               bool all = false);

// Brings state.readings up to date: with the measurement in progress, where the instrument is measured on
// demand and `table` has rows already, else with the latest. True when they have changed.
bool refreshReadings(InstrumentViewContext& context, std::string_view table);
// A column of them, empty where there is none; the number of a table with one row, NaN where there is none.
std::span<const double> columnOf(const Readings& readings, std::string_view table, std::string_view column);
double numberOf(const Readings& readings, std::string_view table, std::string_view column);

// Replaces series `index` of the view by the points (x[i], y[i]).
void setCurve(InstrumentViewState& state, std::size_t index, std::span<const double> x,
              std::span<const double> y);
// Whether the curves have to be made anew: the channel has another measurement than they show.
bool curvesAreStale(InstrumentViewContext& context, const Measurement* shown);

// Cuts a strip of that height, and the space below it, off the top.
Room takeTop(const Kit& kit, Room& room, float height);
// Beside each other with these shares of the width; below each other where that is narrow but high enough.
void splitRoom(const Kit& kit, const Room& whole, std::span<const float> shares, std::span<Room> rooms);
inline Room wholeRoom(const InstrumentViewContext& context) {
  return {ImGui::GetCursorScreenPos(), context.size};
}

// The same for two, from the cursor.
struct ViewSplit {
  ImVec2 first, second, firstSize, secondSize;
};
ViewSplit splitView(const InstrumentViewContext& context, float left);

// Label above, value below, `count` of them in a row as wide as the room; smaller where that is low.
// Returns the height.
struct BigNumber {
  std::string_view name, label;
  Text32 value;
};
float drawNumbers(Kit& kit, const Room& room, std::span<const BigNumber> numbers);

// A row, label left and value right, cut off the top of the room.
void drawValue(Kit& kit, Room& room, std::string_view name, std::string_view label, std::string_view value);

// Puts a square picture of side² numbers, row-major from the bottom, into a map's frame; `changed` when they
// are others than in the last frame. Full colour at `scale`.
void drawPicture(InstrumentViewContext& context, const MapEvent& frame, std::span<const float> values,
                 int side, float scale, gfx::Ramp ramp, bool changed);

// The sentence of a part with nothing to show yet, and how far its measurement is.
void drawWaiting(InstrumentViewContext& context, std::string_view name, const Room& room,
                 std::string_view sentence);

}  // namespace lockstep
