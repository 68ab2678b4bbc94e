// Shared by the chart files only: a plot area with axes around it.
#pragma once

#include "ui/chart/chart.h"
#include "ui/kit/widget_base.h"

namespace lockstep {

// Data units to CSS px and back along one axis. `from` is the px of lo, `to` that of hi.
struct Ruler {
  AxisScale scale;
  double low, high;  // on the ruler
  float from, to;

  float px(double value) const {
    double ruler = onRuler(scale, value);
    double share = high > low ? (ruler - low) / (high - low) : 0;
    if (!(share > -50)) share = -50;  // log of nothing: far below
    if (share > 50) share = 50;
    return from + static_cast<float>(share) * (to - from);
  }
  double value(float px) const {
    return fromRuler(scale, low + (high - low) * static_cast<double>((px - from) / (to - from)));
  }
};

inline Ruler makeRuler(AxisScale scale, double lo, double hi, float from, float to) {
  return {scale, onRuler(scale, lo), onRuler(scale, hi), from, to};
}

// How many ticks read well along so many px.
int tickBudget(const Kit& kit, float length, bool horizontal);

// "loss (nats)".
Text64 axisTitle(std::string_view label, std::string_view unit);

// Tick labels (small, secondary) under the plot, and the axis's title on the same line: before the first
// label where the margin from `left` on has room for it, else at the right end, where it displaces labels.
// Nothing reaches past [left, right].
void drawXAxis(const Kit& kit, const ImRect& plot, const Ruler& ruler, const Tick* ticks, int count,
               std::string_view title, float left, float right);

// Grid lines across the plot, tick labels left of it.
void drawYAxis(const Kit& kit, const ImRect& plot, const Ruler& ruler, const Tick* ticks, int count);

// Labels of vertical lines stand beside their tops; one that would run into another goes a line lower.
void drawMarks(const Kit& kit, const ImRect& plot, const Ruler& x, const Ruler& y,
               std::span<const ChartMark> marks);
void drawPoints(const Kit& kit, const ImRect& plot, const Ruler& x, const Ruler& y,
                std::span<const ChartPoint> points);
void drawBand(const ImRect& plot, const Ruler& x, const Ruler& y, const ChartBand& band);

float widestTick(const Kit& kit, const Tick* ticks, int count);

// The sentence of an empty chart, centred in its place.
void drawEmpty(const Kit& kit, const ImRect& plot, std::string_view sentence);

// A small card of rows beside x inside `bounds`, for values under the pointer. Colours mark the rows;
// alpha 0: none.
struct ReadoutRow {
  std::string_view label, value;
  Color color{0, 0, 0, 0};
  bool dashed = false;
};
void drawReadout(const Kit& kit, const ImRect& bounds, ImVec2 beside, std::string_view title,
                 std::span<const ReadoutRow> rows);

}  // namespace lockstep
