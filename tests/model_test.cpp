// The files that a network leaves as. That other programs read them as meant is held by export.mjs (ONNX
// Runtime), onnx_check.py and torch_export.py.
#include <doctest/doctest.h>

#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "model/dump.h"
#include "model/export.h"
#include "model/form.h"
#include "model/onnx.h"
#include "model/onnx_graph.h"
#include "model/pytorch.h"
#include "model/safetensors.h"
#include "model/wire.h"

using namespace lockstep;

namespace {

Session trained(const char* line, int steps = 20) {
  Session s = makeSession(parseConfig(line).config, {});
  for (int step = 0; step < steps; ++step) REQUIRE(advance(s));
  return s;
}

std::string bytes(std::initializer_list<int> values) { return {values.begin(), values.end()}; }

const std::string& form() {
  static const std::string text = [] {
    std::ifstream file(LOCKSTEP_SOURCE_DIR "/src/model/pytorch.py");
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  return text;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

int countOf(const std::string& text, std::string_view part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("whole numbers are written as Protocol Buffers' guide to its encoding has them") {
  WireWriter message;
  message.put(1, 150);
  CHECK(message.bytes == bytes({0x08, 0x96, 0x01}));
  WireWriter small;
  small.put(1, 0);
  small.put(15, 127);
  small.put(16, 128);  // a tag of two bytes
  CHECK(small.bytes == bytes({0x08, 0x00, 0x78, 0x7f, 0x80, 0x01, 0x80, 0x01}));
  WireWriter negative;
  negative.put(2, -2);
  CHECK(negative.bytes == bytes({0x10, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}));
}

TEST_CASE("texts, floats and messages in messages are written as that guide has them") {
  WireWriter text;
  text.put(2, "testing");
  CHECK(text.bytes == bytes({0x12, 0x07}) + "testing");
  WireWriter number;
  number.put(1, 150);
  WireWriter outer;
  outer.put(3, number);
  CHECK(outer.bytes == bytes({0x1a, 0x03, 0x08, 0x96, 0x01}));
  WireWriter real;
  real.put(2, 1.0f);
  CHECK(real.bytes == bytes({0x15, 0x00, 0x00, 0x80, 0x3f}));
  WireWriter large;
  large.put(1, std::string(300, 'a'));
  CHECK(large.bytes == bytes({0x0a, 0xac, 0x02}) + std::string(300, 'a'));
}

TEST_CASE("an ONNX file is these bytes") {
  OnnxGraph graph;
  const float weight[] = {1, -2};
  const auto w = graph.constant({"w", {1, 2}, weight}), x = graph.input("x");
  const OnnxGraph::Attribute attributes[] = {OnnxGraph::whole("transB", 1), OnnxGraph::real("alpha", 2)};
  graph.scope = "a";
  graph.node("Gemm", {x, w}, attributes);
  const std::string file = graph.finish({"x", 2, "in"}, {"y", 1, "out"}, "help", {{"k", "v"}});

  const std::string input = bytes({0x0a, 1}) + "x" + bytes({0x0a, 1}) + "w";
  const std::string named = bytes({0x1a, 8}) + "a.Gemm.1" + bytes({0x22, 4}) + "Gemm";
  const std::string transB = bytes({0x2a, 13, 0x0a, 6}) + "transB" + bytes({0x18, 1, 0xa0, 0x01, 2});
  const std::string alpha =
      bytes({0x2a, 15, 0x0a, 5}) + "alpha" + bytes({0x15, 0, 0, 0, 0x40, 0xa0, 0x01, 1});
  const std::string node = input + named + transB + alpha + bytes({0x12, 1}) + "y";
  const std::string tensor =
      bytes({0x08, 1, 0x08, 2, 0x10, 1, 0x42, 1}) + "w" + bytes({0x4a, 8, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0});
  const auto value = [](const char* name, int columns, const char* help) {
    const std::string shape = bytes({0x0a, 7, 0x12, 5}) + "batch" + bytes({0x0a, 2, 0x08, columns});
    const std::string matrix = bytes({0x08, 1, 0x12, static_cast<int>(shape.size())}) + shape;
    const std::string type = bytes({0x0a, static_cast<int>(matrix.size())}) + matrix;
    return bytes({0x0a, 1}) + name + bytes({0x12, static_cast<int>(type.size())}) + type +
           bytes({0x1a, static_cast<int>(std::strlen(help))}) + help;
  };
  const auto part = [](int tag, const std::string& message) {
    return bytes({tag, static_cast<int>(message.size())}) + message;
  };
  const std::string body = part(0x0a, node) + part(0x12, "lockstep") + part(0x2a, tensor) +
                           part(0x5a, value("x", 2, "in")) + part(0x62, value("y", 1, "out"));
  REQUIRE(body.size() >= 128);
  const std::string size =
      bytes({static_cast<int>(body.size() & 127) | 128, static_cast<int>(body.size() >> 7)});
  CHECK(file == bytes({0x08, 8}) + part(0x12, "Lockstep") + part(0x32, "help") + bytes({0x3a}) + size + body +
                    bytes({0x42, 2, 0x10, 17}) + part(0x72, bytes({0x0a, 1}) + "k" + bytes({0x12, 1}) + "v"));
}

TEST_CASE("a constant that is used twice is written once") {
  Session s = trained("layers=6,6,6&activation=gelu&skip=0.5");
  const std::string file = exportOnnx(s, evaluate(s));
  for (const char* name : {"constant.0.044715", "constant.0.7978846"}) {
    CAPTURE(name);
    CHECK(countOf(file, std::string("\x42") + static_cast<char>(std::strlen(name)) + name) == 1);
    CHECK(countOf(file, name) == 4);  // three layers use it
  }
}

TEST_CASE("tensors have PyTorch's names, shapes and values") {
  Session s = trained("layers=5,4&norm=batch");
  const Network& net = s.state.network;
  const std::vector<NamedTensor> tensors = tensorsOf(net);
  REQUIRE(tensors.size() == 2 * 6 + 2);
  CHECK(tensors[0].name == "layers.0.weight");
  CHECK(tensors[0].shape == std::vector{5, 2});
  CHECK(tensors[0].count() == 10);
  CHECK(tensors[0].values == net.parameters.data());
  CHECK(tensors[3].name == "norms.0.bias");
  CHECK(tensors[3].values == net.parameters.data() + net.layers[0].shift);
  CHECK(tensors[11].name == "norms.1.running_var");
  CHECK(tensors[11].shape == std::vector{4});
  CHECK(tensors[11].values == net.statistics.data() + net.layers[1].variance);
  CHECK(tensors[13].name == "layers.2.bias");
  std::size_t total = 0;
  for (const NamedTensor& tensor : tensors) total += tensor.count();
  CHECK(total == net.parameters.size() + net.statistics.size());
}

TEST_CASE("metadata says what a file is") {
  Session s = trained("dataset=arms&layers=5&seed=3");
  const Metrics metrics = evaluate(s);
  const auto value = [&](std::string_view name) -> std::string {
    for (const auto& [key, text] : metadataOf(s, metrics))
      if (key == name) return text;
    return "–";
  };
  CHECK(value("config") == printConfig(s.config));
  CHECK(value("step") == "20");
  CHECK(value("hash") == printHash(parameterHash(s)));
  CHECK(value("loss") == "softmax");
  CHECK(value("outputs") == "logits");
  CHECK(value("inputs") == R"(["x","y"])");
  CHECK(value("classes") == R"(["0","1","2"])");
  CHECK(std::stof(value("testLoss")) == static_cast<float>(metrics.testLoss));
  CHECK(configLine({}) == "dataset=spiral");
  CHECK(outputName(trained("dataset=sine").problem) == std::string("value"));
  CHECK(outputName(trained("loss=mse").problem) == std::string("scores"));
}

TEST_CASE("a safetensors file has its header's length, a header in whole words, and the floats as they are") {
  Session s = trained("layers=3&norm=layer");
  const std::string file = exportSafetensors(s, evaluate(s));
  uint64_t length = 0;
  std::memcpy(&length, file.data(), 8);
  REQUIRE(length % 8 == 0);
  REQUIRE(file.size() == 8 + length + 4 * s.state.network.parameters.size());
  const std::string header = file.substr(8, length);
  CHECK(header.rfind(R"({"__metadata__":{"config":"layers=3&norm=layer","step":"20")", 0) == 0);
  CHECK(has(header, R"("layers.0.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]})"));
  CHECK(has(header, R"("layers.0.bias":{"dtype":"F32","shape":[3],"data_offsets":[24,36]})"));
  CHECK(has(header, R"("layers.1.bias":{"dtype":"F32","shape":[1],"data_offsets":[72,76]}})"));
  // Without running statistics the tensors are the parameters in their order.
  CHECK(std::memcmp(file.data() + 8 + length, s.state.network.parameters.data(), 76) == 0);
}

TEST_CASE("a form keeps the parts that hold and fills in words") {
  const char text[] = "a @x@ and @y@@x@\n@if p\n1\n@else\n2\n@end\n@if q\n3 @y@\n@end\na lone @\n@z@last";
  CHECK(fillIn(text, {{"p"}, {{"x", "X"}, {"y", "@x@"}}}) == "a X and @x@X\n1\na lone @\nlast");
  CHECK(fillIn(text, {{"q"}, {{"x", "1\n2"}, {"y", ""}}}) == "a 1\n2 and 1\n2\n2\n3 \na lone @\nlast");
  CHECK(fillIn("", {}).empty());
}

TEST_CASE("a script holds the run, and neither its settings nor anything else ends a text of it") {
  Session s = makeSession(parseConfig("dataset=drawn&layers=3&points=%22%22%22%0Aimport%20os").config, {});
  CHECK(exportPytorch(s, 5, form()).text.empty());  // those are no points, so there is nothing to train on
  Session t = makeSession(parseConfig("layers=3&points=%22%22%22%0Aimport%20os&batch=7").config, {});
  const PytorchScript script = exportPytorch(t, 5, form());
  CHECK(script.error.empty());
  CHECK(t.state.step == 5);
  CHECK(countOf(script.text, "\"\"\"") % 2 == 0);
  CHECK(has(script.text, "points=%22%22%22%0Aimport%20os"));
  CHECK(countOf(script.text, "\nimport ") == 4);
  CHECK_FALSE(has(script.text, "@"));  // every mark was replaced
}

TEST_CASE("a script that cannot be is refused with the reason") {
  const auto error = [](const char* line, long steps) {
    Session s = makeSession(parseConfig(line).config, {});
    PytorchScript script = exportPytorch(s, steps, form());
    CHECK(script.text.empty() != script.error.empty());
    return script.error;
  };
  CHECK(error("layers=3", 5).empty());
  CHECK(has(error("layers=3", 0), "at least one step"));
  CHECK(has(error("layers=3&norm=batch&batch=1", 5), "one sample"));
  CHECK(has(error("layers=8,8&activation=relu&optimizer=sgd&lr=10&initScale=10&dataset=plane", 200),
            "overflowed"));
}

TEST_CASE("a script's steps are what a second allows") {
  CHECK(scriptSteps(trained("layers=4"), 300) == 300);
  CHECK(scriptSteps(trained("layers=512,512&batch=0", 0), 300) < 100);
  CHECK(scriptSteps(trained("layers=1024x20&batch=0", 0), 300) == 1);
}

TEST_CASE("formats are known by name, and files are called after the run") {
  ModelFormat format{};
  for (int f = 0; f < kModelFormats; ++f) {
    REQUIRE(parseModelFormat(modelFormatInfo(static_cast<ModelFormat>(f)).name, format));
    CHECK(static_cast<int>(format) == f);
  }
  CHECK_FALSE(parseModelFormat("", format));
  CHECK_FALSE(parseModelFormat("onn", format));
  CHECK(modelFileName({}, ModelFormat::onnx) == "lockstep-spiral-8-8-8.onnx");
  CHECK(modelFileName(parseConfig("dataset=1v7&layers=16x9").config, ModelFormat::pytorch) ==
        "lockstep-1v7-16-16-16-16.py");
}
