#include "model/dump.h"

#include <span>

namespace lockstep {
namespace {

void putMatrix(JsonWriter& json, const char* key, const float* x, int rows, int columns) {
  json.open(key, '[');
  for (int r = 0; r < rows; ++r) {
    json.open('[');
    for (int c = 0; c < columns; ++c) json.write(x[static_cast<std::size_t>(r) * columns + c]);
    json.close(']');
  }
  json.close(']');
}

void append(std::vector<float>& rows, const float* values, int row, int columns) {
  const float* begin = values + static_cast<std::size_t>(row) * columns;
  rows.insert(rows.end(), begin, begin + columns);
}

}  // namespace

Recording recordSteps(Session& s, long steps) {
  Recording recording;
  recording.firstGradient.resize(s.gradient.size());
  for (long step = 0; step < steps && advance(s); ++step) {
    if (step == 0) recording.firstGradient = s.gradient;
    recording.batches.emplace_back(s.batch.begin(), s.batch.end());
    recording.rates.push_back(s.last.rate);
    recording.losses.push_back(s.last.loss);
  }
  return recording;
}

void putLayers(JsonWriter& json, const char* key, const Network& net, const float* values) {
  const auto numbers = [&](const char* name, int at, int count) {
    json.putAll(name, std::span(values + at, static_cast<std::size_t>(count)));
  };
  json.line();
  json.open(key, '[');
  for (const Layer& layer : net.layers) {
    json.open('{');
    putMatrix(json, "weight", values + layer.weight, layer.outputs, layer.inputs);
    numbers("bias", layer.bias, layer.outputs);
    if (layer.scale >= 0) {
      numbers("scale", layer.scale, layer.outputs);
      numbers("shift", layer.shift, layer.outputs);
    }
    json.close('}');
  }
  json.close(']');
}

void putSamples(JsonWriter& json, const char* key, const Problem& p, const std::vector<int>& rows) {
  std::vector<float> x, t;
  for (const int n : rows) {
    append(x, p.x.data(), n, p.inputs);
    append(t, p.targets.data(), n, p.outputs);
  }
  json.line();
  json.open(key, '{');
  putMatrix(json, "inputs", x.data(), static_cast<int>(rows.size()), p.inputs);
  putMatrix(json, "targets", t.data(), static_cast<int>(rows.size()), p.outputs);
  json.close('}');
}

void putBatches(JsonWriter& json, const Recording& recording) {
  json.line();
  json.open("batches", '[');
  for (const std::vector<int>& batch : recording.batches) {
    json.open('[');
    for (const int sample : batch) json.write(sample);
    json.close(']');
  }
  json.close(']');
}

}  // namespace lockstep
