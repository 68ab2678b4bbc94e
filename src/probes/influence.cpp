#include "probes/influence.h"

namespace lockstep {

Influence::Influence(SubjectPtr s)
    : StepMeasurement(s, 1 + static_cast<int>(s->network.layers.size())), pushed_(s->network) {
  changes.assign(static_cast<std::size_t>(layerCount()) * layerCount(), kUnknown);
  alone.assign(layerCount(), kUnknown);
  for (const Layer& layer : pushed_.layers) parameters.push_back(layer.end - layer.weight);
}

// Evaluation 0 is of θ, evaluation 1 + i of θ + d_i.
void Influence::begin(int evaluation) {
  const ProbeBatch& batch = subject->batch;
  const int i = evaluation - 1;
  std::vector<double> point = i < 0 ? moved(0) : moved(1, i, i + 1);
  pushed_.parameters.assign(point.begin(), point.end());
  Workspace& workspace = i < 0 ? before_ : after_;
  if (workspace.maxBatch == 0) prepare(workspace, pushed_, batch.count);
  forward(pushed_, batch.x.data(), batch.count, kProbePass, workspace);
  for (int j = 0; i >= 0 && j < layerCount(); ++j)
    changes[i * layerCount() + j] =
        featureChange(featuresOf(before_, batch, j + 1), featuresOf(after_, batch, j + 1),
                      featureCount(pushed_, j + 1), batch.count, batch.stride)
            .relative;
  pass.begin(Derivatives::none, std::move(point));
}

void Influence::end(int evaluation) {
  if (evaluation == 0)
    loss_ = pass.loss;
  else
    alone[evaluation - 1] = pass.loss - loss_;
}

Readings Influence::readings() const {
  const int L = layerCount();
  Table layers{"layers",
               {{"layer", ""}, {"parameters", ""}, {"alone", ""}, {"own change", ""}, {"output change", ""}}};
  Table map{"influence", {{"pushed layer", ""}, {"felt in layer", ""}, {"change", ""}}};
  for (int i = 0; i < L; ++i) {
    addRow(layers, {i + 1.0, static_cast<double>(parameters[i]), alone[i], change(i, i), change(i, L - 1)});
    for (int j = 0; j < L; ++j) addRow(map, {i + 1.0, j + 1.0, change(i, j)});
  }
  return {{"summary", {{"samples", "", {static_cast<double>(subject->batch.count)}}}}, layers, map};
}

}  // namespace lockstep
