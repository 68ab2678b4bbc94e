// What the rows of several instruments share.
#pragma once

#include "lab/instruments/instruments.h"

namespace lockstep {

// Starts a measurement that looks at the present moment alone.
template <typename M>
std::unique_ptr<M> onNow(const InstrumentContext& c) {
  return std::make_unique<M>(c.now);
}

inline std::string always(const Session&) { return {}; }

inline bool oneLayer(const Session& s) { return s.state.network.layers.size() == 1; }

// Of instruments that look at the step training would take.
inline std::string stepLimits(const Session& s) {
  if (s.config.dropout > 0)
    return "Dropout is left out: the step shown is the one that training would take without it.";
  return {};
}

}  // namespace lockstep
