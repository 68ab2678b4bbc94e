#include "model/onnx_graph.h"

#include <algorithm>

#include "data/number.h"

namespace lockstep {
namespace {

constexpr int kOpset = 17, kIrVersion = 8;
constexpr int kFloat = 1, kInt64 = 7;  // TensorProto.DataType

// Fields of GraphProto.
enum GraphField { kNode = 1, kGraphName = 2, kInitializer = 5, kGraphInput = 11, kGraphOutput = 12 };

WireWriter tensor(const std::string& name, const std::vector<int>& shape, int type) {
  WireWriter message;
  for (const int size : shape) message.put(1, size);
  message.put(2, type);
  message.put(8, name);
  return message;
}

// Two columns of text.
WireWriter pair(std::string_view key, std::string_view value) {
  WireWriter message;
  message.put(1, key);
  message.put(2, value);
  return message;
}

WireWriter valueInfo(const OnnxGraph::Ends& values) {
  WireWriter batch, columns, shape, matrix, type, message;
  batch.put(2, "batch");
  columns.put(1, values.columns);
  shape.put(1, batch);
  shape.put(1, columns);
  matrix.put(1, kFloat);
  matrix.put(2, shape);
  type.put(1, matrix);
  message.put(1, values.name);
  message.put(2, type);
  message.put(3, values.help);
  return message;
}

}  // namespace

OnnxGraph::Value OnnxGraph::add(std::string name) {
  names.push_back(std::move(name));
  return static_cast<Value>(names.size()) - 1;
}

OnnxGraph::Value OnnxGraph::find(std::string_view name) const {
  const auto place = std::find(names.begin(), names.end(), name);
  return place == names.end() ? -1 : static_cast<Value>(place - names.begin());
}

OnnxGraph::Value OnnxGraph::input(const char* name) { return add(name); }

OnnxGraph::Value OnnxGraph::node(const char* op, std::span<const Value> inputs,
                                 std::span<const Attribute> attributes) {
  WireWriter& message = nodes.emplace_back();
  const Value output = add(scope + '.' + op + '.' + std::to_string(nodes.size()));
  outputs.push_back(output);
  for (const Value value : inputs) message.put(1, names[static_cast<std::size_t>(value)]);
  message.put(3, names.back());
  message.put(4, op);
  for (const auto& [name, whole, value] : attributes) {
    constexpr int kRealType = 1, kWholeType = 2;
    WireWriter attribute;
    attribute.put(1, name);
    if (whole)
      attribute.put(3, static_cast<int>(value));
    else
      attribute.put(2, value);
    attribute.put(20, whole ? kWholeType : kRealType);
    message.put(5, attribute);
  }
  return output;
}

OnnxGraph::Value OnnxGraph::constant(const NamedTensor& values) {
  WireWriter message = tensor(values.name, values.shape, kFloat);
  std::string raw;
  appendFloats(raw, values.values, values.count());
  message.put(9, raw);
  constants.put(kInitializer, message);
  return add(values.name);
}

OnnxGraph::Value OnnxGraph::scalar(float value) {
  const std::string name = "constant." + printFloat(value);
  const Value known = find(name);
  return known < 0 ? constant({name, {}, &value}) : known;
}

OnnxGraph::Value OnnxGraph::index(int value) {
  std::string name = "index." + std::to_string(value);
  WireWriter message = tensor(name, {1}, kInt64);
  message.put(7, value);
  constants.put(kInitializer, message);
  return add(std::move(name));
}

std::string OnnxGraph::finish(const Ends& input, const Ends& output, const std::string& help,
                              const Metadata& metadata) {
  WireWriter graph;
  names[static_cast<std::size_t>(outputs.back())] = output.name;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].put(2, names[static_cast<std::size_t>(outputs[i])]);
    graph.put(kNode, nodes[i]);
  }
  graph.put(kGraphName, "lockstep");
  graph.bytes += constants.bytes;
  graph.put(kGraphInput, valueInfo(input));
  graph.put(kGraphOutput, valueInfo(output));

  WireWriter opset, model;
  opset.put(2, kOpset);
  model.put(1, kIrVersion);
  model.put(2, "Lockstep");
  model.put(6, help);
  model.put(7, graph);
  model.put(8, opset);
  for (const auto& [key, value] : metadata) model.put(14, pair(key, value));
  return std::move(model.bytes);
}

}  // namespace lockstep
