#include "session/change.h"

#include "session/course.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace lockstep {
namespace {

// Which old input each new input was, by feature; the identity where inputs are not features.
std::vector<int> matchInputs(const Problem& from, const Problem& to) {
  std::vector<int> match(to.inputs, -1);
  if (!from.features || !to.features) {
    for (int i = 0; i < std::min(from.inputs, to.inputs); ++i) match[i] = i;
    return match;
  }
  int at = 0;
  for (int f = 0; f < kFeatures; ++f) {
    if (!(to.features >> f & 1)) continue;
    if (from.features >> f & 1) match[at] = std::popcount(from.features & ((1u << f) - 1));
    ++at;
  }
  return match;
}

// Old layer that each new layer continues, or −1.
std::vector<int> matchLayers(const Network& from, const Network& to) {
  const int before = static_cast<int>(from.layers.size()), after = static_cast<int>(to.layers.size());
  std::vector<int> match(after, -1);
  if (before == after) {
    for (int l = 0; l < after; ++l) match[l] = l;
    return match;
  }
  // The output layer is always matched with the output layer, so the common beginning ends before it.
  int front = 0;
  while (front < std::min(before, after) - 1 && from.layers[front].outputs == to.layers[front].outputs)
    ++front;
  for (int l = 0; l < front; ++l) match[l] = l;
  for (int back = 1; back <= std::min(before, after) - front; ++back) match[after - back] = before - back;
  return match;
}

// Copies the common block of one flat vector; returns true if everything in the new layer was covered.
bool copyLayer(const Layer& a, const Layer& b, const std::vector<int>& inputFrom,
               const std::vector<float>& from, std::vector<float>& to) {
  const int outputs = std::min(a.outputs, b.outputs);
  bool whole = outputs == b.outputs;
  for (int i = 0; i < b.inputs; ++i) {
    const int old = inputFrom[i];
    if (old < 0 || old >= a.inputs) {
      whole = false;
      continue;
    }
    for (int o = 0; o < outputs; ++o)
      to[b.weight + static_cast<std::size_t>(o) * b.inputs + i] =
          from[a.weight + static_cast<std::size_t>(o) * a.inputs + old];
  }
  auto copyUnits = [&](int source, int target) {
    if (source >= 0 && target >= 0) std::copy_n(from.begin() + source, outputs, to.begin() + target);
  };
  copyUnits(a.bias, b.bias);
  copyUnits(a.scale, b.scale);
  copyUnits(a.shift, b.shift);
  return whole;
}

std::string listLayers(const std::vector<int>& layers) {
  std::string text = layers.size() > 1 ? "layers " : "layer ";
  for (std::size_t i = 0; i < layers.size(); ++i)
    text += (i == 0 ? "" : i + 1 == layers.size() ? " and " : ", ") + std::to_string(layers[i] + 1);
  return text;
}

}  // namespace

Effect strongestEffect(const Config& a, const Config& b) {
  Effect strongest = Effect::none;
  for (const Setting& setting : settings())
    if (printSetting(setting, a) != printSetting(setting, b)) strongest = std::max(strongest, setting.effect);
  return strongest;
}

std::vector<int> transferState(const TrainingState& from, const std::vector<int>& inputFrom,
                               TrainingState& to) {
  std::vector<int> fresh;
  const std::vector<int> match = matchLayers(from.network, to.network);
  for (std::size_t l = 0; l < match.size(); ++l) {
    if (match[l] < 0) {
      fresh.push_back(static_cast<int>(l));
      continue;
    }
    const Layer &a = from.network.layers[match[l]], &b = to.network.layers[l];
    std::vector<int> inputs = inputFrom;
    if (l > 0 || match[l] > 0) {
      inputs.resize(b.inputs);
      for (int i = 0; i < b.inputs; ++i) inputs[i] = i;
    }
    if (!copyLayer(a, b, inputs, from.network.parameters, to.network.parameters))
      fresh.push_back(static_cast<int>(l));
    copyLayer(a, b, inputs, from.optimizer.first, to.optimizer.first);
    copyLayer(a, b, inputs, from.optimizer.second, to.optimizer.second);
    to.optimizer.beta1Powers[l] = from.optimizer.beta1Powers[match[l]];
    to.optimizer.beta2Powers[l] = from.optimizer.beta2Powers[match[l]];
    if (a.mean >= 0 && b.mean >= 0) {
      const int units = std::min(a.outputs, b.outputs);
      std::copy_n(from.network.statistics.begin() + a.mean, units, to.network.statistics.begin() + b.mean);
      std::copy_n(from.network.statistics.begin() + a.variance, units,
                  to.network.statistics.begin() + b.variance);
    }
  }
  to.step = from.step, to.epoch = from.epoch, to.cursor = from.cursor;
  to.turns = from.turns;
  return fresh;
}

Change applyConfig(Session& s, const Config& config, const Sources& sources, bool newSources) {
  Change change;
  const Effect effect = newSources ? Effect::restart : strongestEffect(s.config, config);
  const bool untouched = effect != Effect::none && s.state.step == 0 && madeBySettings(s);
  const bool newOptimizer = s.config.optimizer != config.optimizer;
  const Config old = s.config;  // a copy: `config` may be the very same object
  s.config = config;
  if (effect == Effect::none) {
    if (newOptimizer) {
      resetState(s.state.optimizer, s.state.network);
      change.notes.push_back(
          "The new optimiser starts without memory of earlier gradients; weights are kept");
    }
    prepareSession(s);
    noteChange(s, old);
    return change;
  }

  Problem before = std::move(s.problem);
  s.problem = makeProblem(config, sources);
  s.orderEpoch = -1;
  change.dataChanged = true;
  change.notes = s.problem.notes;
  if (effect == Effect::restart || untouched) {
    restart(s);
    change.rebuilt = true;
    change.restarted = effect == Effect::restart;
    return change;
  }

  // Data can change the shapes too (a drawn point of a new class), so both ways lead through the transfer.
  TrainingState left = std::move(s.state);
  s.state = {};
  s.state.network = makeNetwork(config, s.problem);
  initialize(s.state.network, config.init, config.initScale, static_cast<uint64_t>(config.seed));
  resetState(s.state.optimizer, s.state.network);
  change.fresh = transferState(left, matchInputs(before, s.problem), s.state);
  change.rebuilt = true;
  if (!change.fresh.empty()) {
    const bool all = change.fresh.size() == s.state.network.layers.size();
    change.notes.push_back(all ? "Every layer has new weights"
                               : "New weights in " + listLayers(change.fresh) + "; the rest is kept");
  }
  if (newOptimizer) resetState(s.state.optimizer, s.state.network);
  prepareSession(s);
  noteChange(s, old);
  return change;
}

}  // namespace lockstep
