// What each layer's part of the step does alone, what all parts do together, and the gap between them.
#include "probes/interaction.h"

#include <algorithm>
#include <cmath>

#include "ui/instruments/parts.h"

namespace lockstep {
namespace {

enum Shown : int { kByRate, kOverTheRun, kBlocks };
constexpr Choice kShown[] = {
    {"by rate", "The share at other learning rates"},
    {"over the run", "The share at every moment so far"},
    {"blocks", "Which layers disturb which: the Hessian between their parts of the step"}};
constexpr int kMostBars = 12;  // of layers

class InteractionView final : public ViewOf<Interaction> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void bars(Kit& kit, const Interaction& p, const Rect& room);
  void byRate(Kit& kit, const Interaction& p, const Rect& room);
  void overTheRun(const InstrumentFrame& f, const Rect& room);

  Watch watch_;
  int shown_ = kByRate;
  AxisRange barRange_;
  Series share_;  // by rate
  ChartState rateChart_, trackChart_;
};

// Alone, sum, joint and the gap as bars on one axis.
void InteractionView::bars(Kit& kit, const Interaction& p, const Rect& room) {
  const Theme& t = kit.theme;
  const InteractionAt& now = p.today();
  const int L = static_cast<int>(now.alone.size());
  const int shown = std::min(L, kMostBars);
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
  all.push_back({.label = "together", .value = now.joint, .color = now.joint < 0 ? t.positive : t.secondary});
  all.push_back({.label = "gap", .value = now.interaction(), .color = t.ink});
  ImGui::SetCursorScreenPos(room.min);
  barChart(kit, barRange_,
           {.name = "interaction.bars",
            .size = room.size,
            .label = "change of the loss by the next step",
            .unit = {}},
           all);
}

void InteractionView::byRate(Kit& kit, const Interaction& p, const Rect& room) {
  const Theme& t = kit.theme;
  const ChartLine lines[] = {{.series = &share_, .label = "share", .color = t.ink, .weight = 1.4f}};
  // ½ means this only where every layer alone helps and they are in each other's way.
  const InteractionAt& now = p.today();
  const bool means = now.interaction() > 0 && std::all_of(now.alone.begin(), now.alone.end(),
                                                          [](double change) { return change < 0; });
  const ChartMark marks[] = {{.at = static_cast<double>(p.subject->rate), .label = "now"},
                             {.kind = MarkKind::horizontal, .at = 0.5, .label = "½: together stops helping"}};
  ChartSpec spec;
  spec.name = "interaction.rates";
  spec.size = room.size;
  spec.x = {.label = "learning rate", .unit = {}, .scale = AxisScale::log, .free = true};
  spec.y = {.label = "interaction share", .unit = {}};
  spec.y.lo = 0, spec.y.hi = 1;
  spec.lines = lines;
  spec.marks = std::span(marks).first(means ? 2 : 1);
  ImGui::SetCursorScreenPos(room.min);
  lineChart(kit, rateChart_, spec);
}

void InteractionView::overTheRun(const InstrumentFrame& f, const Rect& room) {
  drawTrack(f, trackChart_,
            {.name = "interaction.track",
             .track = "share",
             .label = "interaction share",
             .unit = {},
             .lo = 0,
             .hi = 1,
             .empty = "How much the layers get in each other's way appears here as training goes on."},
            room);
}

void blocks(Kit& kit, const Interaction& p, const Rect& room) {
  const std::size_t L = p.today().alone.size();
  const LayerNames names(L);
  const std::vector<float> values(p.blocks.begin(), p.blocks.end());
  const float largest = gfx::largestMagnitude(values);
  MapSpec spec;
  spec.name = "interaction.blocks";
  spec.size = room.size;
  spec.x = {.label = "layer", .unit = {}, .names = names};
  spec.y = {.label = "layer", .unit = {}, .names = names};
  spec.square = true;
  spec.lo = -largest, spec.hi = largest;
  spec.legend = "d_lᵀ H d_m";
  ImGui::SetCursorScreenPos(room.min);
  const MapEvent map = mapFrame(kit, spec);
  const int side = static_cast<int>(L);
  if (map.visible) mapCells(kit, map, spec, values, side, side, side <= 6);
}

void InteractionView::draw(InstrumentFrame& f, Rect room) {
  auto [left, right] = splitRect(f.kit, room, {0.46f, 1 - 0.46f});
  const Interaction* p = latest(f);
  if (p) {
    if (watch_.changed(f.gauge, p))
      setCurve(share_,
               columnOf(p->rates, [&](const InteractionAt& at) { return at.factor * p->subject->rate; }),
               columnOf(p->rates, &InteractionAt::share));
    bars(f.kit, *p, left);
  }
  const Rect row = takeRow(f.kit, right);
  segmented(f.kit, "interaction.shown", &shown_, kShown, row.size.x);
  if (shown_ == kOverTheRun)
    overTheRun(f, right);
  else if (p && shown_ == kByRate)
    byRate(f.kit, *p, right);
  else if (p)
    blocks(f.kit, *p, right);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<Interaction>& instrument) {
  return std::make_unique<InteractionView>(instrument);
}

}  // namespace lockstep
