// What in the input a unit answers to: the mean over samples of ∂h/∂x, its output's gradient with respect to
// the input. For a first-layer unit this is its weight picture up to the slope of its activation. Simonyan,
// Vedaldi & Zisserman, "Deep inside convolutional networks", 2014.
#pragma once

#include <vector>

#include "nn/network.h"

namespace lockstep {

// Scratch, and the part of the network below the unit; reused from call to call.
struct InputGradients {
  Network below;
  Workspace workspace;
  std::vector<float> dOutput, dInput;
};

// result (inputs values) = mean over the B samples of ∂h_unit/∂x, in evaluation mode. x is (inputs ×
// padToLanes(B)), B <= kInputGradientBatch. Cost one forward and one backward pass on B samples up to that
// layer. Call beginInputGradients whenever the parameters have changed.
constexpr int kInputGradientBatch = 64;
void beginInputGradients(InputGradients& g, const Network& network, int layer, const float* x, int B);
void measureInputGradient(InputGradients& g, const float* x, int unit, std::vector<float>& result);

}  // namespace lockstep
