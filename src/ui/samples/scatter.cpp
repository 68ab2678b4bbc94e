#include <algorithm>
#include <cmath>

#include "ui/chart/chart.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"
#include "ui/samples/parts.h"

namespace lockstep {
namespace {

struct Scatter {
  ImVec2 min, max;
  double lo, hi, mean, scale;  // target = mean + scale · what the network sees
  double target(float seen) const { return mean + scale * seen; }
  ImVec2 at(double truth, double predicted) const {
    const double x = (truth - lo) / (hi - lo), y = (predicted - lo) / (hi - lo);
    return {min.x + static_cast<float>(x) * (max.x - min.x), max.y - static_cast<float>(y) * (max.y - min.y)};
  }
};

// The range of the targets: predictions beyond it are rare once training has begun, and an axis that follows
// them would never keep still.
void fitTargets(const Problem& problem, PredictionsView& view) {
  if (view.range.valid()) return;
  const auto [least, greatest] =
      std::minmax_element(view.predictions.truth.begin(), view.predictions.truth.end());
  fitRange(view.range, AxisScale::linear,
           problem.targetMean + problem.targetScale * static_cast<double>(*least),
           problem.targetMean + problem.targetScale * static_cast<double>(*greatest), 0);
}

// Fills view.points; returns how many samples lie outside the frame or are not finite.
int placePoints(const Kit& kit, const Scatter& s, PredictionsView& view) {
  const Theme& t = kit.theme;
  const Predictions& p = view.predictions;
  int outside = 0;
  view.points.clear();
  for (int n = 0; n < p.count; ++n) {
    if (!p.known(n)) continue;
    const double predicted = s.target(p.values[n]);
    if (!(predicted >= s.lo && predicted <= s.hi)) {
      ++outside;
      continue;
    }
    const ImVec2 at = s.at(s.target(p.truth[n]), predicted);
    gfx::Point point;
    point.x = at.x, point.y = at.y;
    point.radius = (p.count > 1000 ? 2.0f : 3.0f) * t.scale;
    point.color = pack(t.classes[1]);
    point.hollow = view.set == 0;
    view.points.push_back(point);
  }
  view.pointStyle = {t.paper, t.ink, t.paper, (p.count > 1000 ? 0.75f : 1.25f) * t.scale};
  return outside;
}

int nearestSample(const Scatter& s, const PredictionsView& view, ImVec2 mouse, float reach) {
  const Predictions& p = view.predictions;
  int best = -1;
  float least = reach * reach;
  for (int n = 0; n < p.count; ++n) {
    if (!p.known(n)) continue;
    const ImVec2 away = s.at(s.target(p.truth[n]), s.target(p.values[n])) - mouse;
    const float squared = away.x * away.x + away.y * away.y;
    if (squared < least) best = n, least = squared;
  }
  return best;
}

void hoverPoint(Kit& kit, const Scatter& s, const Run& run, const PredictionsView& view, int n) {
  const Theme& t = kit.theme;
  const double truth = s.target(view.predictions.truth[n]), predicted = s.target(view.predictions.values[n]);
  ImGui::GetWindowDrawList()->AddCircle(s.at(truth, predicted), 6 * t.scale, ink(t.ink), 0, t.line);
  const Text32 values[] = {formatNumber(truth, 4), formatNumber(predicted, 4),
                           formatNumber(predicted - truth, 3)};
  const TipRow rows[] = {
      {"true", values[0].view()}, {"predicted", values[1].view()}, {"error", values[2].view()}};
  tipNow(kit, {.title = textf("Row %s", formatCount(samplesOf(run, view)[n] + 1).c_str()),
               .body = {},
               .rows = rows,
               .key = {}});
}

}  // namespace

void drawScatter(Kit& kit, Canvas& canvas, const Run& run, PredictionsView& view, ImVec2 min, ImVec2 size) {
  const Theme& t = kit.theme;
  const Problem& problem = run.session.problem;
  fitTargets(problem, view);
  const Text64 name =
      textf("true %s", problem.data.targetName.empty() ? "value" : problem.data.targetName.c_str());
  MapSpec spec;
  spec.name = "predictions.scatter";
  spec.size = size;
  spec.x = {.label = name, .lo = view.range.lo, .hi = view.range.hi};
  spec.y = {.label = "predicted", .lo = view.range.lo, .hi = view.range.hi};
  spec.square = true;
  spec.lo = spec.hi = 0;
  ImGui::SetCursorScreenPos(min);
  const MapEvent frame = mapFrame(kit, spec);
  if (!frame.visible) return;
  const Scatter s{frame.min,     frame.max,          view.range.lo,
                  view.range.hi, problem.targetMean, problem.targetScale};
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 diagonal[] = {{frame.min.x, frame.max.y}, {frame.max.x, frame.min.y}};
  drawDashed(list, diagonal, 2, ink(t.secondary), t.line, 5 * t.scale, 4 * t.scale);
  const int outside = placePoints(kit, s, view);
  view.drawPoints.canvas = &canvas;
  view.drawPoints.draw = [&view](const gfx::Surface& surface) {
    gfx::drawPoints(view.drawPoints.canvas->gfx, surface, view.pointStyle, view.points);
  };
  addCall(list, view.drawPoints);
  const float line = textHeight(kit, Type::small);
  if (outside > 0)
    drawText(kit, list, Type::small, {frame.min.x + t.unit, frame.max.y - line - t.unit}, t.secondary,
             textf("%s beyond the frame", formatCount(outside).c_str()));
  if (!frame.hovered) return;
  const int n = nearestSample(s, view, ImGui::GetIO().MousePos, 12 * t.scale);
  if (n >= 0) hoverPoint(kit, s, run, view, n);
}

}  // namespace lockstep
