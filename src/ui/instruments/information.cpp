// What successive layers keep of each other, and in how many directions their features spread.
#include "probes/information.h"

#include <algorithm>
#include <cmath>

#include "ui/instruments/parts.h"

namespace lockstep {
namespace {

enum Shown : int { kInformation, kSimilarity, kDimension };
constexpr Choice kChoices[] = {
    {"Information", "Gaussian mutual information, in nats, of what a layer reads and what it makes of it"},
    {"Similarity", "Unbiased linear CKA: 1 for rotated and scaled features, 0 for unrelated ones"},
    {"Dimension", "Participation ratio: in how many directions the features of a layer spread"}};

struct Quantity {
  const char *track, *now, *over, *unit, *empty;
};
constexpr Quantity kQuantities[] = {
    {"information", "of a layer's input and output", "mutual information of a layer's input and output",
     "nats", "What each layer keeps of what it reads appears here as training goes on."},
    {"similarity", "CKA of a layer's input and output", "similarity (CKA) of a layer's input and output", "",
     "How similar each layer's output is to what it reads appears here as training goes on."},
    {"dimension", "of a layer's output", "effective dimension of a layer's output", "",
     "In how many directions the features of each layer spread appears here as training goes on."}};

std::vector<double> valuesOf(const Information& m, int shown) {
  if (shown == kDimension) return {m.dimension.begin() + 1, m.dimension.end()};
  return columnOf(m.links,
                  shown == kInformation ? &Information::Link::information : &Information::Link::similarity);
}

class InformationView final : public ViewOf<Information> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void now(const InstrumentFrame& f, const Rect& room);

  int shown_ = kInformation;
  AxisRange ranges_[std::size(kQuantities)];
  ChartState trackCharts_[std::size(kQuantities)];
};

// The latest reading of each layer, beside what it can be compared with.
void InformationView::now(const InstrumentFrame& f, const Rect& room) {
  const Theme& t = f.kit.theme;
  const Quantity& q = kQuantities[shown_];
  const Information* m = latest(f);
  std::vector<double> values, others;
  if (m) values = valuesOf(*m, shown_);
  if (m && shown_ == kInformation) others = columnOf(m->links, &Information::Link::chance);
  if (shown_ == kDimension) others = columnOf(f.run.session.state.network.layers, &Layer::outputs);
  const ColumnSet sets[] = {
      {shown_ == kInformation ? "measured" : "effective", values, t.secondary},
      {shown_ == kInformation ? "by chance" : "units", others, withAlpha(t.secondary, 0.4f)}};
  const LayerNames names(values.size());
  ColumnSpec spec{.name = "information.now",
                  .size = room.size,
                  .y = {.label = q.now, .unit = q.unit},
                  .x = "layer",
                  .names = names,
                  .sets = {sets, shown_ == kSimilarity ? 1u : 2u},
                  .empty = "The latest reading of each layer appears here."};
  if (shown_ == kSimilarity)
    spec.y.lo = std::any_of(values.begin(), values.end(), [](double v) { return v < 0; }) ? -0.5 : 0,
    spec.y.hi = 1;
  ImGui::SetCursorScreenPos(room.min);
  columnChart(f.kit, ranges_[shown_], spec);
}

void InformationView::draw(InstrumentFrame& f, Rect room) {
  const Rect row = takeRow(f.kit, room);
  segmented(f.kit, "information.shown", &shown_, kChoices, std::min(row.size.x, 340 * f.kit.theme.scale));
  const auto [left, right] = splitRect(f.kit, room, {0.46f, 0.54f});
  now(f, left);
  const Quantity& q = kQuantities[shown_];
  drawTrack(
      f, trackCharts_[shown_],
      {.name = "information.track", .track = q.track, .label = q.over, .unit = q.unit, .empty = q.empty},
      right);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<Information>& instrument) {
  return std::make_unique<InformationView>(instrument);
}

}  // namespace lockstep
