#include "probes/promise.h"

namespace lockstep {
namespace {

constexpr double kSpacing = kPromiseEnd / (kPromisePoints - 1);
constexpr int kToday = static_cast<int>(1 / kSpacing);
static_assert(kToday * kSpacing == 1);

}  // namespace

// Evaluation 0 is the Hessian-vector product at θ, the others are losses along the step, today's first.
Promise::Promise(SubjectPtr s, Extent extent)
    : StepMeasurement(std::move(s), extent == Extent::full ? kPromisePoints : 2),
      loss(kUnknown),
      slope(kUnknown),
      curvature(kUnknown),
      delivered(kUnknown),
      order_{0, kToday} {
  for (int i = 0; i < kPromisePoints; ++i) {
    curve.push_back({i * kSpacing, kUnknown});
    if (i != 0 && i != kToday) order_.push_back(i);
  }
}

void Promise::begin(int evaluation) {
  if (evaluation == 0)
    pass.begin(Derivatives::product, moved(0), d);
  else
    pass.begin(Derivatives::none, moved(curve[order_[evaluation]].alpha));
}

void Promise::end(int evaluation) {
  if (evaluation == 0) {
    loss = pass.loss, slope = dot(pass.gradient, d), curvature = dot(d, pass.product);
    for (const Layer& layer : subject->network.layers)
      layerPromise.push_back(dot(pass.gradient, d, layer.weight, layer.end));
  }
  curve[order_[evaluation]].delivered = pass.loss - loss;
  if (evaluation == 1) delivered = pass.loss - loss;
}

Readings Promise::readings() const {
  Table layers{"layers", {{"layer", ""}, {"linear", ""}}};
  for (std::size_t l = 0; l < layerPromise.size(); ++l)
    addRow(layers, {static_cast<double>(l + 1), layerPromise[l]});
  Table along{"curve", {{"alpha", "steps"}, {"delivered", ""}, {"linear", ""}, {"quadratic", ""}}};
  for (const Point& p : curve) addRow(along, {p.alpha, p.delivered, linear(p.alpha), quadratic(p.alpha)});
  return {{"summary",
           {{"rate", "", {subject->rate}},
            {"loss", "", {loss}},
            {"linear", "", {linear()}},
            {"quadratic", "", {quadratic()}},
            {"delivered", "", {delivered}},
            {"ratio", "", {ratio()}}}},
          layers,
          along};
}

}  // namespace lockstep
