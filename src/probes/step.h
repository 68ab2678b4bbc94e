// The step that training would take, and vectors in parameter space (P doubles, in the
// order of Network::parameters).
#pragma once

#include <vector>

#include "probes/subject.h"

namespace lockstep {

struct ProposedStep {
  std::vector<float> parameters;  // θ' = θ + d, to the bit what training would go on with
  std::vector<double> d;          // θ' − θ: with plain SGD −η·g, rounded as floats round it
};

// What the subject's optimiser makes of the gradient on its probe batch: penalty, clipping, moments, decay
// and multipliers are in it, dropout is not; a frozen layer's block is 0. With the mini-batch that
// training takes next, and without dropout, this is training's next step. Cost 1 U (6·P·B flop); the batch
// must not be empty.
ProposedStep proposedStep(const Subject& subject);

// θ + α·d in layers first … last − 1, θ in the others; all layers without them.
std::vector<double> moved(const Network& network, const std::vector<double>& d, double alpha, int first,
                          int last);
std::vector<double> moved(const Network& network, const std::vector<double>& d, double alpha);

inline std::vector<double> widened(const std::vector<float>& x) { return {x.begin(), x.end()}; }

// Σ a·b over [begin, end), in a fixed order.
double dot(const std::vector<double>& a, const std::vector<double>& b, int begin, int end);
double dot(const std::vector<double>& a, const std::vector<double>& b);
double length(const std::vector<double>& a);

void scale(std::vector<double>& a, double factor);
// a += factor·b
void addScaled(std::vector<double>& a, double factor, const std::vector<double>& b);

}  // namespace lockstep
