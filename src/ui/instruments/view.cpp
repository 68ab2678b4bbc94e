#include "ui/instruments/view.h"

namespace lockstep {

bool Watch::changed(const Gauge& gauge, const Measurement* shown) {
  const int64_t step = shown && shown == gauge.running.get() ? gauge.runningStep : gauge.latestStep;
  const int share = shown ? static_cast<int>(100 * shown->progress()) : -1;
  if (shown_ == shown && step_ == step && share_ == share) return false;
  shown_ = shown, step_ = step, share_ = share;
  return true;
}

}  // namespace lockstep
