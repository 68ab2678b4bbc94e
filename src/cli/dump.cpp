// lockstep dump: a whole run as one JSON object, so that anyone can replay it elsewhere.
#include <cstdio>
#include <span>

#include "cli/cli.h"
#include "session/layer_json.h"
#include "session/setting.h"

namespace lockstep {
namespace {

void matrix(JsonWriter& json, const char* key, const float* x, int rows, int columns) {
  json.open(key, '[');
  for (int r = 0; r < rows; ++r) {
    json.open('[');
    for (int c = 0; c < columns; ++c) json.write(x[static_cast<std::size_t>(r) * columns + c]);
    json.close(']');
  }
  json.close(']');
}

// Parameters, or anything in their order, layer by layer.
void layers(JsonWriter& json, const char* key, const Network& net, const float* values) {
  const auto numbers = [&](const char* name, int at, int count) {
    json.putAll(name, std::span(values + at, static_cast<std::size_t>(count)));
  };
  json.line();
  json.open(key, '[');
  for (const Layer& layer : net.layers) {
    json.open('{');
    matrix(json, "weight", values + layer.weight, layer.outputs, layer.inputs);
    numbers("bias", layer.bias, layer.outputs);
    if (layer.scale >= 0) {
      numbers("scale", layer.scale, layer.outputs);
      numbers("shift", layer.shift, layer.outputs);
    }
    json.close('}');
  }
  json.close(']');
  print(json);
}

void shapes(JsonWriter& json, const Network& net) {
  json.line();
  json.open("layers", '[');
  for (const Layer& layer : net.layers) {
    json.open('{');
    putShape(json, layer);
    json.close('}');
  }
  json.close(']');
}

void samples(JsonWriter& json, const char* key, const Problem& p, const std::vector<int>& rows) {
  std::vector<float> x, t;
  for (int n : rows) {
    x.insert(x.end(), p.x.begin() + static_cast<std::ptrdiff_t>(n) * p.inputs,
             p.x.begin() + static_cast<std::ptrdiff_t>(n + 1) * p.inputs);
    t.insert(t.end(), p.targets.begin() + static_cast<std::ptrdiff_t>(n) * p.outputs,
             p.targets.begin() + static_cast<std::ptrdiff_t>(n + 1) * p.outputs);
  }
  json.line();
  json.open(key, '{');
  matrix(json, "inputs", x.data(), static_cast<int>(rows.size()), p.inputs);
  matrix(json, "targets", t.data(), static_cast<int>(rows.size()), p.outputs);
  json.close('}');
  print(json);
}

void putSettings(JsonWriter& json, const Session& s) {
  constexpr const char* kLossNames[kLosses] = {"mse", "bce", "softmax"};
  json.put("format", "lockstep-dump-1");
  json.put("config", printConfig(s.config));
  json.line();
  json.open("settings", '{');
  for (const Setting& f : settings()) json.put(f.name, printSetting(f, s.config));
  json.close('}');
  json.line();
  json.put("loss", kLossNames[static_cast<int>(s.problem.loss)]);
}

// Trains, and tells of every step what the next cannot: its samples, its rate and its loss.
void steps(JsonWriter& json, Session& s, long count, std::vector<float>& firstGradient) {
  std::vector<std::vector<int>> batches;
  std::vector<float> rates;
  std::vector<double> losses;
  for (long step = 0; step < count && advance(s); ++step) {
    if (step == 0) firstGradient = s.gradient;
    batches.emplace_back(s.batch.begin(), s.batch.end());
    rates.push_back(s.last.rate);
    losses.push_back(s.last.loss);
  }
  json.line();
  json.open("batches", '[');
  for (const std::vector<int>& batch : batches) {
    json.open('[');
    for (const int sample : batch) json.write(sample);
    json.close(']');
  }
  json.close(']');
  json.line();
  json.putAll("learningRates", rates);
  json.line();
  json.putAll("losses", losses);
}

}  // namespace

int runDump(const CliOptions& options) {
  Session s;
  if (!openSession(options, s)) return 1;
  if (s.state.step > 0 || s.state.turns)
    return fail("a dump begins at step 0: leave out “at”, and name settings, not a file");
  JsonWriter json;
  json.open('{');
  putSettings(json, s);
  shapes(json, s.state.network);
  layers(json, "initial", s.state.network, s.state.network.parameters.data());
  samples(json, "train", s.problem, s.problem.split.train);
  samples(json, "test", s.problem, s.problem.split.test);
  std::vector<float> firstGradient(s.gradient.size());
  steps(json, s, options.steps, firstGradient);
  layers(json, "firstGradient", s.state.network, firstGradient.data());
  layers(json, "final", s.state.network, s.state.network.parameters.data());
  json.line();
  json.put("hash", printHash(parameterHash(s)));
  if (s.divergence) json.put("error", describe(*s.divergence));
  json.close('}');
  std::puts(json.text.c_str());
  if (s.divergence) std::fprintf(stderr, "lockstep: %s\n", describe(*s.divergence).c_str());
  return s.divergence ? 2 : 0;
}

}  // namespace lockstep
