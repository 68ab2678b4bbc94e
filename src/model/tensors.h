// A trained network as named tensors, and what a file should say of it beside them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "session/session.h"

namespace lockstep {

// Names and shapes are those of a PyTorch module with two lists, `layers` of nn.Linear and `norms` of
// nn.BatchNorm1d or nn.LayerNorm: layers.0.weight is [outputs, inputs], norms.0.running_mean [outputs].
struct NamedTensor {
  std::string name;
  std::vector<int> shape;
  const float* values;

  std::size_t count() const;
};
// All of a network's parameters and running statistics, layer by layer. They point into the network.
std::vector<NamedTensor> tensorsOf(const Network& network);

const char* lossName(Loss loss);  // mse, bce, softmax

// What the outputs of a run's network are: "logits" for cross-entropy, "scores" from −1 to 1 for classes with
// squared error, "value" in the units of the target for regression.
const char* outputName(const Problem& problem);

// The config line, never empty: a run of nothing but defaults still names its data set.
std::string configLine(const Config& config);

// Names and values, both text: config, step, hash, loss function, what the outputs are, names of inputs and
// classes as JSON arrays (where they have some), the losses and accuracies that could be measured.
using Metadata = std::vector<std::pair<std::string, std::string>>;
Metadata metadataOf(const Session& session, const Metrics& metrics);

}  // namespace lockstep
