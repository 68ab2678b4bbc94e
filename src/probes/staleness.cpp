#include "probes/staleness.h"

#include <algorithm>
#include <cmath>

namespace lockstep {
namespace {

LayerStaleness compare(const std::vector<double>& now, const std::vector<double>& then, int begin, int end) {
  double difference = 0;
  for (int i = begin; i < end; ++i) difference += (now[i] - then[i]) * (now[i] - then[i]);
  const double size = std::sqrt(dot(now, now, begin, end));
  return {size, std::sqrt(difference) / size,
          dot(now, then, begin, end) / (size * std::sqrt(dot(then, then, begin, end)))};
}

}  // namespace

// Evaluation l is the gradient with the layers before the l-th moved.
Staleness::Staleness(SubjectPtr s)
    : StepMeasurement(s, static_cast<int>(s->network.layers.size())),
      layers(s->network.layers.size(), {kUnknown, kUnknown, kUnknown}),
      whole{kUnknown, kUnknown, kUnknown} {}

void Staleness::begin(int evaluation) { pass.begin(Derivatives::gradient, moved(1, 0, evaluation)); }

void Staleness::end(int evaluation) {
  if (evaluation == 0) gradient_ = stale_ = pass.gradient;
  const Layer& layer = subject->network.layers[evaluation];
  std::copy(pass.gradient.begin() + layer.weight, pass.gradient.begin() + layer.end,
            stale_.begin() + layer.weight);
  layers[evaluation] = compare(gradient_, stale_, layer.weight, layer.end);
  if (evaluation + 1 < layerCount()) return;
  whole = compare(gradient_, stale_, 0, layer.end);
  gradient_ = std::vector<double>(), stale_ = std::vector<double>();
}

Readings Staleness::readings() const {
  Table table{"layers", {{"layer", ""}, {"gradient norm", ""}, {"staleness", ""}, {"cosine", ""}}};
  for (std::size_t l = 0; l < layers.size(); ++l)
    addRow(table, {static_cast<double>(l + 1), layers[l].norm, layers[l].staleness, layers[l].cosine});
  return {{"summary",
           {{"rate", "", {subject->rate}},
            {"gradient norm", "", {whole.norm}},
            {"staleness", "", {whole.staleness}},
            {"cosine", "", {whole.cosine}}}},
          table};
}

}  // namespace lockstep
