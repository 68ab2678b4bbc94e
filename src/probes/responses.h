// What every unit answers to a fixed set of inputs: the pictures inside the neurons, the output field,
// the histograms. The network is const; the inputs and the scratch are the caller's, so the training run
// is not touched.
#pragma once

#include <vector>

#include "nn/network.h"

namespace lockstep {

constexpr int kProbeBatch = 128;

// `count` input columns in blocks of kProbeBatch, each block a (inputs × kProbeBatch) matrix; unused
// columns are 0.
struct ProbeInputs {
  int inputs = 0, count = 0;
  std::vector<float> x;
  int blocks() const { return (count + kProbeBatch - 1) / kProbeBatch; }
  const float* block(int b) const { return x.data() + static_cast<std::size_t>(b) * inputs * kProbeBatch; }
};
ProbeInputs makeProbeInputs(int inputs, int count);
void setProbeInput(ProbeInputs& probe, int n, const float* values);
float probeInput(const ProbeInputs& probe, int n, int input);

// Outputs of all units of all layers, unit after unit: unit o of layer l is values[(row[l] + o)·count …).
struct Responses {
  int count = 0;
  std::vector<int> row;       // first row of each layer
  std::vector<float> values;  // units × count
  const float* unit(int layer, int o) const {
    return values.data() + static_cast<std::size_t>(row[layer] + o) * count;
  }
};

// Fills the responses, in evaluation mode. Layers before `firstLayer` are computed but not kept (their
// rows stay as they were). The workspace must be prepared for kProbeBatch. Cost 2·P·count flop; allocates
// when shapes changed.
void measureResponses(const Network& network, const ProbeInputs& probe, Workspace& workspace,
                      Responses& responses, int firstLayer = 0);

// Arithmetic of one such measurement, to choose how fine the probe may be.
double responseFlop(const Network& network, int count);

}  // namespace lockstep
