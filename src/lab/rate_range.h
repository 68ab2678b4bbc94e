// Learning-rate range test: from where the run stands, a copy of it trains on while its rate rises from far
// too small to far too large, by the same factor at each step. Where the loss falls fastest is a good rate;
// where it turns up, none is. L. N. Smith, "Cyclical learning rates for training neural networks", 2017.
//
// The loss is that of the fixed probe batch after the step (training mode, without dropout and penalty):
// always the same samples, so the luck of the mini-batches shows only in where they lead. Several copies are
// swept, each with its own order of batches, and their mean is smoothed over the neighbouring rates
// (triangular weights, so that the curve is not late).
#pragma once

#include <memory>

#include "probes/measurement.h"
#include "session/session.h"

namespace lockstep {

struct RateRange {
  double lowest = 1e-6, highest = 10;
  int steps = 141;  // per sweep, both ends included: 20 to a decade
  int sweeps = 3;
};

// Everything but the rate is as in the run: optimiser and moments, multipliers, dropout. The schedule is left
// out. A sweep ends with the first overflow, or when the loss has risen to 4 times its smallest and above
// where it began.
//
// Readings: "sweep", a row for each rate that all sweeps have come to: rate, loss, smoothed. "summary":
// suggested (the rate where the smoothed loss falls fastest per factor of rate), smallest (where it is
// smallest), blowUp (where the first sweep ended). NaN where there is none; nothing is suggested where the
// loss falls by less than a fiftieth. Cost: at most sweeps·steps training steps, with a forward pass on the
// probe batch each. Memory: one copy of the run.
std::unique_ptr<Measurement> measureRateRange(const Session& session, const RateRange& range = {});

}  // namespace lockstep
