#include "model/pytorch.h"

#include <algorithm>

#include "data/number.h"
#include "model/dump.h"
#include "model/pytorch_parts.h"
#include "model/tensors.h"

namespace lockstep {
namespace {

constexpr char kBeginning[] = R"("""A run of Lockstep, repeated in PyTorch (1.12 or later): python3 run.py

From the same initial weights it makes the same steps on the same mini-batches, once in 64 bits and once in 32, and
prints the loss of each beside the one that Lockstep had, which trains in 32. It fails if Lockstep's first losses are
further from those in 64 bits than rounding explains: 1e-5 of their norm, or ten times what PyTorch's in 32 bits are.
Later steps are shown, not judged: rounding has had time to grow by then, in PyTorch as in Lockstep.
"""

import json
@MATH@import sys

import torch
from torch import nn
from torch.nn import functional as F

)";

constexpr char kEnd[] = R"(

def load(net, recorded):
    """Gives every layer its recorded numbers."""
    with torch.no_grad():
        for l, values in enumerate(recorded):
            net.layers[l].weight.copy_(torch.tensor(values["weight"]))
            net.layers[l].bias.copy_(torch.tensor(values["bias"]))
            if "scale" in values:
                net.norms[l].weight.copy_(torch.tensor(values["scale"]))
                net.norms[l].bias.copy_(torch.tensor(values["shift"]))
    return net


def samples_of(share, dtype):
    """Inputs and targets of RUN["train"] or RUN["test"]."""
    return [torch.tensor(RUN[share][part]).to(dtype) for part in ("inputs", "targets")]


def train(dtype):
    """All steps of the run: the network that comes of it, and the loss of every step."""
    net = load(Network(), RUN["initial"]).to(dtype)
    optimizer = make_optimizer(net)
    x, t = samples_of("train", dtype)
    losses = []
    for step, batch in enumerate(RUN["batches"]):
        @STEP@
    return net, losses


def evaluate(net, share):
    """The loss over a whole set."""
    net.eval()
    with torch.no_grad():
        x, t = samples_of(share, torch.float64)
        return loss_of(net(x), t).item()


def distance(losses, truth):
    losses, truth = (torch.tensor(values[:JUDGED], dtype=torch.float64) for values in (losses, truth))
    return ((losses - truth).norm() / truth.norm()).item()


def main():
    net, exact = train(torch.float64)
    single = train(torch.float32)[1]
    print("  step       PyTorch      Lockstep  difference")
    for step, (a, b) in enumerate(zip(exact, RUN["losses"])):
        print(f"{step:6d}  {a:12.8f}  {b:12.8f}  {b - a:+10.1e}")
    for share in ("train", "test"):
        if RUN[share + "Loss"] is not None:
            a, b = evaluate(net, share), RUN[share + "Loss"]
            print(f"{share:>6}  {a:12.8f}  {b:12.8f}  {b - a:+10.1e}  after the last step, all samples")
    found, rounding = distance(RUN["losses"], exact), distance(single, exact)
    bound = max(1e-5, 10 * rounding)
    print(f"first {min(JUDGED, len(exact))} losses: Lockstep is {found:.1e} from PyTorch in 64 bits, PyTorch in 32 "
          f"bits {rounding:.1e}; at most {bound:.1e} is allowed")
    sys.exit(not found <= bound)


# What the run began with and what came of it.
RUN = json.loads("""
)";

void replace(std::string& text, std::string_view what, const std::string& by) {
  if (const std::size_t at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
}

std::string stepLine(const Session& s) {
  const std::string layers = std::to_string(s.state.network.layers.size());
  const std::string call = "descend(net, optimizer, x[batch], t[batch], step";
  switch (s.config.moves) {
    case Moves::together:
      return "losses.append(" + call + "))";
    case Moves::turns:
      return "losses.append(" + call + ", step % " + layers + "))";
    case Moves::sweep:
      return "losses.append([" + call + ", l) for l in range(" + layers + ")][0])";
  }
  return {};
}

// Names that stand for the run: what it is called in Lockstep, how fast layers move.
std::string constants(const Session& s) {
  JsonWriter config;  // quotes as Python's
  config.write(configLine(s.config));
  std::string text = "CONFIG = " + config.text + "  # opens it in Lockstep: what follows # in the address\n";
  text += "JUDGED = 50  # steps\n";
  if (!hasRates(s)) return text;
  text += "RATES = [";
  for (std::size_t l = 0; l < s.state.network.layers.size(); ++l)
    text += (l ? ", " : "") + printFloat(layerMultiplier(s.config, static_cast<int>(l), -1));
  return text + "]  # a multiplier of the learning rate for each layer; 0 freezes it\n";
}

bool hasLoneSample(const Recording& recording) {
  return std::any_of(recording.batches.begin(), recording.batches.end(),
                     [](const std::vector<int>& batch) { return batch.size() < 2; });
}

}  // namespace

PytorchScript exportPytorch(Session& s, long steps) {
  const Network& net = s.state.network;
  JsonWriter json;
  json.open('{');
  putLayers(json, "initial", net, net.parameters.data());
  putSamples(json, "train", s.problem, s.problem.split.train);
  putSamples(json, "test", s.problem, s.problem.split.test);
  const Recording recording = recordSteps(s, steps);
  if (s.divergence) return {{}, describe(*s.divergence)};
  if (recording.losses.empty()) return {{}, "A script needs at least one step to repeat"};
  if (net.layers[0].norm == Norm::batch && hasLoneSample(recording))
    return {{},
            "PyTorch's batch norm refuses mini-batches of one sample, which this run has; change its batch"};
  putBatches(json, recording);
  json.line();
  json.putAll("losses", recording.losses);
  const Metrics metrics = evaluate(s);
  json.line();
  json.put("trainLoss", metrics.trainLoss);
  json.put("testLoss", metrics.testLoss);
  json.close('}');

  std::string text = kBeginning + constants(s);
  const bool curved = s.config.schedule == Schedule::cosine || s.config.schedule == Schedule::oneCycle;
  replace(text, "@MATH@", curved ? "import math\n" : "");
  for (const std::string& part :
       {networkSource(s), lossSource(s), rateSource(s.config), optimizerSource(s), descendSource(s)})
    text += "\n\n" + part;
  std::string end = kEnd;
  replace(end, "@STEP@", stepLine(s));
  return {text + end + json.text + "\n\"\"\")\n\nif __name__ == \"__main__\":\n    main()\n", {}};
}

long scriptSteps(const Session& s, long most) {
  constexpr double kFlops = 3e9;
  const double passes =
      s.config.moves == Moves::sweep ? static_cast<double>(s.state.network.layers.size()) : 1;
  const double cost = 6.0 * passes * s.state.network.parameterCount() * batchSize(s);
  return std::clamp(static_cast<long>(kFlops / std::max(1.0, cost)), 1L, std::max(1L, most));
}

}  // namespace lockstep
