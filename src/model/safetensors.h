// A network's numbers as a safetensors file: https://github.com/huggingface/safetensors#format
#pragma once

#include <string>

#include "session/session.h"

namespace lockstep {

// The bytes of the file: the length of the header, the header as JSON, then the floats of tensorsOf one after
// the other. `__metadata__` is metadataOf. The names are those that a PyTorch module loads. Cost O(P).
std::string exportSafetensors(const Session& session, const Metrics& metrics);

}  // namespace lockstep
