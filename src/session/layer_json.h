// What a layer is, for those who rebuild or read it elsewhere.
#pragma once

#include "nn/network.h"
#include "session/json.h"

namespace lockstep {

// Members of an object that the caller has opened: widths, activation, norm, skip, dropout.
void putShape(JsonWriter& json, const Layer& layer);

}  // namespace lockstep
