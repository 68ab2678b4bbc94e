// An ONNX model in the making: nodes and constants, and the file they become. Numbers of fields are those of
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, operators those of opset 17, which every runtime
// since 2022 has.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "model/tensors.h"
#include "model/wire.h"

namespace lockstep {

class OnnxGraph {
 public:
  struct Attribute {
    const char* name;
    enum class Type : uint8_t { real, whole } type;
    double value;
  };
  static Attribute real(const char* name, float value) { return {name, Attribute::Type::real, value}; }
  static Attribute whole(const char* name, int value) { return {name, Attribute::Type::whole, 1.0 * value}; }

  // Values are named: what a call returns is the name of its result, for later calls. A scope is the
  // beginning of that name, such as "layers.0".
  std::string node(std::string_view scope, const char* op, const std::vector<std::string>& inputs,
                   std::initializer_list<Attribute> attributes = {});
  std::string constant(const NamedTensor& tensor);
  std::string constant(float value);  // a scalar; the same one is written once
  std::string indices(int value);     // one whole number, for Gather

  // The file: from `input`, a value [batch, columns], to what the last node computed, [batch, outputs], which
  // takes the name `output`.
  struct Values {
    const char* name;
    int columns;
    std::string help;  // one sentence
  };
  std::string finish(const Values& input, const Values& output, const std::string& help,
                     const Metadata& metadata);

 private:
  struct Node {
    WireWriter message;  // all but its output
    std::string output;
  };
  std::vector<Node> nodes;
  std::vector<std::string> scalars;  // names of those that there are
  WireWriter constants;              // the graph's initializers
};

}  // namespace lockstep
