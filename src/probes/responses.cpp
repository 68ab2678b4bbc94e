#include "probes/responses.h"

#include <algorithm>

namespace lockstep {

InputSet makeInputSet(int inputs, int count) {
  InputSet set{inputs, count, {}};
  set.x.assign(static_cast<std::size_t>(set.blocks()) * inputs * kInputBlock, 0.0f);
  return set;
}

void setInput(InputSet& set, int n, const float* values) {
  float* block = set.x.data() + static_cast<std::size_t>(n / kInputBlock) * set.inputs * kInputBlock;
  for (int i = 0; i < set.inputs; ++i) block[i * kInputBlock + n % kInputBlock] = values[i];
}

float inputOf(const InputSet& set, int n, int input) {
  return set.block(n / kInputBlock)[input * kInputBlock + n % kInputBlock];
}

void measureResponses(const Network& net, const InputSet& set, Workspace& ws, Responses& r, int firstLayer) {
  const int layers = static_cast<int>(net.layers.size());
  r.count = set.count;
  r.row.resize(layers);
  int rows = 0;
  for (int l = 0; l < layers; ++l) r.row[l] = rows, rows += net.layers[l].outputs;
  r.values.resize(static_cast<std::size_t>(rows) * set.count);

  for (int b = 0; b < set.blocks(); ++b) {
    forward(net, set.block(b), kInputBlock, evaluation(), ws);
    const int begin = b * kInputBlock, count = std::min(kInputBlock, set.count - begin);
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
