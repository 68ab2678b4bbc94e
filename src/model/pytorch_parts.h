// The parts of the PyTorch script: Python source, each one or more top-level definitions.
#pragma once

#include <string>

#include "session/session.h"

namespace lockstep {

std::string networkSource(const Session& session);    // class Network, and the mask of dropout
std::string lossSource(const Session& session);       // loss_of(z, t)
std::string rateSource(const Config& config);         // rate(step)
std::string optimizerSource(const Session& session);  // make_optimizer(net)
std::string descendSource(const Session& session);    // descend(net, optimizer, x, t, step[, moved])

// Whether layers differ in their rate, so that the script has the list RATES.
bool hasRates(const Session& session);

}  // namespace lockstep
