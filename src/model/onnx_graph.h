// An ONNX model in the making: nodes and constants, and the file they become. Numbers of fields are those of
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, operators those of opset 17, which every runtime
// since 2022 has.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/tensors.h"
#include "model/wire.h"

namespace lockstep {

class OnnxGraph {
 public:
  using Value = int;  // what a node computes or a constant is, for other nodes to take

  struct Attribute {
    const char* name;
    bool whole;  // int64, else float
    float value;
  };
  static Attribute real(const char* name, float value) { return {name, false, value}; }
  static Attribute whole(const char* name, int value) { return {name, true, static_cast<float>(value)}; }

  std::string scope;  // the beginning of the names of nodes to come: "layers.0"
  Value input(const char* name);
  Value node(const char* op, std::span<const Value> inputs, std::span<const Attribute> attributes);
  Value node(const char* op, std::initializer_list<Value> inputs,
             std::span<const Attribute> attributes = {}) {
    return node(op, std::span(inputs.begin(), inputs.size()), attributes);
  }
  Value constant(const NamedTensor& tensor);
  Value scalar(float value);  // the same one is written once
  Value index(int value);     // one whole number, for Gather

  // The file: from the input to what the last node computed, which takes the name of `output`.
  struct Ends {
    const char* name;
    int columns;       // it is [batch, columns]
    std::string help;  // one sentence
  };
  std::string finish(const Ends& input, const Ends& output, const std::string& help,
                     const Metadata& metadata);

 private:
  Value add(std::string name);
  Value find(std::string_view name) const;  // −1: there is none

  std::vector<std::string> names;  // by Value
  std::vector<WireWriter> nodes;   // each without its output…
  std::vector<Value> outputs;      // …which is this
  WireWriter constants;            // the graph's initializers
};

}  // namespace lockstep
