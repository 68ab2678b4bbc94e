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
#include <vector>

#include "probes/measurement.h"
#include "session/session.h"

namespace lockstep {

struct RateRange {
  double lowest = 1e-6, highest = 10;
  int steps = 141;  // per sweep, both ends included: 20 to a decade
  int sweeps = 3;
};

// The mean over the sweeps for each rate that all of them have come to. NaN where there is no such rate;
// nothing is suggested where the loss falls by less than a fiftieth.
struct RateCurve {
  std::vector<double> rate, loss, smoothed;
  double suggested = kUnknown;  // where the smoothed loss falls fastest per factor of rate
  double smallest = kUnknown;   // where it is smallest
  double blowUp = kUnknown;     // where the first sweep ended
};

// Readings: "sweep" and "summary", the curve and the three rates.
class RateRangeTest : public Measurement {
 public:
  virtual RateCurve curve() const = 0;  // so far
};

// Everything but the rate is as in the run: optimiser and moments, multipliers, dropout. The schedule is left
// out. A sweep ends with the first overflow, or when the loss has risen to 4 times its smallest and above
// where it began. Cost: at most sweeps·steps training steps, with a forward pass on the probe batch each.
// Memory: one copy of the run.
std::unique_ptr<RateRangeTest> measureRateRange(const Session& session, const RateRange& range = {});

}  // namespace lockstep
