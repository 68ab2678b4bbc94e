// The gradient along a line, beside white and brown noise; how much neighbouring points agree; and the matrix
// of all pairs of points.
#include <algorithm>
#include <cmath>

#include "lab/combined.h"
#include "ui/instruments/parts.h"
#include "ui/kit/draw.h"
#include "ui/kit/number_format.h"

namespace lockstep {
namespace {

enum Shown : int { kTraces, kAgreement, kMatrix };
constexpr Choice kChoices[] = {{"Gradient"}, {"Agreement"}, {"Matrix"}};
constexpr int kStride = 4;  // of the points in the matrix
constexpr int kSide = kTracePoints / kStride;

// To compare with; the same for every network.
struct Noise {
  explicit Noise(GradientFamily family) {
    Shattering result({.family = family, .width = 2, .depth = 1, .seeds = 32});
    finish(result);
    const Agreement all = agreementOf(result.autocorrelations);
    trace = std::move(result.gradient);
    setCurve(agreement, all.lag, all.mean);
  }
  std::vector<double> trace;
  Series agreement;
};

// A trace without axes, on a scale of its own.
void strip(Kit& kit, std::string_view name, std::string_view label, std::span<const double> values,
           const Rect& room) {
  const Theme& t = kit.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float line = textHeight(kit, Type::small), top = room.min.y + line + t.unit,
              height = std::max(8.0f, room.size.y - line - t.unit);
  registerWidget(kit.widgets, name, room.min, room.max(), true, true);
  drawTextIn(kit, list, Type::small, room.min, {room.min.x + room.size.x, room.min.y + line}, 0, t.secondary,
             label);
  const auto [lo, hi] = std::minmax_element(values.begin(), values.end());
  if (values.size() < 2 || !(*hi > *lo)) return;
  for (std::size_t i = 0; i < values.size(); ++i)
    list->PathLineTo(
        {room.min.x + room.size.x * static_cast<float>(i) / static_cast<float>(values.size() - 1),
         top + height * static_cast<float>((*hi - values[i]) / (*hi - *lo))});
  list->PathStroke(ink(withAlpha(t.secondary, 0.9f)), 0, t.line * 0.7f);
}

class ShatteringView final : public ViewOf<ShatteredGradients> {
 public:
  using ViewOf::ViewOf;
  void draw(InstrumentFrame& f, Rect room) override;

 private:
  void refresh(const InstrumentFrame& f);
  void makeCurves(std::span<const double> x, std::span<const double> gradient, const Agreement& agreement,
                  std::span<const float> cosines);
  void traces(Kit& kit, const Rect& room);
  void agreement(Kit& kit, const Rect& room);
  void matrix(const InstrumentFrame& f, const Rect& room);

