#include "studio/desk_measurement.h"

namespace lockstep {

DeskMeasurement::DeskMeasurement(const InstrumentContext& c)
    : distributions(c.now),
      drift(c.now, c.earlier),
      staleness(c.now),
      interaction(c.now, Extent::step),
      dimensions(c.now, false) {}

bool DeskMeasurement::work() {
  Measurement* const parts[] = {&distributions, &drift, &staleness, &interaction, &dimensions};
  while (current_ < std::size(parts)) {
    if (parts[current_]->work()) return true;
    ++current_;
    if (current_ < std::size(parts)) return true;
  }
  return false;
}

double DeskMeasurement::progress() const { return static_cast<double>(current_) / 5; }

Readings DeskMeasurement::readings() const {
  Table percentiles{"percentiles", {{"layer", ""}, {"15 %", ""}, {"50 %", ""}, {"85 %", ""}}};
  for (std::size_t l = 0; l < drift.layers.size(); ++l) {
    const UnitSpread& s = drift.layers[l].now;
    addRow(percentiles, {static_cast<double>(l + 1), s.low, s.middle, s.high});
  }
  return {percentiles};
}

const Instrument& deskInstrument() {
  static constexpr FollowedColumn kFollowed[] = {
      {"percentiles", "15 %"}, {"percentiles", "50 %"}, {"percentiles", "85 %"}};
  static const Instrument kDesk = {.name = "desk",
                                   .title = "Desk",
                                   .question = "What does the next step do to each layer?",
                                   .followed = kFollowed,
                                   .start = [](const InstrumentContext& c) -> std::unique_ptr<Measurement> {
                                     return std::make_unique<DeskMeasurement>(c);
                                   }};
  return kDesk;
}

}  // namespace lockstep
