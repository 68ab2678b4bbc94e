#include "lab/instruments/instruments.h"

namespace lockstep {

std::span<const Instrument> instruments() {
#define LOCKSTEP_ROW(name, Class) instrument::name,
  static const Instrument kInstruments[] = {LOCKSTEP_INSTRUMENTS(LOCKSTEP_ROW)};
#undef LOCKSTEP_ROW
  return kInstruments;
}

const Instrument* findInstrument(std::string_view name) {
  for (const Instrument& instrument : instruments())
    if (name == instrument.name) return &instrument;
  return nullptr;
}

}  // namespace lockstep
