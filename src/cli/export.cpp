// lockstep export: the trained network, or the run, as a file for other programs.
#include "model/export.h"

#include <unistd.h>

#include <cstdio>

#include "cli/cli.h"
#include "model/onnx.h"
#include "model/pytorch.h"
#include "model/safetensors.h"
#include "pytorch_generated.h"

namespace lockstep {
namespace {

// Makes the steps; false, with a message, if the run does not get so far.
bool train(Session& s, long steps) {
  for (long step = 0; step < steps; ++step)
    if (!advance(s)) {
      fail(whyStopped(s));
      return false;
    }
  return true;
}

// The file's bytes; none, with a message, where there is no such file.
std::string fileOf(Session& s, ModelFormat format, long steps) {
  if (format == ModelFormat::pytorch) {
    PytorchScript script = exportPytorch(s, steps, kPytorch);
    if (!script.error.empty()) fail(script.error);
    return std::move(script.text);
  }
  if (!train(s, steps)) return {};
  return format == ModelFormat::onnx ? exportOnnx(s, evaluate(s)) : exportSafetensors(s, evaluate(s));
}

}  // namespace

int runExport(const CliOptions& options) {
  ModelFormat format{};
  if (!parseModelFormat(options.format, format))
    return fail("--format is onnx, safetensors or pytorch, not “" + options.format + "”");
  const bool toTerminal = options.out.empty() && isatty(fileno(stdout));
  if (toTerminal && format != ModelFormat::pytorch)
    return fail("this file is not for a terminal: name one with --out, or send it on with >");
  Session s;
  if (!openSession(options, s)) return 1;
  const std::string bytes = fileOf(s, format, options.steps);
  if (bytes.empty()) return s.divergence ? 2 : 1;
  return writeFile(options.out, bytes) ? 0 : 1;
}

}  // namespace lockstep
