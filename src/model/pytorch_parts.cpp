#include "model/pytorch_parts.h"

#include <algorithm>

#include "data/number.h"

namespace lockstep {
namespace {

std::string activated(Activation kind, const std::string& z) {
  switch (kind) {
    case Activation::linear:
      return z;
    case Activation::relu:
      return "F.relu(" + z + ")";
    case Activation::leakyRelu:
      return "F.leaky_relu(" + z + ", 0.01)";
    case Activation::tanh:
      return "torch.tanh(" + z + ")";
    case Activation::sigmoid:
      return "torch.sigmoid(" + z + ")";
    case Activation::gelu:
      return "F.gelu(" + z + ", approximate=\"tanh\")";
    case Activation::silu:
      return "F.silu(" + z + ")";
    case Activation::sine:
      return "torch.sin(" + z + ")";
  }
  return z;
}

bool hasNorms(const Session& s) { return s.state.network.layers[0].norm != Norm::none; }
bool hasDropout(const Session& s) { return s.state.network.layers[0].dropout > 0; }

// One line of the forward pass.
std::string layerLine(const Layer& layer, std::size_t l) {
  const std::string index = "[" + std::to_string(l) + "]";
  std::string value = "self.layers" + index + "(x)";
  if (layer.norm != Norm::none) value = "self.norms" + index + "(" + value + ")";
  value = activated(layer.activation, value);
  if (layer.dropout > 0) value = "dropped(" + value + ", step, " + std::to_string(l) + ")";
  if (layer.skip == 1)
    value = "x + " + value;
  else if (layer.hasSkip())
    value = "x + " + printFloat(layer.skip) + " * " + value;
  return "        x = " + value + "\n";
}

constexpr char kDropped[] = R"(

MASK = (1 << 64) - 1


def mixed(z):
    z = (z + 0x9E3779B97F4A7C15) & MASK
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


def random_numbers(seed, index):
    """Lockstep's own generator for dropout, PCG32: whole numbers below 2^32, another sequence for each index."""
    seed = mixed(mixed(seed) ^ mixed(2 + 0x51ED27) ^ mixed(index * 2 + 1))
    increment = mixed(seed) | 1
    following = lambda state: state * 6364136223846793005 + increment & MASK
    state = following(seed)
    while True:
        shifted, turn = (state >> 18 ^ state) >> 27 & 0xFFFFFFFF, state >> 59
        yield (shifted >> turn | shifted << (32 - turn & 31)) & 0xFFFFFFFF
        state = following(state)


def dropped(h, step, layer):
    """Sets a share of the values of a training step to 0; without a step it leaves all."""
    if step is None:
        return h
    numbers = random_numbers(@SEED@, step * 64 + layer)
    keep = [[next(numbers) >= @THRESHOLD@ for _ in h] for _ in range(h.shape[1])]
    return h * torch.tensor(keep).T / (1 - @DROPOUT@)
)";

void replace(std::string& text, std::string_view what, const std::string& by) {
  if (const std::size_t at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
}

std::string dropoutSource(const Session& s) {
  std::string text = kDropped;
  const float share = s.state.network.layers[0].dropout;
  replace(text, "@SEED@", std::to_string(s.config.seed));
  replace(text, "@THRESHOLD@", std::to_string(static_cast<uint32_t>(static_cast<double>(share) * 0x1p32)));
  replace(text, "@DROPOUT@", printFloat(share));
  return text;
}

std::string annealed(const std::string& from, const std::string& to, const std::string& share) {
  return to + " + (" + from + " - " + to + ") / 2 * (1 + math.cos(math.pi * " + share + "))";
}

std::string oneCycleSource(double period) {
  const auto number = [](double value) { return printFloat(static_cast<float>(value)); };
  const double top = 0.3 * period - 1, last = period - 1, fall = std::max(1.0, last - top);
  std::string text;
  if (top > 0)
    text += "    if step <= " + number(top) +
            ":\n        factor = " + annealed("0.04", "1", "step / " + number(top)) +
            "\n    else:\n        factor = " +
            annealed("1", "4e-6", "min(1, (step - " + number(top) + ") / " + number(fall) + ")") + "\n";
  else
    text += "    factor = 1 if step <= " + number(top) + " else " +
            annealed("1", "4e-6", "min(1, (step - " + number(top) + ") / " + number(fall) + ")") + "\n";
  return text;
}

// What the rate is multiplied by at `step`, as an expression; empty: 1.
std::string factorOf(const Config& c) {
  const std::string period = std::to_string(std::max(1, c.period)), gamma = printFloat(c.gamma);
  switch (c.schedule) {
    case Schedule::constant:
      return "";
    case Schedule::warmup:
      return "min(1, (step + 1) / " + period + ")";
    case Schedule::step:
      return gamma + " ** (step // " + period + ")";
    case Schedule::exponential:
      return gamma + " ** (step / " + period + ")";
    case Schedule::cosine:
      return "(1 + math.cos(math.pi * min(1, step / " + period + "))) / 2";
    case Schedule::oneCycle:
      return "factor";
  }
  return "";
}

float decayOf(const Config& c) { return c.optimizer == Optimizer::adamw && c.decay == 0 ? 0.01f : c.decay; }

std::string indented(const char* text) { return std::string("    ") + text + "\n"; }

}  // namespace

bool hasRates(const Session& s) {
  const auto one = [](float rate) { return rate == 1; };
  return !std::all_of(s.config.rates.begin(), s.config.rates.end(), one);
}

std::string networkSource(const Session& s) {
  const std::vector<Layer>& layers = s.state.network.layers;
  std::string text = "class Network(nn.Module):\n    def __init__(self):\n        super().__init__()\n";
  const auto list = [&](const char* name, std::size_t count, auto item) {
    text += std::string("        self.") + name + " = nn.ModuleList([\n";
    for (std::size_t l = 0; l < count; ++l) text += "            " + item(layers[l]) + ",\n";
    text += "        ])\n";
  };
  list("layers", layers.size(), [](const Layer& layer) {
    return "nn.Linear(" + std::to_string(layer.inputs) + ", " + std::to_string(layer.outputs) + ")";
  });
  if (hasNorms(s))
    list("norms", layers.size() - 1, [](const Layer& layer) {
      return (layer.norm == Norm::batch ? "nn.BatchNorm1d(" : "nn.LayerNorm(") +
             std::to_string(layer.outputs) + ")";
    });
  text += std::string("\n    def forward(self, x") + (hasDropout(s) ? ", step=None" : "") + "):\n";
  for (std::size_t l = 0; l < layers.size(); ++l) text += layerLine(layers[l], l);
  text += "        return x\n\n    def of_layer(self, l):\n        \"\"\"What layer l learns.\"\"\"\n";
  text += hasNorms(s) ? "        return [p for part in (self.layers[l], *self.norms[l : l + 1]) for p in "
                        "part.parameters()]\n"
                      : "        return list(self.layers[l].parameters())\n";
  if (hasDropout(s)) text += dropoutSource(s);
  return text;
}

std::string lossSource(const Session& s) {
  std::string text =
      "def loss_of(z, t):\n    \"\"\"Mean over the samples of the sum over the outputs.\"\"\"\n";
  switch (s.problem.loss) {
    case Loss::mse:
      return text + indented("return F.mse_loss(z, t, reduction=\"sum\") / (2 * len(z))");
    case Loss::bce:
      return text + indented("return F.binary_cross_entropy_with_logits(z, t, reduction=\"sum\") / len(z)");
    case Loss::softmax:
      return text + indented("return F.cross_entropy(z, t)");
  }
  return text;
}

std::string rateSource(const Config& c) {
  std::string text = "def rate(step):\n    \"\"\"The learning rate of a step, the first being 0.\"\"\"\n";
  if (c.schedule == Schedule::oneCycle) text += oneCycleSource(std::max(1, c.period));
  std::string value = printFloat(c.lr);
  if (const std::string factor = factorOf(c); !factor.empty()) value += " * " + factor;
  if (c.warmup > 0) value += " * min(1, (step + 1) / " + std::to_string(c.warmup) + ")";
  return text + "    return " + value + "\n";
}

std::string optimizerSource(const Session& s) {
  const Config& c = s.config;
  const std::string parameters =
      hasRates(s) ? "[{\"params\": net.of_layer(l)} for l in range(len(RATES))]" : "net.parameters()";
  std::string text = "def make_optimizer(net):\n    return torch.optim.";
  const auto sgd = [&](const std::string& rest) {
    return "SGD(" + parameters + ", lr=rate(0)" + rest + ")\n";
  };
  switch (c.optimizer) {
    case Optimizer::sgd:
      return text + sgd("");
    case Optimizer::momentum:
      return text + sgd(", momentum=" + printFloat(c.momentum));
    case Optimizer::nesterov:
      // PyTorch knows it only with a momentum; without, it is plain descent.
      return text + sgd(c.momentum > 0 ? ", momentum=" + printFloat(c.momentum) + ", nesterov=True" : "");
    case Optimizer::rmsprop:
      return text + "RMSprop(" + parameters + ", alpha=" + printFloat(c.rho) +
             ", eps=" + printFloat(c.epsilon) + ")\n";
    case Optimizer::adam:
    case Optimizer::adamw:
      return text + "Adam(" + parameters + ", betas=(" + printFloat(c.beta1) + ", " + printFloat(c.beta2) +
             "), eps=" + printFloat(c.epsilon) + ")\n";
  }
  return text;
}

std::string descendSource(const Session& s) {
  const Config& c = s.config;
  const bool alone = c.moves != Moves::together;
  const std::string last = std::to_string(s.state.network.layers.size() - 1);
  std::string text =
      std::string("def descend(net, optimizer, x, t, step") + (alone ? ", moved" : "") + "):\n";
  text += alone ? indented("\"\"\"One update of the layer `moved`; returns the loss before it.\"\"\"")
                : indented("\"\"\"One update; returns the loss before it.\"\"\"");
  if (c.moves == Moves::sweep && s.state.network.layers[0].norm == Norm::batch)
    text +=
        "    for norm in net.norms:  # running statistics move once in a sweep\n        norm.momentum = 0.1 "
        "if moved == " +
        last + " else 0\n";
  text += indented("optimizer.zero_grad(set_to_none=True)");
  text += indented(hasDropout(s) ? "loss = loss_of(net(x, step), t)" : "loss = loss_of(net(x), t)");
  if (c.l1 > 0 || c.l2 > 0) {
    std::string terms;
    if (c.l1 > 0) terms = printFloat(c.l1) + " * w.abs().sum()";
    if (c.l2 > 0) terms += (terms.empty() ? "" : " + ") + printFloat(c.l2) + " / 2 * (w * w).sum()";
    text += "    penalty = sum(" + terms + " for w in (layer.weight for layer in net.layers))\n";
    text += indented("(loss + penalty).backward()");
  } else {
    text += indented("loss.backward()");
  }
  if (c.clip > 0) text += "    nn.utils.clip_grad_norm_(net.parameters(), " + printFloat(c.clip) + ")\n";
  if (alone)
    text +=
        "    for l in range(len(net.layers)):  # the optimiser passes over what has no gradient\n        for p "
        "in net.of_layer(l):\n            p.grad = p.grad if l == moved else None\n";
  if (hasRates(s))
    text +=
        "    for group, multiplier in zip(optimizer.param_groups, RATES):\n        group[\"lr\"] = rate(step) "
        "* multiplier\n";
  else
    text += "    for group in optimizer.param_groups:\n        group[\"lr\"] = rate(step)\n";
  if (const float decay = decayOf(c); decay > 0) {
    const std::string own = hasRates(s) ? "rate(step) * RATES[l]" : "rate(step)";
    text +=
        "    with torch.no_grad():  # decoupled, as in AdamW, and of weights alone\n"
        "        for l, layer in enumerate(net.layers):\n";
    if (alone) text += "            if l == moved:\n    ";
    text += "            layer.weight.mul_(max(0, 1 - " + own + " * " + printFloat(decay) + "))\n";
  }
  return text + indented("optimizer.step()") + indented("return loss.item()");
}

}  // namespace lockstep
