// Charts on Dear ImGui's draw lists: axes with units, few round ticks, labels at the end of the line, values
// under the pointer. Data are borrowed for the call; what lasts from frame to frame is in a ChartState owned
// by the panel. No chart allocates once it has been drawn at its size.
#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "studio/series.h"
#include "ui/chart/axis.h"
#include "ui/kit/kit.h"

namespace lockstep {

// Lines over an axis (chart.cpp).

struct AxisSpec {
  std::string_view label;  // "loss", "step"
  std::string_view unit;   // "nats"; empty where there is none
  AxisScale scale = AxisScale::linear;
  // Fixed range, or fitted to the data where lo ≥ hi. x is fitted as time (fitTime) unless `free` is set.
  double lo = 0, hi = 0;
  bool free = false;
  bool fromZero = false;  // a fitted linear range includes 0
  int decimals = -1;      // of the value under the pointer; −1: three significant digits
};

struct ChartLine {
  const Series* series = nullptr;
  std::string_view label;  // at the end of the line; empty: none
  Color color;
  bool dashed = false;
  float smoothing = 0;  // radius of the moving average in px; > 0 shows the raw data faint behind it
  float weight = 1;     // × the theme's line width
};

enum class MarkKind : unsigned char { vertical, horizontal };
struct ChartMark {
  MarkKind kind = MarkKind::vertical;
  double at = 0;
  std::string_view label;
  Color color{0, 0, 0, 0};  // alpha 0: secondary ink
  bool solid = false;       // else dashed
};

// Filled between two lines of as many points, such as the spread around a mean; below the lines.
struct ChartBand {
  const Series *lo = nullptr, *hi = nullptr;
  Color color;
};

struct ChartPoint {
  double x = 0, y = 0;
  int shape = 0;
  Color color;
  std::string_view label;  // right of it
};

struct ChartSpec {
  std::string_view name;  // in kit.widgets: the plot area
  ImVec2 size{0, 160};    // 0 wide: fills the row; CSS px, not scaled
  AxisSpec x, y;
  std::span<const ChartLine> lines;
  std::span<const ChartMark> marks = {};
  std::span<const ChartPoint> points = {};
  std::span<const ChartBand> bands = {};
  std::string_view empty;  // "Loss of every step appears here once training starts."
  double cursor = NAN;     // where the run stands while it is looked at in the past
  bool scrub = false;      // dragging moves the cursor
};

struct ChartState {
  AxisRange x, y;
  AxisScale xScale = AxisScale::linear, yScale = AxisScale::linear;
  float left = 0;  // width kept for tick labels
  std::vector<std::vector<PixelColumn>> columns;
  std::vector<std::vector<float>> smoothed;
  std::vector<ImVec2> path;
};

struct ChartEvent {
  ImVec2 min, max;  // of the plot area
  bool hovered = false;
  double x = NAN, y = NAN;  // under the pointer, in data units, where hovered
  bool scrubbing = false;   // pressed or dragging: show `x` (clamped to the data)
  bool released = false;    // the drag ended: go on from `x`
};

ChartEvent lineChart(Kit& kit, ChartState& state, const ChartSpec& spec);

// Bars (bars.cpp).

struct Bar {
  std::string_view label;
  double value = 0;
  Color color{0, 0, 0, 0};     // alpha 0: the sign's colour
  std::string_view valueText;  // empty: three significant digits
};

struct BarSpec {
  std::string_view name;
  ImVec2 size{0, 0};             // 0 high: what the bars need (horizontal), 120 (vertical)
  std::string_view label, unit;  // of the values
  bool vertical = false;
  double lo = 0, hi = 0;  // fixed range; else round, with 0 in it
  std::string_view empty;
};

// One bar per entry from the zero line, blue to the right or up, orange to the left or down; value at its
// end. `range` keeps the axis still between frames. Returns the hovered entry or −1.
int barChart(Kit& kit, AxisRange& range, const BarSpec& spec, std::span<const Bar> bars);

// A waterfall (waterfall.cpp): changes one after the other, each beginning where the one before it ended,
// beside a total that was measured on its own; what lies between where they end is the gap.

struct WaterfallStep {
  std::string_view label;  // below it
  double change = 0;
  float shown = 1;  // how much of it has happened, 0 … 1
};

struct WaterfallSpec {
  std::string_view name;
  ImVec2 size{0, 240};
  std::string_view label;                // of the changes
  std::string_view detail, shortDetail;  // what follows it, or this, where there is room
  std::span<const WaterfallStep> steps;
  std::string_view sumLabel;       // below all steps…
  std::string_view shortSumLabel;  // …where that is too long
  WaterfallStep total;
  bool harm = false;     // a total that rises is drawn in alarm
  std::string_view gap;  // in words, beside it; empty: not shown yet
};

// Falling is drawn in the positive ink, rising in secondary ink.
// Returns the hovered step, as many as there are for the total, or −1.
int waterfallChart(Kit& kit, const WaterfallSpec& spec);

// Columns (columns.cpp): upright bars in groups, one group per layer or the like, each set a bar in
// every group. On a log axis, which has no zero to stand on, dots on stems.

struct ColumnSet {
  std::string_view label;  // in the legend, where there are several
  std::span<const double> values;
  Color color{0, 0, 0, 0};  // alpha 0: the sign's colour
};

struct ColumnSpec {
  std::string_view name;
  ImVec2 size{0, 160};
  AxisSpec y;                               // fitted with 0 in it, or fixed
  std::string_view x;                       // what the groups are: "layer"
  std::span<const std::string_view> names;  // of the groups
  std::span<const ColumnSet> sets;
  std::span<const ChartMark> marks = {};  // horizontal ones
  std::string_view empty;
};

// Returns the hovered group or −1. NaN values are left out.
int columnChart(Kit& kit, AxisRange& range, const ColumnSpec& spec);

// Counts in equal bins over [lo, hi] as one filled outline. Returns the hovered bin or −1.
struct HistogramSpec {
  std::string_view name;
  ImVec2 size{0, 60};
  double lo = 0, hi = 1;
  std::string_view label;   // of the binned quantity; empty: no axis
  Color color{0, 0, 0, 0};  // alpha 0: ink
  std::string_view empty;
};
int histogram(Kit& kit, const HistogramSpec& spec, std::span<const float> counts);

// Histograms of the same quantity one behind the other, the first row at the back: `rows` × `bins` counts,
// row-major (ridges.cpp). Each row is as high as its fullest bin: shapes are compared, not counts.
struct RidgeSpec {
  std::string_view name;
  ImVec2 size{0, 160};
  double lo = 0, hi = 1;
  std::string_view label;
  std::string_view first, last;        // what the first and the last row are ("step 0", "now")
  std::span<const Text32> names = {};  // of all rows, for the value under the pointer: steps
  std::string_view empty;
};
void ridgeline(Kit& kit, const RidgeSpec& spec, std::span<const float> counts, int rows, int bins);

// Maps (maps.cpp).

enum class MapKind : unsigned char { diverging, sequential };

struct MapAxis {
  std::string_view label, unit;
  double lo = 0, hi = 1;
  std::span<const std::string_view> names = {};  // categories instead of numbers, one per cell
};

struct MapSpec {
  std::string_view name;
  ImVec2 size{0, 240};
  MapAxis x, y;         // y upwards with numbers, downwards with names
  bool square = false;  // cells as high as wide
  MapKind kind = MapKind::diverging;
  double lo = -1, hi = 1;               // of the colour legend; lo ≥ hi: no legend
  std::string_view legend;              // what the colour means
  AxisScale scale = AxisScale::linear;  // of the colours
};

struct MapEvent {
  ImVec2 min, max;  // where the pixels belong
  bool hovered = false;
  double x = NAN, y = NAN;  // under the pointer, in axis units, or the cell's column and row with names
  bool visible = false;     // nothing to draw otherwise
};

// Axes, frame and colour legend around an empty rectangle: the caller puts a texture, or mapCells, into it.
MapEvent mapFrame(Kit& kit, const MapSpec& spec);

// Small matrices without a texture: rows × columns values, row-major from the top; `numbers` writes them into
// the cells where they fit. For up to some hundred cells.
void mapCells(Kit& kit, const MapEvent& frame, const MapSpec& spec, std::span<const float> values, int rows,
              int columns, bool numbers = false);

// The colour of a value `share` of the way from the lowest to the highest, the very one that a picture drawn
// by gfx/heat.h has there; the theme's alarm for what is not a number.
Color mapColor(Kit& kit, MapKind kind, float share);

// The strip that says which colour is which number, ticks below it.
void colorLegend(Kit& kit, ImVec2 min, ImVec2 max, MapKind kind, double lo, double hi,
                 AxisScale scale = AxisScale::linear);

}  // namespace lockstep
