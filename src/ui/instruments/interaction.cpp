// What each layer's part of the step does alone, what all parts do together, and the gap between them.
#include "ui/instruments/registry.h"

#include <cmath>

#include "probes/interaction.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"
#include "ui/kit/widgets.h"

namespace lockstep {
namespace {

void makeCurves(InstrumentViewState& s, const Interaction& p) {
  std::vector<double> x, share;
  for (const InteractionAt& at : p.rates) {
    x.push_back(at.factor * p.subject->rate);
    share.push_back(at.share());
  }
  setCurve(s, 0, x, share);
}

// Alone, sum, joint and the gap as bars on one axis.
void bars(InstrumentViewContext& c, const Interaction& p, ImVec2 size) {
  const Theme& t = c.kit.theme;
  const InteractionAt& now = p.today();
  const int L = static_cast<int>(now.alone.size());
  const int shown = std::min(L, 12);
  std::vector<Bar> all;
  std::vector<Text32> names;
  names.reserve(static_cast<std::size_t>(shown));
  for (int l = 0; l < shown; ++l) {
    names.push_back(l + 1 == L ? textf<32>("output alone") : textf<32>("layer %d alone", l + 1));
    all.push_back({.label = names.back(),
                   .value = now.alone[static_cast<std::size_t>(l)],
                   .color = withAlpha(t.secondary, 0.7f)});
  }
  all.push_back({.label = L > shown ? "sum of all" : "sum", .value = now.sum(), .color = t.secondary});
  all.push_back({.label = "together", .value = now.joint});
  all.push_back({.label = "gap", .value = now.interaction()});
  barChart(
      c.kit, c.state.ranges[0],
      {.name = "interaction.bars", .size = size, .label = "change of the loss by the next step", .unit = {}},
      all);
}

void byRate(InstrumentViewContext& c, const Interaction& p, ImVec2 size) {
  const Theme& t = c.kit.theme;
  const ChartLine lines[] = {
      {.series = &c.state.series[0], .label = "share", .color = t.ink, .weight = 1.4f}};
  const ChartMark marks[] = {{.at = static_cast<double>(p.subject->rate), .label = "today"},
                             {.kind = MarkKind::horizontal, .at = 0.5, .label = "½: together stops helping"}};
  ChartSpec spec;
  spec.name = "interaction.rates";
  spec.size = size;
  spec.x = {.label = "learning rate", .unit = {}, .scale = AxisScale::log, .free = true};
  spec.y = {.label = "interaction share", .unit = {}};
  spec.y.lo = 0, spec.y.hi = 1;
  spec.lines = lines;
  spec.marks = marks;
  lineChart(c.kit, c.state.charts[0], spec);
}

void blocks(InstrumentViewContext& c, const Interaction& p, ImVec2 size) {
  const int L = static_cast<int>(p.today().alone.size());
  std::vector<Text32> labels;
  std::vector<std::string_view> names;
  for (int l = 0; l < L; ++l) labels.push_back(layerLabel(l, L));
  for (const Text32& label : labels) names.push_back(label.view());
  std::vector<float> values(p.blocks.begin(), p.blocks.end());
  const float largest = gfx::largestMagnitude(values);
  MapSpec spec;
  spec.name = "interaction.blocks";
  spec.size = size;
  spec.x = {.label = "layer", .unit = {}, .names = names};
  spec.y = {.label = "layer", .unit = {}, .names = names};
  spec.square = true;
  spec.lo = -largest, spec.hi = largest;
  spec.legend = "d_lᵀ H d_m";
  const MapEvent frame = mapFrame(c.kit, spec);
  if (frame.visible) mapCells(c.kit, frame, spec, values, L, L, L <= 6);
}

}  // namespace

void drawInteraction(InstrumentViewContext& c) {
  const Theme& t = c.kit.theme;
  const ViewSplit split = splitView(c, 0.46f);
  const auto* p = static_cast<const Interaction*>(c.channel.latest.get());
  if (p) {
    if (curvesAreStale(c, p)) makeCurves(c.state, *p);
    bars(c, *p, split.firstSize);
  }
  ImGui::SetCursorScreenPos(split.second);
  constexpr Choice kShown[] = {
      {"by rate", "The share at other learning rates"},
      {"over the run", "The share at every moment so far"},
      {"blocks", "Which layers disturb which: the Hessian between their parts of the step"}};
  segmented(c.kit, "interaction.shown", &c.state.choice[0], kShown, split.secondSize.x);
  const ImVec2 room{split.secondSize.x, split.secondSize.y - t.control - t.inside};
  ImGui::SetCursorScreenPos({split.second.x, split.second.y + t.control + t.inside});
  if (c.state.choice[0] == 1)
    drawTrack(c, c.state.charts[1],
              {.name = "interaction.track",
               .track = "share",
               .label = "interaction share",
               .unit = {},
               .lo = 0,
               .hi = 1,
               .empty = "How much the layers get in each other's way appears here as training goes on."},
              room);
  else if (p && c.state.choice[0] == 0)
    byRate(c, *p, room);
  else if (p)
    blocks(c, *p, room);
}

}  // namespace lockstep
