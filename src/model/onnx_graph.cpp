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

WireWriter valueInfo(const OnnxGraph::Values& values) {
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

std::string OnnxGraph::node(std::string_view scope, const char* op, const std::vector<std::string>& inputs,
                            std::initializer_list<Attribute> attributes) {
  Node& node = nodes.emplace_back();
  node.output = std::string(scope) + '.' + op + '.' + std::to_string(nodes.size());
  for (const std::string& input : inputs) node.message.put(1, input);
  node.message.put(3, node.output);
  node.message.put(4, op);
  for (const Attribute& attribute : attributes) {
    constexpr int kRealType = 1, kWholeType = 2;
    const bool real = attribute.type == Attribute::Type::real;
    WireWriter message;
    message.put(1, attribute.name);
    if (real)
      message.put(2, static_cast<float>(attribute.value));
    else
      message.put(3, static_cast<int>(attribute.value));
    message.put(20, real ? kRealType : kWholeType);
    node.message.put(5, message);
  }
  return node.output;
}

std::string OnnxGraph::constant(const NamedTensor& values) {
  WireWriter message = tensor(values.name, values.shape, kFloat);
  std::string raw;
  appendFloats(raw, values.values, values.count());
  message.put(9, raw);
  constants.put(kInitializer, message);
  return values.name;
}

std::string OnnxGraph::constant(float value) {
  std::string name = "constant." + printFloat(value);
  if (std::find(scalars.begin(), scalars.end(), name) != scalars.end()) return name;
  scalars.push_back(name);
  return constant({name, {}, &value});
}

std::string OnnxGraph::indices(int value) {
  std::string name = "index." + std::to_string(value);
  if (std::find(scalars.begin(), scalars.end(), name) != scalars.end()) return name;
  scalars.push_back(name);
  WireWriter message = tensor(name, {1}, kInt64);
  message.put(7, value);
  constants.put(kInitializer, message);
  return name;
}

std::string OnnxGraph::finish(const Values& input, const Values& output, const std::string& help,
                              const Metadata& metadata) {
  WireWriter graph;
  nodes.back().output = output.name;
  for (Node& node : nodes) {
    node.message.put(2, node.output);
    graph.put(kNode, node.message);
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
