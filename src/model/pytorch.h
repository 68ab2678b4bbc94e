// A run as a PyTorch script that repeats it.
#pragma once

#include <string>
#include <string_view>

#include "session/session.h"

namespace lockstep {

inline constexpr char kPytorchForm[] = "pytorch.py";  // of assets

struct PytorchScript {
  std::string text;
  std::string error;  // a sentence, where there is no script: the run diverged, or PyTorch has no such step
};

// Trains `steps` steps from step 0, where `fresh` has to stand, and writes a Python program that makes the
// same ones: from the same initial weights on the same mini-batches, with network, loss, optimiser and
// schedule written out as PyTorch code. Run, it prints the loss of every step beside Lockstep's and fails if
// the first fifty are further from PyTorch's in 64 bits than 1e-5 of their norm and than ten times what
// PyTorch's own in 32 bits are. The numbers of the run stand at its end: text of some ten bytes for each
// initial weight and each input of a sample. `form` is pytorch.py, the file kPytorchForm beside the programs.
PytorchScript exportPytorch(Session& fresh, long steps, std::string_view form);

// As many steps, at least 1 and at most `most`, as are made in well under a second.
long scriptSteps(const Session& session, long most);

}  // namespace lockstep
