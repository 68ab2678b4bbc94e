// A trained network as an ONNX file, as it stands in evaluation: without dropout, with the running statistics
// of batch norm.
#pragma once

#include <string>

#include "session/session.h"

namespace lockstep {

// The bytes of the file. The graph takes raw samples and answers as Trainer.forward does: what the network is
// shown of a point (x², sin x, radius…), the standardisation of a table's columns and the way back to the
// units of its target are nodes of it. Its input is "input" [batch, columns], its output [batch, outputs]
// under the name of outputName, its metadata those of metadataOf; `metrics` are the run's own, of now. Cost
// O(P), with 3·P floats of memory.
std::string exportOnnx(const Session& session, const Metrics& metrics);

}  // namespace lockstep
