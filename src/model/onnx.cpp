#include "model/onnx.h"

#include "model/onnx_graph.h"

namespace lockstep {
namespace {

using Graph = OnnxGraph;
using Value = OnnxGraph::Value;

// A list of one.
std::span<const Graph::Attribute> one(const Graph::Attribute& attribute) { return {&attribute, 1}; }

Value activation(Graph& graph, Activation kind, Value z) {
  const auto times = [&](Value a, Value b) { return graph.node("Mul", {a, b}); };
  switch (kind) {
    case Activation::linear:
      return z;
    case Activation::relu:
      return graph.node("Relu", {z});
    case Activation::leakyRelu:
      return graph.node("LeakyRelu", {z}, one(Graph::real("alpha", 0.01f)));
    case Activation::tanh:
      return graph.node("Tanh", {z});
    case Activation::sigmoid:
      return graph.node("Sigmoid", {z});
    case Activation::gelu: {  // its tanh form, as nn/activation.cpp; ONNX has it as one node from opset 20 on
      const Value cubic = times(times(times(z, z), z), graph.scalar(0.044715f));
      const Value inner = times(graph.node("Add", {z, cubic}), graph.scalar(0.79788456f));
      const Value gate = graph.node("Add", {graph.node("Tanh", {inner}), graph.scalar(1)});
      return times(times(z, graph.scalar(0.5f)), gate);
    }
    case Activation::silu:
      return times(z, graph.node("Sigmoid", {z}));
    case Activation::sine:
      return graph.node("Sin", {z});
  }
  return z;
}

// `values`: the first of the layer's tensors, in the order of tensorsOf.
Value layerNodes(Graph& graph, const Layer& layer, Value values, Value x) {
  const Value weight = values, bias = values + 1, scale = values + 2, shift = values + 3;
  Value z = graph.node("Gemm", {x, weight, bias}, one(Graph::whole("transB", 1)));
  const Graph::Attribute epsilon = Graph::real("epsilon", kNormEpsilon);
  if (layer.norm == Norm::batch)
    z = graph.node("BatchNormalization", {z, scale, shift, values + 4, values + 5}, one(epsilon));
  if (layer.norm == Norm::layer) z = graph.node("LayerNormalization", {z, scale, shift}, one(epsilon));
  z = activation(graph, layer.activation, z);
  if (!layer.hasSkip()) return z;
  if (layer.skip != 1) z = graph.node("Mul", {z, graph.scalar(layer.skip)});
  return graph.node("Add", {x, z});
}

// The angle of a point, from −π to π, by the tangent of its half: y / (r + x), or (r − x) / y on the left,
// where the other would lose its digits. At the origin 0.
Value angle(Graph& graph, Value x, Value y, Value r) {
  const Value left = graph.node("Less", {x, graph.scalar(0)});
  const Value above = graph.node("Where", {left, graph.node("Sub", {r, x}), y});
  const Value sum = graph.node("Max", {graph.node("Add", {r, x}), graph.scalar(1e-30f)});
  const Value below = graph.node("Where", {left, y, sum});
  const Value half = graph.node("Atan", {graph.node("Div", {above, below})});
  return graph.node("Mul", {half, graph.scalar(2)});
}

Value feature(Graph& graph, Feature kind, Value x, Value y) {
  const auto product = [&](Value a, Value b) { return graph.node("Mul", {a, b}); };
  const auto radius = [&] { return graph.node("Sqrt", {graph.node("Add", {product(x, x), product(y, y)})}); };
  switch (kind) {
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
      return graph.node("Sin", {x});
    case Feature::sinY:
      return graph.node("Sin", {y});
    case Feature::radius:
      return radius();
    case Feature::angle:
      return angle(graph, x, y, radius());
  }
  return x;
}

// What the network is shown of raw points, as data/features.cpp.
Value features(Graph& graph, uint32_t mask, int dims, Value input) {
  if (mask == (1u << dims) - 1) return input;  // the point itself
  const Graph::Attribute axis = Graph::whole("axis", 1);
  // Which need the one coordinate and not the other.
  constexpr uint32_t kOfX = 1u << static_cast<int>(Feature::x) | 1u << static_cast<int>(Feature::xSquared) |
                            1u << static_cast<int>(Feature::sinX);
  constexpr uint32_t kOfY = 1u << static_cast<int>(Feature::y) | 1u << static_cast<int>(Feature::ySquared) |
                            1u << static_cast<int>(Feature::sinY);
  const auto column = [&](int d) { return graph.node("Gather", {input, graph.index(d)}, one(axis)); };
  const Value x = mask & ~kOfY ? column(0) : -1, y = mask & ~kOfX ? column(1) : -1;
  std::vector<Value> shown;
  for (int f = 0; f < kFeatures; ++f)
    if (mask >> f & 1) shown.push_back(feature(graph, static_cast<Feature>(f), x, y));
  return graph.node("Concat", shown, one(axis));
}

Value inputNodes(Graph& graph, const Problem& p, Value input) {
  if (p.features) return features(graph, p.features, p.data.dims, input);
  const auto& [mean, scale] = p.standardization;
  if (mean.empty()) return input;
  const Value centred = graph.node("Sub", {input, graph.constant({"input.mean", {p.inputs}, mean.data()})});
  return graph.node("Div", {centred, graph.constant({"input.scale", {p.inputs}, scale.data()})});
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
  Value values = 0;
  for (const NamedTensor& tensor : tensorsOf(net)) graph.constant(tensor);
  graph.scope = "input";
  Value x = inputNodes(graph, p, graph.input("input"));
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const Layer& layer = net.layers[l];
    graph.scope = "layers." + std::to_string(l);
    x = layerNodes(graph, layer, values, x);
    values += layer.norm == Norm::none ? 2 : layer.norm == Norm::layer ? 4 : 6;
  }
  graph.scope = "target";
  if (p.targetScale != 1 || p.targetMean != 0) {
    x = graph.node("Mul", {x, graph.scalar(p.targetScale)});
    graph.node("Add", {x, graph.scalar(p.targetMean)});
  }
  return graph.finish({"input", p.data.dims, inputHelp(p)}, {outputName(p), p.outputs, outputHelp(p)},
                      "A network trained by Lockstep; metadata has its settings. Input: " + inputHelp(p) +
                          ". Output: " + outputHelp(p) + ".",
                      metadataOf(s, metrics));
}

}  // namespace lockstep
