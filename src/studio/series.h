// A quantity over time that stays cheap for ever: append is O(1) amortised, drawing is O(buckets),
// memory is bounded.
//
// Points are kept one by one until kSeriesBuckets of them exist. Then neighbours merge, always into the
// narrowest buckets that free enough room, so that the whole run keeps the same relative resolution, except
// for the first and the last kSeriesExact buckets, which are never merged: the start of a run survives a log
// axis, the present survives zooming in. A bucket remembers least, greatest, mean, first and last, so no
// spike is ever lost. Memory: at most kSeriesBuckets × 48 bytes = 384 kB per series, allocated as it grows.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

constexpr size_t kSeriesBuckets = 8192, kSeriesExact = 1024;

struct Bucket {
  double x0 = 0, x1 = 0;  // of the first and the last point in it
  float min = 0, max = 0, mean = 0, first = 0, last = 0;
  unsigned count = 0;   // finite points
  bool broken = false;  // a point in it was not finite
};

struct Series {
  std::vector<Bucket> buckets;
  bool empty() const { return buckets.empty(); }
  double firstX() const { return buckets.empty() ? 0 : buckets.front().x0; }
  double lastX() const { return buckets.empty() ? 0 : buckets.back().x1; }
};

// Adds a point. At an x already passed (the run went back and forked), everything from x on
// is forgotten first.
void append(Series& series, double x, double y);

// Forgets every point with an x > `x`; a merged bucket that straddles it is cut at x, keeping its statistics.
void truncateAfter(Series& series, double x);

inline void clear(Series& series) { series.buckets.clear(); }

// The bucket nearest to x, or null. O(log n).
const Bucket* nearest(const Series& series, double x);

// One column of pixels of a drawn series. y in data units.
struct PixelColumn {
  float px = 0;  // horizontal position of the last thing in it
  float min = 0, max = 0, mean = 0, first = 0, last = 0;
  bool broken = false;
};

enum class AxisScale : unsigned char {
  linear,
  log,
  log1p
};  // log1p: log10(1 + x), for steps that start at 0

// x or y on the axis's own ruler: x, log10 x, log10(1 + x). Values a log cannot show become −infinity.
double onRuler(AxisScale scale, double value);
double fromRuler(AxisScale scale, double ruler);

// Reduces what lies between xLow and xHigh to at most one column per pixel of `width`, with one neighbour
// beyond either end so that lines run out of the frame. Reuses `out`. O(buckets in view).
void decimate(const Series& series, AxisScale xScale, double xLow, double xHigh, float width,
              std::vector<PixelColumn>& out);

// A moving average of the columns' means over ±radius px, taken on the y ruler (a log axis averages logs),
// written to `out`, one value per column on the ruler. Broken columns are not averaged across. O(columns).
void smooth(std::span<const PixelColumn> columns, AxisScale yScale, float radius, std::vector<float>& out);

struct NamedSeries {
  std::string_view name;
  const Series* series = nullptr;
};

// "step,train loss,test loss\n0,0.69,0.70\n…": one row per x that any series has, empty cells where one has
// none. Merged buckets are written as their last x and their mean. Names are quoted where CSV needs it.
std::string seriesCsv(std::string_view xName, std::span<const NamedSeries> series);

}  // namespace lockstep
