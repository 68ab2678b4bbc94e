// The network: shapes, one flat parameter vector, forward and backward.
//
// Shape letters used throughout:  B samples in a batch · I inputs of a layer · O outputs of a layer ·
//                                 L weight layers · P parameters · N samples of a data set
// Activations are (units × batch): unit o of sample b is at [o·stride + b], stride = B rounded up to whole
// vectors, so even a four-unit layer fills the lanes. Columns B..stride hold values without meaning, perhaps
// not even finite (batch norm scales them too); they never reach the other columns.
//
// One layer computes, from its input x (I × B),
//   linear        = W·x + bias                          W is [O][I]
//   preActivation = norm(linear)·scale + shift          (= linear without normalisation)
//   activated     = f(preActivation)
//   output        = x + β·dropout(activated)            with a residual skip (β ≠ 0, I = O)
//                 = dropout(activated)                  without
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nn/activation.h"
#include "nn/norm.h"

namespace lockstep {

struct Layer {
  int inputs = 0, outputs = 0;  // I, O
  Activation activation = Activation::linear;
  Norm norm = Norm::none;
  float skip = 0;     // β of the residual skip; 0: no skip
  float dropout = 0;  // share of activated values dropped in training, in [0, 1)

  // Where the layer's blocks lie in the flat vectors, filled in by layOut.
  int weight = 0, bias = 0;      // O·I and O floats of `parameters`
  int scale = -1, shift = -1;    // O floats each, with a norm
  int end = 0;                   // the layer's parameters are [weight, end)
  int mean = -1, variance = -1;  // O floats each of `statistics`, with batch norm

  bool hasSkip() const { return skip != 0; }
};

struct Network {
  std::vector<Layer> layers;
  std::vector<float> parameters;  // P floats, layer by layer: W, bias, scale, shift
  std::vector<float> statistics;  // batch norm's running mean and variance, layer by layer

  int inputs() const { return layers.front().inputs; }
  int outputs() const { return layers.back().outputs; }
  int parameterCount() const { return layers.back().end; }
};

// Assigns the offsets and sizes the vectors: weights and biases 0, scales 1, shifts 0, running mean 0 and
// variance 1. layers[l].inputs must equal layers[l − 1].outputs; a skip needs I = O.
void layOut(Network& network);

// How a forward pass treats the parts that differ between training and evaluation.
struct Pass {
  bool batchStatistics = false;  // batch norm uses this batch's statistics
  bool dropout = false;          // drop units, by the mask of (seed, step)
  uint64_t seed = 0, step = 0;
};
inline Pass evaluation() { return {}; }
inline Pass training(uint64_t seed, uint64_t step) { return {true, true, seed, step}; }

// Scratch of one forward and backward pass, sized once: nothing is allocated inside a pass.
struct Workspace {
  struct Buffers {  // (O × stride) each; buffers that would hold the same values are the same pointer
    float *linear, *normalized, *preActivation, *activated, *output, *mask;
    float *mean, *variance, *inverseDeviation;
  };
  std::vector<Buffers> layers;
  int batch = 0, stride = 0;     // of the last forward pass
  int maxBatch = 0;              // the largest batch it has room for
  Pass pass;                     // of the last forward pass
  float *gradientA, *gradientB;  // ∂L/∂(a layer's output), two layers in turn
  float* scratch;                // for gemm
  std::vector<float> arena;      // everything above
  const float* output() const { return layers.back().output; }

  // Its pointers lead into its own arena: a copy would write into the original.
  Workspace() = default;
  Workspace(Workspace&&) = default;
  Workspace& operator=(Workspace&&) = default;
};

// Makes room for batches of up to maxBatch samples. Allocates; call outside the step.
void prepare(Workspace& workspace, const Network& network, int maxBatch);

// x is (inputs × stride), stride = padToLanes(B), 1 <= B <= workspace.maxBatch. Fills the workspace.
// Cost 2·P·B flop.
void forward(const Network& network, const float* x, int B, const Pass& pass, Workspace& workspace);

// Given ∂L/∂output (outputs × stride, columns B..stride zero), writes the gradient of all P parameters unless
// it is null. The workspace must hold the forward pass of the same x. dInput, if not null, receives ∂L/∂x
// (inputs × stride).
// Cost 4·P·B flop.
void backward(const Network& network, const float* x, const float* dOutput, Workspace& workspace,
              float* gradient, float* dInput = nullptr);

// Moves batch norm's running statistics towards those of the workspace's last training pass; with a weight
// of 1 they become those.
void updateStatistics(Network& network, const Workspace& workspace, float weight = kRunningMomentum);

// The first layer whose activations in the workspace hold a NaN or an infinity; −1: none.
int firstNonFiniteActivations(const Network& network, const Workspace& workspace);
bool allFinite(const float* x, std::size_t count);

}  // namespace lockstep
