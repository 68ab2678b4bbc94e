// What an instrument looks at: the network as it stands, the samples it is measured on, and the step that
// training would take from here. One copy is shared by all instruments that look at the same moment.
//
//   θ parameters · g = ∇ objective(θ) on the probe batch · d the optimiser's own proposed step (−η·g for
//   plain SGD) · g_l, d_l their blocks of layer l
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "nn/loss.h"
#include "nn/network.h"
#include "nn/optimizer.h"

namespace lockstep {

// B samples as (units × batch) matrices, row stride padToLanes(B), columns B.. zero.
struct ProbeBatch {
  int count = 0, stride = 0;   // B and its stride
  std::vector<float> x;        // inputs × stride
  std::vector<float> targets;  // outputs × stride
};

struct Subject {
  Network network;             // θ
  std::vector<float> initial;  // the P parameters the run started from
  Loss loss = Loss::mse;
  bool classification = false;
  ProbeBatch batch;  // training samples: always the same ones, or the mini-batch that training takes next
  ProbeBatch many;   // training samples, more of them where the network is large: for forward passes
  ProbeBatch test;   // samples held out, for forward passes; may be empty
  bool fullBatch = false;  // `batch` and training's own batch are both the whole training set

  OptimizerSettings optimizer;
  OptimizerState moments;
  float rate = 0;                  // of the next step
  std::vector<float> multipliers;  // per layer

  uint64_t seed = 1;  // of everything random in a measurement
  int64_t step = 0;   // of the run
};
using SubjectPtr = std::shared_ptr<const Subject>;

// The objective is the mean loss of the probe batch plus the penalty, in training mode without dropout: batch
// norm uses the statistics of the probe batch.
constexpr Pass kProbePass{true, false, 0, 0};

}  // namespace lockstep
