// A run as JSON, for those who repeat it elsewhere.
#pragma once

#include <vector>

#include "session/json.h"
#include "session/session.h"

namespace lockstep {

// What a run did, step by step.
struct Recording {
  std::vector<std::vector<int>> batches;  // the training samples of each step
  std::vector<float> rates;
  std::vector<double> losses;        // of the mini-batch, before the update
  std::vector<float> firstGradient;  // P floats, of the first step
};
// Trains at most `steps` steps; fewer where the run diverges.
Recording recordSteps(Session& session, long steps);

// Members of an object that the caller has opened. Parameters, or anything in their order, are an array of
// {weight: rows of inputs, bias, scale, shift}, a layer each; samples {inputs, targets}, rows each, as the
// network is shown them.
void putLayers(JsonWriter& json, const char* key, const Network& network, const float* values);
void putSamples(JsonWriter& json, const char* key, const Problem& problem, const std::vector<int>& rows);
void putBatches(JsonWriter& json, const Recording& recording);

}  // namespace lockstep
