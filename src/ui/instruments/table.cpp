#include "ui/instruments/view.h"

namespace lockstep {

InstrumentView& InstrumentViews::at(std::size_t instrument) {
#define LOCKSTEP_MAKE(name, Class) \
  []() -> std::unique_ptr<InstrumentView> { return makeView(instrument::name); },
  static constexpr std::unique_ptr<InstrumentView> (*kMake[])() = {LOCKSTEP_INSTRUMENTS(LOCKSTEP_MAKE)};
#undef LOCKSTEP_MAKE
  if (views_.size() <= instrument) views_.resize(instrument + 1);
  if (!views_[instrument]) views_[instrument] = kMake[instrument]();
  return *views_[instrument];
}

}  // namespace lockstep
