// Failures that leave every number finite and yet nothing is learned: what the run itself
// shows of their cause.
#pragma once

#include <optional>
#include <string>

#include "lab/remedies.h"

namespace lockstep {

struct Complaint {
  enum class Kind : unsigned char {
    batchOfOne,  // batch norm takes mean and variance from a single sample
    equalUnits,  // all units of a layer have the same weights, and get the same gradient
    dead,        // no unit of a ReLU layer answers to any sample
    saturated,   // tanh or sigmoid units stand where their slope is next to nothing
    vanished,    // next to nothing of the gradient reaches the first layers
    exploded,    // weights have grown beyond all measure
    bouncing,    // steps of the whole set jump from side to side
  } kind;
  int layer = -1;  // from 0, where it shows; −1: in no single one
  std::string title, why;
  int64_t step = 0;              // of the run, when it was found
  std::optional<Remedy> remedy;  // was tried, and learned
};

// The steps after which a run is looked at: once it has begun, then each time it is twice as old.
bool dueForExamination(int64_t step);

// What keeps the run from learning, or nothing. But for the first two kinds a run is called stuck only where
// its loss on the training set is no better than that of the best constant answer, or where full-batch steps
// go up and down without getting on. Cost: one pass forward and back over the probe samples, the loss on the
// training set, up to 100 steps of a copy; and where something is found, tryRun() for each possible change.
std::optional<Complaint> examine(const Session& session, const Sources& sources);

// The mean loss of the best answer that is the same for every training sample. Cost O(N).
double constantLoss(const Problem& problem);

}  // namespace lockstep