  const Noise white_{GradientFamily::whiteNoise}, brown_{GradientFamily::brownNoise};
  int shown_ = kTraces;  // where there is room for one part only
  Watch watch_;
  bool own_ = false;                  // this network, not others
  int nets_ = 0;                      // others measured
  Series trace_, mean_, low_, high_;  // of the gradient; of the autocorrelation
  std::vector<float> cosines_;        // kSide²
  bool cosinesChanged_ = true;
  ChartState traceChart_, agreementChart_;
  SquarePicture picture_;
};

void ShatteringView::makeCurves(std::span<const double> x, std::span<const double> gradient,
                                const Agreement& agreement, std::span<const float> cosines) {
  setCurve(trace_, x, gradient);
  std::vector<double> low, high;
  for (std::size_t i = 0; i < agreement.lag.size(); ++i) {
    low.push_back(agreement.mean[i] - agreement.deviation[i]);
    high.push_back(agreement.mean[i] + agreement.deviation[i]);
  }
  setCurve(mean_, agreement.lag, agreement.mean);
  setCurve(low_, agreement.lag, low);
  setCurve(high_, agreement.lag, high);
  cosines_.clear();
  for (std::size_t i = 0; i < cosines.size(); i += kStride * kTracePoints)
    for (std::size_t j = 0; j < kTracePoints; j += kStride) cosines_.push_back(cosines[i + j]);
  cosinesChanged_ = true;
}

bool agrees(const ShatteredGradients& m) {
  return m.line() ? !m.line()->autocorrelations.empty() : !m.nets()->autocorrelations.empty();
}

void ShatteringView::refresh(const InstrumentFrame& f) {
  const ShatteredGradients* m = newest(f, agrees);
  if (!watch_.changed(f.gauge, m)) return;
  own_ = m && m->line();
  nets_ = m && m->nets() ? static_cast<int>(m->nets()->autocorrelations.size()) : 0;
  if (own_) {
    const LineGradient& line = *m->line();
    makeCurves(line.position, line.gradient, agrees(*m) ? agreementOf({line.autocorrelations}) : Agreement{},
               line.cosines);
  } else if (m) {
    const Shattering& nets = *m->nets();
    makeCurves(nets.x, nets.gradient, agreementOf(nets.autocorrelations), nets.cosines);
  } else {
    makeCurves({}, {}, {}, {});
  }
}

void ShatteringView::traces(Kit& kit, const Rect& room) {
  const Theme& t = kit.theme;
  const float below = std::clamp(room.size.y * 0.26f, 40 * t.scale, 84 * t.scale);
  const bool noises = room.size.y > 150 * t.scale;
  const ChartLine lines[] = {{.series = &trace_, .label = {}, .color = t.ink}};
  ChartSpec spec;
  spec.name = "shattering.trace";
  spec.size = {room.size.x, room.size.y - (noises ? below + t.inside : 0)};
  spec.x = {.label = own_ ? "distance" : "input x", .unit = {}};
  spec.x.lo = trace_.firstX(), spec.x.hi = trace_.lastX();
  spec.y = {.label = own_ ? "slope of the output between two samples" : "slope of the output, df/dx",
            .unit = {}};
  spec.lines = lines;
  ImGui::SetCursorScreenPos(room.min);
  lineChart(kit, traceChart_, spec);
  if (!noises) return;
  const float half = (room.size.x - t.between) / 2, y = room.min.y + room.size.y - below;
  strip(kit, "shattering.brown", "whole: brown noise", brown_.trace, {{room.min.x, y}, {half, below}});
  strip(kit, "shattering.white", "shattered: white", white_.trace,
        {{room.min.x + half + t.between, y}, {half, below}});
}

void ShatteringView::agreement(Kit& kit, const Rect& room) {
  const Theme& t = kit.theme;
  const ChartLine lines[] = {
      {.series = &brown_.agreement, .label = "brown", .color = t.secondary, .dashed = true, .weight = 0.8f},
      {.series = &white_.agreement, .label = "white", .color = t.secondary, .dashed = true, .weight = 0.8f},
      {.series = &mean_, .label = "net", .color = t.accent, .weight = 1.4f}};
  const ChartBand bands[] = {{&low_, &high_, withAlpha(t.accent, 0.2f)}};
  double least = -0.25;
  for (const Bucket& bucket : low_.buckets) least = std::min(least, static_cast<double>(bucket.min));
  const Text64 label =
      nets_ > 1 ? textf("autocorrelation, mean ± sd of %d nets", nets_) : textf("autocorrelation");
  ChartSpec spec;
  spec.name = "shattering.autocorrelation";
  spec.size = room.size;
  spec.x = {.label = "lag", .unit = {}};
  spec.x.lo = 0, spec.x.hi = kTraceLags;
  spec.y = {.label = label, .unit = {}};
  spec.y.lo = std::max(-1.0, std::floor(least * 4) / 4), spec.y.hi = 1;
  spec.lines = lines;
  spec.bands = bands;
  spec.empty = "How much points agree with their neighbours appears here.";
  ImGui::SetCursorScreenPos(room.min);
  lineChart(kit, agreementChart_, spec);
}

void ShatteringView::matrix(const InstrumentFrame& f, const Rect& room) {
  MapSpec spec;
  spec.name = "shattering.cosines";
  spec.size = room.size;
  spec.x = {.label = own_ ? "distance" : "x", .unit = {}};
  spec.x.lo = trace_.firstX(), spec.x.hi = trace_.lastX();
  spec.y = {.label = "cosine of two gradients", .unit = {}, .lo = spec.x.lo, .hi = spec.x.hi};
  spec.square = true;
  if (cosines_.size() < kSide * kSide) return;
  ImGui::SetCursorScreenPos(room.min);
  const MapEvent frame = mapFrame(f.kit, spec);
  if (!frame.visible) return;
  picture_.draw(f, frame, cosines_, kSide, gfx::Ramp::diverging, cosinesChanged_);
  cosinesChanged_ = false;
  drawFrame(f.kit, ImGui::GetWindowDrawList(), frame.min, frame.max, f.kit.theme.hairline, 0);
  if (!frame.hovered) return;
  auto cell = [&](double at) {
    return std::clamp(static_cast<int>((at - spec.x.lo) / (spec.x.hi - spec.x.lo) * kSide), 0, kSide - 1);
  };
  const Text32 x = formatNumber(frame.x), y = formatNumber(frame.y),
               value = formatNumber(
                   static_cast<double>(
                       cosines_[static_cast<std::size_t>(cell(frame.y) * kSide + cell(frame.x))]),
                   2);
  const TipRow rows[] = {{"at", x}, {"and at", y}, {"cosine", value}};
  tipNow(f.kit, {.title = {}, .body = {}, .rows = rows, .key = {}});
}

void ShatteringView::draw(InstrumentFrame& f, Rect room) {
  const Theme& t = f.kit.theme;
  refresh(f);
  if (trace_.buckets.size() < 2)
    return drawWaiting(
        f, "shattering.trace", room,
        "The gradient along a line through the data appears here, beside white noise, which says nothing "
        "about the next point, and brown noise, which does. Other nets, 50 layers deep, are in the list "
        "above.");
  drawProgress(f, "shattering.progress", room);
  const bool wide = room.size.x > 560 * t.scale || room.size.y > 520 * t.scale;
  if (!wide) {
    const Rect row = takeRow(f.kit, room);
    segmented(f.kit, "shattering.shown", &shown_, kChoices, std::min(row.size.x, 280 * t.scale));
    if (shown_ == kTraces) traces(f.kit, room);
    if (shown_ == kAgreement) agreement(f.kit, room);
    if (shown_ == kMatrix) matrix(f, room);
    return;
  }
  // The matrix is as wide as high; the others share what it leaves.
  const float side = std::clamp((room.size.y - 24 * t.scale) / room.size.x, 0.2f, 0.34f);
  const auto [left, middle, right] = splitRect(f.kit, room, {(1 - side) * 0.56f, (1 - side) * 0.44f, side});
  traces(f.kit, left);
  agreement(f.kit, middle);
  matrix(f, right);
}

}  // namespace

std::unique_ptr<InstrumentView> makeView(const InstrumentOf<ShatteredGradients>& instrument) {
  return std::make_unique<ShatteringView>(instrument);
}

}  // namespace lockstep
