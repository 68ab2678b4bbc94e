// The loss of copies whose rate rises.
#include "lab/rate_range.h"

#include "lab/instruments/rows.h"

namespace lockstep {
namespace {

std::string limits(const Session& s) {
  for (float rate : s.config.rates)
    if (rate != 1) return "The layers keep their multipliers: what is varied is the common rate.";
  if (s.config.schedule != Schedule::constant || s.config.warmup > 0)
    return "The schedule is left out: what is found is a rate to hold, or the peak of a schedule.";
  return {};
}

std::unique_ptr<RateRangeTest> begin(const InstrumentContext& c) { return measureRateRange(*c.session); }

}  // namespace

constinit const InstrumentOf<RateRangeTest> instrument::rates = instrumentOf<begin>({
    .name = "rates",
    .title = "Rate range",
    .question = "Which learning rates work from here?",
    .method =
        "Copies of the run train on while the rate rises from 1e-6 to 10 by the same factor at each "
        "step, three times with other batches. The loss of the probe samples is averaged and smoothed over "
        "neighbouring rates. Suggested is the rate where it falls fastest; a sweep ends where the loss "
        "blows up.",
    .reference = "L. N. Smith, “Cyclical learning rates for training neural networks”, 2017",
    .cost = "at most 423 training steps",
    .onDemand = true,
    .limits = limits,
});

}  // namespace lockstep
