#include "model/pytorch.h"

#include <algorithm>

#include "data/number.h"
#include "model/dump.h"
#include "model/form.h"
#include "model/tensors.h"
#include "session/course.h"

namespace lockstep {
namespace {

std::string activated(Activation kind, const std::string& z) {
  switch (kind) {
    case Activation::linear:
      return z;
    case Activation::relu:
      return "F.relu(" + z + ")";
    case Activation::leakyRelu:
      return "F.leaky_relu(" + z + ", 0.01)";
    case Activation::tanh:
      return "torch.tanh(" + z + ")";
    case Activation::sigmoid:
      return "torch.sigmoid(" + z + ")";
    case Activation::gelu:
      return "F.gelu(" + z + ", approximate=\"tanh\")";
    case Activation::silu:
      return "F.silu(" + z + ")";
    case Activation::sine:
      return "torch.sin(" + z + ")";
  }
  return z;
}

// One line of the forward pass.
std::string layerLine(const Layer& layer, const std::string& l) {
  std::string value = "self.layers[" + l + "](x)";
  if (layer.norm != Norm::none) value = "self.norms[" + l + "](" + value + ")";
  value = activated(layer.activation, value);
  if (layer.dropout > 0) value = "dropped(" + value + ", step, " + l + ")";
  if (layer.hasSkip()) value = "x + " + (layer.skip == 1 ? "" : printFloat(layer.skip) + " * ") + value;
  return "        x = " + value;
}

void putNetwork(Form& form, const Session& s) {
  const std::vector<Layer>& layers = s.state.network.layers;
  std::string linears, norms, forward;
  const auto add = [](std::string& lines, const std::string& line) {
    lines += (lines.empty() ? "" : "\n") + line;
  };
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Layer& layer = layers[l];
    const std::string outputs = std::to_string(layer.outputs);
    add(linears, "            nn.Linear(" + std::to_string(layer.inputs) + ", " + outputs + "),");
    if (layer.norm != Norm::none)
      add(norms, std::string("            nn.") +
                     (layer.norm == Norm::batch ? "BatchNorm1d(" : "LayerNorm(") + outputs + "),");
    add(forward, layerLine(layer, std::to_string(l)));
  }
  form.values.insert(form.values.end(), {{"linears", linears}, {"norms", norms}, {"forward", forward}});
  if (!norms.empty()) form.parts.push_back("norms");
  if (const float share = layers[0].dropout; share > 0) {
    form.parts.push_back("dropout");
    const auto threshold =
        static_cast<uint32_t>(static_cast<double>(share) * 0x1p32);  // as in nn/network.cpp
    form.values.emplace_back("threshold", std::to_string(threshold));
    form.values.emplace_back("share", printFloat(share));
    form.values.emplace_back("seed", std::to_string(s.config.seed));
  }
  form.parts.push_back(lossName(s.problem.loss));
}

void putRate(Form& form, const Config& c) {
  constexpr const char* kParts[] = {"constant", "warmup", "step", "exponential", "cosine", "onecycle"};
  const bool alone = c.schedule == Schedule::constant;
  if (!alone || c.warmup == 0) form.parts.push_back(kParts[static_cast<int>(c.schedule)]);
  // A ramp of its own is what the schedule of that name is.
  const bool asSchedule = alone && c.warmup > 0;
  if (c.warmup > 0) form.parts.push_back(asSchedule ? "warmup" : "ramp");
  form.values.emplace_back("lr", printFloat(c.lr));
  form.values.emplace_back("period", std::to_string(asSchedule ? c.warmup : std::max(1, c.period)));
  form.values.emplace_back("gamma", printFloat(c.gamma));
  form.values.emplace_back("ramp", std::to_string(c.warmup));
}

void putOptimizer(Form& form, const Session& s) {
  const Config& c = s.config;
  constexpr const char* kParts[] = {"sgd", "momentum", "nesterov", "rmsprop", "adam", "adam"};
  // PyTorch has Nesterov's only with a momentum; without, it is plain descent.
  const bool plain = c.optimizer == Optimizer::nesterov && c.momentum == 0;
  form.parts.push_back(plain ? "sgd" : kParts[static_cast<int>(c.optimizer)]);
  const std::pair<const char*, float> numbers[] = {
      {"momentum", c.momentum}, {"beta1", c.beta1}, {"beta2", c.beta2}, {"rho", c.rho},
      {"epsilon", c.epsilon},   {"l1", c.l1},       {"l2", c.l2},       {"clip", c.clip}};
  for (const auto& [name, value] : numbers) form.values.emplace_back(name, printFloat(value));
  if (c.l1 > 0 || c.l2 > 0) form.parts.push_back("penalty");
  if (c.clip > 0) form.parts.push_back("clip");

  std::string rates;
  for (std::size_t l = 0; l < s.state.network.layers.size(); ++l)
    rates += (l ? ", " : "") + printFloat(layerMultiplier(c, static_cast<int>(l), -1));
  form.values.emplace_back("rates", rates);
  const bool same = std::all_of(c.rates.begin(), c.rates.end(), [](float rate) { return rate == 1; });
  if (!same) form.parts.push_back("rates");
  if (c.decay > 0) form.parts.push_back("decay");
  form.values.emplace_back("decay", printFloat(c.decay));
  form.values.emplace_back("own", same ? "rate(step)" : "rate(step) * RATES[l]");
}

void putMoves(Form& form, const Session& s) {
  constexpr const char* kParts[] = {"together", "turns", "sweep"};
  const Moves moves = s.config.moves;
  form.parts.push_back(kParts[static_cast<int>(moves)]);
  if (moves != Moves::together) form.parts.push_back("alone");
  if (moves == Moves::sweep && s.state.network.layers[0].norm == Norm::batch)
    form.parts.push_back("sweptnorm");
}

bool hasLoneSample(const Recording& recording) {
  return std::any_of(recording.batches.begin(), recording.batches.end(),
                     [](const std::vector<int>& batch) { return batch.size() < 2; });
}

}  // namespace

PytorchScript exportPytorch(Session& s, long steps, std::string_view text) {
  if (s.state.step > 0 || !madeBySettings(s))
    return {{}, "A script begins at step 0: leave out “at”, and name settings, not a file"};
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

  JsonWriter config;  // quotes as Python does
  config.write(configLine(s.config));
  Form form;
  form.values.emplace_back("config", std::move(config.text));
  form.values.emplace_back("run", std::move(json.text));
  putNetwork(form, s);
  putRate(form, s.config);
  putOptimizer(form, s);
  putMoves(form, s);
  return {fillIn(text, form), {}};
}

long scriptSteps(const Session& s, long most) {
  constexpr double kFlops = 3e9;
  const double passes =
      s.config.moves == Moves::sweep ? static_cast<double>(s.state.network.layers.size()) : 1;
  const double cost = 6.0 * passes * s.state.network.parameterCount() * batchSize(s);
  return std::clamp(static_cast<long>(kFlops / std::max(1.0, cost)), 1L, std::max(1L, most));
}

}  // namespace lockstep
