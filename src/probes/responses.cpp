#include "probes/responses.h"

#include <algorithm>

namespace lockstep {

ProbeInputs makeProbeInputs(int inputs, int count) {
  ProbeInputs probe{inputs, count, {}};
  probe.x.assign(static_cast<std::size_t>(probe.blocks()) * inputs * kProbeBatch, 0.0f);
  return probe;
}

void setProbeInput(ProbeInputs& probe, int n, const float* values) {
  float* block = probe.x.data() + static_cast<std::size_t>(n / kProbeBatch) * probe.inputs * kProbeBatch;
  for (int i = 0; i < probe.inputs; ++i) block[i * kProbeBatch + n % kProbeBatch] = values[i];
}

float probeInput(const ProbeInputs& probe, int n, int input) {
  return probe.block(n / kProbeBatch)[input * kProbeBatch + n % kProbeBatch];
}

void measureResponses(const Network& net, const ProbeInputs& probe, Workspace& ws, Responses& r,
                      int firstLayer) {
  const int layers = static_cast<int>(net.layers.size());
  r.count = probe.count;
  r.row.resize(layers);
  int rows = 0;
  for (int l = 0; l < layers; ++l) r.row[l] = rows, rows += net.layers[l].outputs;
  r.values.resize(static_cast<std::size_t>(rows) * probe.count);

  for (int b = 0; b < probe.blocks(); ++b) {
    forward(net, probe.block(b), kProbeBatch, evaluation(), ws);
    const int begin = b * kProbeBatch, count = std::min(kProbeBatch, probe.count - begin);
    for (int l = firstLayer; l < layers; ++l)
      for (int o = 0; o < net.layers[l].outputs; ++o)
        std::copy_n(ws.layers[l].output + o * ws.stride, count,
                    r.values.data() + static_cast<std::size_t>(r.row[l] + o) * r.count + begin);
  }
}

double responseFlop(const Network& net, int count) {
  // An activation costs about as much as a dozen multiply-adds.
  double perSample = 0;
  for (const Layer& layer : net.layers) perSample += layer.outputs * (2.0 * layer.inputs + 24);
  return perSample * count;
}

}  // namespace lockstep
