// A trained network as an ONNX file, as it stands in evaluation: batch norm with its running statistics, no
// dropout.
#pragma once

#include <string>

#include "session/session.h"

namespace lockstep {

// The bytes of the file. The graph takes raw samples and answers as Trainer.forward does: what the network is
// shown of a point (x², sin x, radius…), the standardisation of a table's columns and the way back to the units
// of its target are nodes of it. Input "input" [batch, columns], output [batch, outputs] under the name of
// outputName. Metadata as metadataOf; `metrics` are the run's own, of now. Cost O(P), and three times P floats
// of memory.
std::string exportOnnx(const Session& session, const Metrics& metrics);

}  // namespace lockstep
