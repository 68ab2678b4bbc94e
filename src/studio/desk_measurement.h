// What the desk's strips show, measured as one: all strips are about the same moment.
#pragma once

#include "lab/instruments/instruments.h"
#include "probes/distributions.h"
#include "probes/drift.h"
#include "probes/information.h"
#include "probes/interaction.h"
#include "probes/staleness.h"

namespace lockstep {

// Cost about 2 L/3 + 8 U.
class DeskMeasurement final : public Measurement {
 public:
  explicit DeskMeasurement(const InstrumentContext& context);
  bool work() override;
  double progress() const override;
  Readings readings() const override;  // "percentiles": those of each layer's first unit

  Distributions distributions;
  Drift drift;
  Staleness staleness;
  Interaction interaction;
  Information dimensions;

 private:
  std::size_t current_ = 0;
};

// The desk as a gauge of the laboratory, beside the instruments.
const Instrument& deskInstrument();

}  // namespace lockstep
