#include "model/onnx.h"

#include "model/onnx_graph.h"

namespace lockstep {
namespace {

using Graph = OnnxGraph;

std::string activation(Graph& graph, Activation kind, const std::string& scope, std::string z) {
  const auto node = [&](const char* op, const std::string& a, const std::string& b) {
    return graph.node(scope, op, {a, b});
  };
  switch (kind) {
    case Activation::linear:
      return z;
    case Activation::relu:
      return graph.node(scope, "Relu", {z});
    case Activation::leakyRelu:
      return graph.node(scope, "LeakyRelu", {z}, {Graph::real("alpha", 0.01f)});
    case Activation::tanh:
      return graph.node(scope, "Tanh", {z});
    case Activation::sigmoid:
      return graph.node(scope, "Sigmoid", {z});
    case Activation::gelu: {  // its tanh form, as nn/activation.cpp; ONNX has it as one node from opset 20 on
      const std::string cube = node("Mul", node("Mul", z, z), z);
      const std::string inner = node("Add", z, node("Mul", cube, graph.constant(0.044715f)));
      const std::string t = graph.node(scope, "Tanh", {node("Mul", inner, graph.constant(0.79788456f))});
      return node("Mul", node("Mul", z, graph.constant(0.5f)), node("Add", t, graph.constant(1)));
    }
    case Activation::silu:
      return node("Mul", z, graph.node(scope, "Sigmoid", {z}));
    case Activation::sine:
      return graph.node(scope, "Sin", {z});
  }
  return z;
}

std::string layerNodes(Graph& graph, const Layer& layer, std::size_t l, const std::string& x) {
  const std::string scope = "layers." + std::to_string(l);
  const auto named = [&](const char* list, const char* block) { return tensorName(list, l, block); };
  std::string z = graph.node(scope, "Gemm", {x, named("layers", "weight"), named("layers", "bias")},
                             {Graph::whole("transB", 1)});
  if (layer.norm == Norm::batch)
    z = graph.node(scope, "BatchNormalization",
                   {z, named("norms", "weight"), named("norms", "bias"), named("norms", "running_mean"),
                    named("norms", "running_var")},
                   {Graph::real("epsilon", kNormEpsilon)});
  if (layer.norm == Norm::layer)
    z = graph.node(scope, "LayerNormalization", {z, named("norms", "weight"), named("norms", "bias")},
                   {Graph::real("epsilon", kNormEpsilon)});
  z = activation(graph, layer.activation, scope, z);
  if (!layer.hasSkip()) return z;
  if (layer.skip != 1) z = graph.node(scope, "Mul", {z, graph.constant(layer.skip)});
  return graph.node(scope, "Add", {x, z});
}

// The angle of a point, from −π to π, by the tangent of its half: y / (r + x), or (r − x) / y on the left,
// where the other would lose its digits. At the origin 0.
std::string angle(Graph& graph, const std::string& x, const std::string& y, const std::string& r) {
  const auto node = [&](const char* op, const std::vector<std::string>& inputs) {
    return graph.node("angle", op, inputs);
  };
  const std::string left = node("Less", {x, graph.constant(0)});
  const std::string above = node("Where", {left, node("Sub", {r, x}), y});
  const std::string sum = node("Max", {node("Add", {r, x}), graph.constant(1e-30f)});
  const std::string half = node("Atan", {node("Div", {above, node("Where", {left, y, sum})})});
  return node("Mul", {half, graph.constant(2)});
}

// What the network is shown of raw points, as data/features.cpp.
std::string features(Graph& graph, uint32_t mask, int dims, const std::string& input) {
  if (mask == (1u << dims) - 1) return input;  // the point itself
  const auto column = [&](int index) {
    return graph.node("features", "Gather", {input, graph.indices(index)}, {Graph::whole("axis", 1)});
  };
  const auto product = [&](const std::string& a, const std::string& b) {
    return graph.node("features", "Mul", {a, b});
  };
  const auto sine = [&](const std::string& a) { return graph.node("features", "Sin", {a}); };
  constexpr uint32_t kOfYAlone = 1u << static_cast<int>(Feature::y) |
                                 1u << static_cast<int>(Feature::ySquared) |
                                 1u << static_cast<int>(Feature::sinY);
  constexpr uint32_t kOfXAlone = 1u << static_cast<int>(Feature::x) |
                                 1u << static_cast<int>(Feature::xSquared) |
                                 1u << static_cast<int>(Feature::sinX);
  const std::string x = mask & ~kOfYAlone ? column(0) : "", y = mask & ~kOfXAlone ? column(1) : "";
  const auto radius = [&] {
    return graph.node("features", "Sqrt", {graph.node("features", "Add", {product(x, x), product(y, y)})});
  };
  const auto value = [&](Feature feature) -> std::string {
    switch (feature) {
      case Feature::x:
        return x;
      case Feature::y:
        return y;
      case Feature::xSquared:
        return product(x, x);
      case Feature::ySquared:
        return product(y, y);
      case Feature::xy:
        return product(x, y);
      case Feature::sinX:
        return sine(x);
      case Feature::sinY:
        return sine(y);
      case Feature::radius:
        return radius();
      case Feature::angle:
        return angle(graph, x, y, radius());
    }
    return x;
  };
  std::vector<std::string> shown;
  for (int f = 0; f < kFeatures; ++f)
    if (mask >> f & 1) shown.push_back(value(static_cast<Feature>(f)));
  return graph.node("features", "Concat", shown, {Graph::whole("axis", 1)});
}

std::string inputNodes(Graph& graph, const Problem& p, const std::string& input) {
  if (p.features) return features(graph, p.features, p.data.dims, input);
  if (p.standardization.mean.empty()) return input;
  const std::string mean = graph.constant({"input.mean", {p.inputs}, p.standardization.mean.data()});
  const std::string scale = graph.constant({"input.scale", {p.inputs}, p.standardization.scale.data()});
  return graph.node("input", "Div", {graph.node("input", "Sub", {input, mean}), scale});
}

std::string inputHelp(const Problem& p) {
  if (p.data.imageSide) {
    const std::string side = std::to_string(p.data.imageSide);
    return "An image of " + side + " by " + side + " pixels, row by row from the top left, ink 1 and paper 0";
  }
  if (!p.standardization.mean.empty()) return "A row of the table, not standardised: the graph does that";
  return p.data.dims > 1 ? "A point x, y; the graph makes of it what the network is shown"
                         : "A number x; the graph makes of it what the network is shown";
}

std::string outputHelp(const Problem& p) {
  if (p.data.task == Task::regression) return "The predicted number, in the units of the target";
  if (p.loss == Loss::softmax) return "Logits, one per class: softmax gives probabilities";
  const std::string what = p.loss == Loss::bce ? "logit" : "score from -1 to 1";
  if (p.outputs > 1)
    return "A " + what + " for each class" + (p.loss == Loss::bce ? ": sigmoid gives probabilities" : "");
  return "One " + what + ": above 0 for the second class" +
         (p.loss == Loss::bce ? "; sigmoid gives its probability" : "");
}

}  // namespace

std::string exportOnnx(const Session& s, const Metrics& metrics) {
  const Problem& p = s.problem;
  const Network& net = s.state.network;
  Graph graph;
  for (const NamedTensor& tensor : tensorsOf(net)) graph.constant(tensor);
  std::string x = inputNodes(graph, p, "input");
  for (std::size_t l = 0; l < net.layers.size(); ++l) x = layerNodes(graph, net.layers[l], l, x);
  if (p.targetScale != 1 || p.targetMean != 0) {
    x = graph.node("target", "Mul", {x, graph.constant(p.targetScale)});
    graph.node("target", "Add", {x, graph.constant(p.targetMean)});
  }
  return graph.finish({"input", p.data.dims, inputHelp(p)}, {outputName(p), p.outputs, outputHelp(p)},
                      "A network trained by Lockstep; metadata has its settings. Input: " + inputHelp(p) +
                          ". Output: " + outputHelp(p) + ".",
                      metadataOf(s, metrics));
}

}  // namespace lockstep
