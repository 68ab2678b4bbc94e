// A training run: the only place where time advances. One step is one mini-batch. A session has no clock, no
// files and no screen; the same config gives the same bits wherever it runs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nn/network.h"
#include "nn/optimizer.h"
#include "session/config.h"
#include "session/problem.h"

namespace lockstep {

struct Turn;

// Everything that changes as a run goes on, beside the config.
struct TrainingState {
  Network network;
  OptimizerState optimizer;
  int64_t step = 0;                   // updates made
  int64_t epoch = 0;                  // passes over the training samples begun before this one
  int cursor = 0;                     // training samples of this epoch already used
  std::shared_ptr<const Turn> turns;  // the last change made on the way (course.h); null: there was none
};

// What training wanted to do and could not, as it was found: before any parameter was touched.
struct Divergence {
  int64_t step = 0;  // the step that could not be made
  int layer = -1;    // from 0; the first layer where it shows
  enum class Quantity : uint8_t { activations, loss, gradient } quantity = Quantity::loss;
  double value = 0;  // the loss, or the norm of the layer's gradient
  int layers = 0;    // of the network
};
// One sentence for the viewer.
std::string describe(const Divergence& divergence);

// "layer 2", or "the output layer" of that many; `layer` from 0.
std::string layerName(int layer, int layers);

// What the last step measured on its own mini-batch, before its update.
struct StepReport {
  double loss = 0;     // without penalty
  double penalty = 0;  // of L1 and L2
  double gradientNorm = 0;
  float rate = 0;  // learning rate, before the layers' multipliers
};

struct Metrics {  // over whole sets, in evaluation mode; NaN where there is nothing to measure
  double trainLoss, testLoss, trainAccuracy, testAccuracy;
};

struct Session {
  Config config;
  Problem problem;
  TrainingState state;
  StepReport last;
  std::vector<float> gradient;  // of the last step's loss and penalty, P floats
  std::vector<int> batch;       // of the last step: indices into problem.split.train
  std::optional<Divergence> divergence;

  // Scratch, sized by prepareSession.
  Workspace workspace, evaluationWorkspace;
  std::vector<int> order;  // of the epoch `orderEpoch`: a permutation of the training samples
  int64_t orderEpoch = -1;
  std::vector<int> samples;  // the batch as indices into the data set
  std::vector<float> x, targets, dOutput;
  std::vector<float> multipliers;  // per layer, of the update being made
};

// Starts a run from its config at step 0. The config's data set must be available.
Session makeSession(const Config& config, const Sources& sources);

// A run that goes on from the same state with the same batches. Cost O(P + data).
Session fork(const Session& session);

// Back to step 0 with the same initial weights. Cost O(P).
void restart(Session& session);

// One training step. False if the session has diverged (then `divergence` says how) or has no training
// samples; nothing has changed then, but for layers that a sweep had moved before. Allocates nothing. Cost
// 6·P·B flop, L times that in a sweep.
bool advance(Session& session);

// The parameters of the run's step 0.
std::vector<float> initialParameters(const Session& session);

// The learning rate that the next step will use.
float nextRate(const Session& session);

// Loss and accuracy over the train and test sets. Leaves the run as it is. Cost 2·P·N flop.
Metrics evaluate(Session& session);
// The share of the test set alone that is right. Cost 2·P·N flop of it.
double testAccuracy(Session& session);

// Learning-rate multiplier of layer `l` when the step moves layer `only` (−1: all).
float layerMultiplier(const Config& config, int l, int only);
// The layer that the next step moves alone, −1 where it moves all.
int movedAlone(const Session& session);

// The samples of the next step, as indices into the data set. Cost O(N).
std::vector<int> upcomingBatch(const Session& session);

// Training samples of one step.
int batchSize(const Session& session);

// Fingerprint of the parameters.
uint64_t parameterHash(const Session& session);

// The architecture a config asks for, laid out, with weights still 0.
Network makeNetwork(const Config& config, const Problem& problem);

// Sizes the scratch for the current config; call after changing config.batch, the problem or the
// network by hand.
void prepareSession(Session& session);

}  // namespace lockstep
