// What every unit answers to a fixed set of inputs: the pictures inside the neurons, the output field,
// the histograms. The network is const; the inputs and the scratch are the caller's, so the training run
// is not touched.
#pragma once

#include <vector>

#include "nn/network.h"

namespace lockstep {

constexpr int kInputBlock = 128;  // inputs that one forward pass takes

// `count` input columns in blocks of kInputBlock, each block a (inputs × kInputBlock) matrix; unused
// columns are 0.
struct InputSet {
  int inputs = 0, count = 0;
  std::vector<float> x;
  int blocks() const { return (count + kInputBlock - 1) / kInputBlock; }
  const float* block(int b) const { return x.data() + static_cast<std::size_t>(b) * inputs * kInputBlock; }
};
InputSet makeInputSet(int inputs, int count);
void setInput(InputSet& set, int n, const float* values);
float inputOf(const InputSet& set, int n, int input);

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
// rows stay as they were). The workspace must be prepared for kInputBlock. Cost 2·P·count flop; allocates
// when shapes changed.
void measureResponses(const Network& network, const InputSet& set, Workspace& workspace, Responses& responses,
                      int firstLayer = 0);

// Arithmetic of one such measurement, to choose how fine the inputs may lie.
double responseFlop(const Network& network, int count);

}  // namespace lockstep
