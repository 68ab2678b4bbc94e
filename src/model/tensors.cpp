#include "model/tensors.h"

#include <cmath>
#include <numeric>

#include "data/number.h"
#include "session/json.h"

namespace lockstep {
namespace {

std::string arrayOf(const std::vector<std::string>& names) {
  JsonWriter json;
  json.open('[');
  for (const std::string& name : names) json.write(name);
  json.close(']');
  return json.text;
}

std::vector<std::string> classNamesOf(const Dataset& data) {
  std::vector<std::string> names = data.classNames;
  for (int c = static_cast<int>(names.size()); c < data.classes; ++c) names.push_back(std::to_string(c));
  return names;
}

// layers.3.weight, norms.3.bias.
std::string tensorName(const char* list, std::size_t layer, const char* block) {
  return std::string(list) + '.' + std::to_string(layer) + '.' + block;
}

}  // namespace

std::size_t NamedTensor::count() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1},
                         [](std::size_t product, int size) { return product * size; });
}

std::vector<NamedTensor> tensorsOf(const Network& net) {
  std::vector<NamedTensor> tensors;
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const Layer& layer = net.layers[l];
    const auto vector = [&](const char* list, const char* block, const std::vector<float>& values, int at) {
      tensors.push_back({tensorName(list, l, block), {layer.outputs}, values.data() + at});
    };
    tensors.push_back({tensorName("layers", l, "weight"),
                       {layer.outputs, layer.inputs},
                       net.parameters.data() + layer.weight});
    vector("layers", "bias", net.parameters, layer.bias);
    if (layer.norm == Norm::none) continue;
    vector("norms", "weight", net.parameters, layer.scale);
    vector("norms", "bias", net.parameters, layer.shift);
    if (layer.norm != Norm::batch) continue;
    vector("norms", "running_mean", net.statistics, layer.mean);
    vector("norms", "running_var", net.statistics, layer.variance);
  }
  return tensors;
}

const char* lossName(Loss loss) {
  constexpr const char* kNames[kLosses] = {"mse", "bce", "softmax"};
  return kNames[static_cast<int>(loss)];
}

const char* outputName(const Problem& problem) {
  if (problem.data.task == Task::regression) return "value";
  return problem.loss == Loss::mse ? "scores" : "logits";
}

std::string configLine(const Config& config) {
  std::string line = printConfig(config);
  return line.empty() ? std::string("dataset=") + dataInfo(config.dataset).name : line;
}

Metadata metadataOf(const Session& s, const Metrics& m) {
  const Problem& p = s.problem;
  Metadata data;
  const auto say = [&](const char* name, std::string value) { data.emplace_back(name, std::move(value)); };
  say("config", configLine(s.config));
  say("step", std::to_string(s.state.step));
  say("hash", printHash(parameterHash(s)));
  say("loss", lossName(p.loss));
  say("outputs", outputName(p));
  if (!p.data.columnNames.empty()) say("inputs", arrayOf(p.data.columnNames));
  if (p.data.classes) say("classes", arrayOf(classNamesOf(p.data)));
  const std::pair<const char*, double> measured[] = {{"trainLoss", m.trainLoss},
                                                     {"testLoss", m.testLoss},
                                                     {"trainAccuracy", m.trainAccuracy},
                                                     {"testAccuracy", m.testAccuracy}};
  for (const auto& [name, value] : measured)
    if (!std::isnan(value)) say(name, printFloat(static_cast<float>(value)));
  return data;
}

}  // namespace lockstep
