// Experiments about depth: shattered gradients, residual networks, batch norm.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "lab/experiments/parts.h"
#include "probes/distributions.h"
#include "probes/shattering.h"
#include "probes/staleness.h"

namespace lockstep {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// Shattered gradients.

struct Family {
  const char* name;
  GradientFamily family;
  float beta;
};
constexpr std::array<Family, 4> kFamilies = {Family{"plain", GradientFamily::plain, 1},
                                             {"batch norm", GradientFamily::batchNorm, 1},
                                             {"with skips", GradientFamily::residual, 0.1f},
                                             {"looks linear", GradientFamily::looksLinear, 1}};
constexpr std::array<int, 5> kDepths = {2, 4, 10, 24, 50};
constexpr int kNets = 2;  // of each family and depth

// Autocorrelation of the gradient of nets at their start, by depth; and two of the kind in training.
class ShatteringRun : public ExperimentBase {
 public:
  ShatteringRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {
    for (std::size_t f = 0; f < kFamilies.size(); ++f) {
      agreement_[f].fill(kUnknown);
      for (std::size_t d = 0; d < kDepths.size(); ++d) {
        ShatteringOptions options;
        options.family = kFamilies[f].family;
        options.beta = kFamilies[f].beta;
        options.depth = kDepths[d];
        options.seeds = kNets;
        options.seed = static_cast<uint64_t>(s) * 1000;
        add([options] { return std::make_unique<Shattering>(options); },
            [this, f, d](const Measurement& m) {
              double sum = 0;
              for (const auto& lags : static_cast<const Shattering&>(m).autocorrelations) sum += lags[0];
              agreement_[f][d] = sum / kNets;
            });
      }
    }
  }

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    Figure depths{
        "Agreement of neighbouring gradients", "hidden layers", "autocorrelation at lag 1", true, false, {}};
    for (std::size_t f = 0; f < kFamilies.size(); ++f)
      depths.curves.push_back({kFamilies[f].name,
                               {kDepths.begin(), kDepths.end()},
                               {agreement_[f].begin(), agreement_[f].end()}});
    figures.insert(figures.begin(), std::move(depths));
    return figures;
  }
  std::array<double, 2> pair() const override { return {agreement_[2][4], agreement_[1][4]}; }

 private:
  void stepped(int, const Session&) override {}

  std::vector<Quantity> measured() const override {
    return {plain("plain, 4 layers", agreement_[0][1]),
            atLeast("plain, 50 layers", agreement_[0][4], 0.4),
            atLeast("batch norm, 4 layers", agreement_[1][1], 0.75),
            atMost("batch norm, 50 layers", agreement_[1][4], 0.25),
            atLeast("residual, 50 layers", agreement_[2][4], 0.75),
            plain("looks linear, 50 layers", agreement_[3][4]),
            plain("loss at the end, batch norm", finalLoss(0)),
            plain("loss at the end, batch norm and skips", finalLoss(1))};
  }
  std::string sentence(bool confirmed) const override {
    return "Neighbouring gradients of nets with 50 layers agree to " + text(agreement_[1][4]) +
           " with batch norm alone, to " + text(agreement_[2][4]) + " with batch norm and skips, and to " +
           text(agreement_[0][4]) + " without either" + (confirmed ? "." : ": not what the claim expects.");
  }

  std::array<std::array<double, kDepths.size()>, kFamilies.size()> agreement_;
};

// Residual networks.

constexpr std::array<double, 3> kSmallerRates = {0.003, 0.01, 0.03};

// What reaches the first layer at the start; and the plain network again at smaller rates, in fairness.
class ResidualRun : public ExperimentBase {
 public:
  ResidualRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {
    smaller_.fill(kInfinite);
    for (std::size_t i = 0; i < kSmallerRates.size(); ++i) {
      Config config = armConfig(e, 0, s);
      config.lr = static_cast<float>(kSmallerRates[i]);
      train(config, steps(), [this, i](Session& run) {
        if (run.state.step == steps()) smaller_[i] = evaluate(run).trainLoss;
      });
    }
  }
  std::array<double, 2> pair() const override { return {lossNow(1), lossNow(0)}; }

 private:
  void stepped(int arm, const Session& session) override {
    if (session.state.step == 0)
      add([now = subject(arm, session)] { return std::make_unique<Distributions>(now); },
          [this, arm](const Measurement& m) {
            gradient_[arm] = static_cast<const Distributions&>(m).layers.front().gradientNorm;
          });
    if (session.state.step != steps()) return;
    Session copy = fork(session);
    final_[arm] = evaluate(copy).trainLoss;
  }
  double lossNow(int arm) const { return std::isinf(final_[arm]) ? lossSoFar(arm, 20) : final_[arm]; }
  double bestSmaller() const { return *std::min_element(smaller_.begin(), smaller_.end()); }

  std::vector<Quantity> measured() const override {
    return {atLeast("loss at the end, plain", final_[0], 0.5),
            atMost("loss at the end, residual", final_[1], 0.1),
            plain("loss at the end, plain, best of three smaller rates", bestSmaller()),
            plain("gradient norm of layer 1 at step 0, plain", gradient_[0]),
            plain("gradient norm of layer 1 at step 0, residual", gradient_[1])};
  }
  std::string sentence(bool confirmed) const override {
    return "The plain network ends at a loss of " + text(final_[0]) + " (" + text(bestSmaller()) +
           " at the best of three smaller rates), the residual one at " + text(final_[1]) +
           (confirmed ? "." : ": not what the claim expects.");
  }

  std::array<double, 2> final_ = {kInfinite, kInfinite}, gradient_ = {kUnknown, kUnknown};
  std::array<double, kSmallerRates.size()> smaller_;
};

// Batch norm.

// Gradient staleness along both arms.
class BatchNormRun : public ExperimentBase {
 public:
  BatchNormRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {}

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    Figure stale{"Staleness, mean of layers 2 to 5", "step", "‖ΔG‖ / ‖G‖", false, false, {}};
    for (int arm = 0; arm < 2; ++arm)
      stale.curves.push_back({experiment.armNames[arm], staleness_[arm].x, staleness_[arm].y});
    figures.insert(figures.begin(), std::move(stale));
    return figures;
  }
  std::array<double, 2> pair() const override {
    return {100 * median(staleness_[0].y), 100 * median(staleness_[1].y)};
  }

 private:
  static constexpr int64_t kEvery = 25;

  void stepped(int arm, const Session& session) override {
    const int64_t step = session.state.step;
    if (step % kEvery != 0) return;
    const SubjectPtr now = subject(arm, session);
    add([now] { return std::make_unique<Staleness>(now); },
        [this, arm, step](const Measurement& m) {
          const Staleness& staleness = static_cast<const Staleness&>(m);
          double sum = 0;
          for (std::size_t l = 1; l < staleness.layers.size(); ++l) sum += staleness.layers[l].staleness;
          staleness_[arm].x.push_back(static_cast<double>(step));
          staleness_[arm].y.push_back(sum / static_cast<double>(staleness.layers.size() - 1));
        });
  }

  std::vector<Quantity> measured() const override {
    const double without = median(staleness_[0].y), with = median(staleness_[1].y);
    return {plain("loss at the end, without", finalLoss(0, 20)),
            plain("loss at the end, with batch norm", finalLoss(1, 20)),
            atLeast("ratio of the two", finalLoss(0, 20) / finalLoss(1, 20), 2, "×"),
            plain("staleness over the run, without", without),
            plain("staleness over the run, with batch norm", with),
            atLeast("staleness with ÷ without", with / without, 0.5, "×")};
  }
  std::string sentence(bool confirmed) const override {
    return "With batch norm a gradient changes by " + percent(median(staleness_[1].y)) +
           " in a step, without by " + percent(median(staleness_[0].y)) +
           " (medians); the loss on the last batches is " + text(finalLoss(1, 20)) + " and " +
           text(finalLoss(0, 20)) + (confirmed ? "." : ": not what the claim expects.");
  }

  Curve staleness_[2];
};

const Experiment kExperiments[] = {
    {
        .name = "shattering",
        .title = "Shattered gradients",
        .claim =
            "With depth, batch norm turns the gradients of a ReLU network at its start into noise; skips "
            "keep them whole.",
        .question =
            "A ReLU network of 50 layers, at its start. How far do the gradients at neighbouring inputs agree with batch norm and no skips?",
        .pair = {.label = "Autocorrelation of neighbouring gradients",
                 .unit = "",
                 .names = {"batch norm with skips", "batch norm alone"},
                 .low = -0.2,
                 .high = 1},
        .config = "dataset=chebyshev&samples=128&trainShare=1&layers=32x24&activation=relu&init=he&norm=batch"
                  "&batch=0&optimizer=sgd&lr=0.02",
        .change = "skip=0.1",
        .armNames = {"batch norm", "batch norm and skips"},
        .steps = 300,
        .stepsPerSecond = 40,
        .instrument = "shattering",
        .watch = "The gradient trace beside white and brown noise, and the first lag of the autocorrelation.",
        .why = "Every centred ReLU layer takes away some of what two nearby inputs have in common, and after "
               "twenty layers nothing is left: the gradient is as rough as white noise. A plain ReLU network "
               "with good initial weights keeps a common part and shatters far more slowly. A skip hands the "
               "input on unchanged beside the rough part. Shattered at the start is not the same as "
               "untrainable: both networks on the screen learn their curve.",
        .stops =
            "A shattered start is no verdict on the end. On the chart of losses, which takes running statistics, the run with skips ends lower; with the statistics of its batches the one without ends at the lower training loss for 20 seeds of 20.",
        .reference =
            "Balduzzi et al., “The shattered gradients problem: if resnets are the answer, then what is "
            "the question?”, 2017",
        .start = begin<ShatteringRun>,
    },
    {
        .name = "residual",
        .title = "Forty layers",
        .claim = "With forty hidden layers a residual network trains at a rate at which the plain one "
                 "does not move.",
        .question =
            "Forty hidden layers at one rate, with a skip around each layer and without. Where does the loss end without, after 2000 steps?",
        .pair = {.label = "Loss (chance: 0.69)",
                 .unit = "",
                 .names = {"with skips", "without"},
                 .low = 0,
                 .high = 0.8},
        .config = "dataset=rings&samples=200&trainShare=1&layers=16x40&activation=relu&init=he&batch=20"
                  "&optimizer=sgd&lr=0.1",
        .change = "skip=0.1",
        .armNames = {"plain", "residual"},
        .steps = 2000,
        .stepsPerSecond = 200,
        .instrument = "distributions",
        .watch = "The loss of the plain network on its plateau (0.693 = ln 2 is that of guessing), and the "
                 "gradient norms of its layers.",
        .why =
            "In a residual network every layer adds a little to what is already there, and the gradient "
            "finds a straight way back. In the plain network forty maps are multiplied: what reaches the "
            "first layer is often hundreds of times less, and at this rate the output soon is the same for "
            "every sample. A far smaller rate can rescue the plain network with some seeds: it is listed "
            "beside the verdict.",
        .stops = "It is this rate, not the depth: the same plain network gets below a loss of 0.1 with "
                 "Adam at 0.0003 for 20 seeds of 20 in 5,000 steps, and with 64 units a layer and a "
                 "rate of 0.01 for 7 of 8 in 8,000. Skips widen the range of rates that work.",
        .reference = "He et al., “Deep residual learning for image recognition”, 2016; Balduzzi et al., “The "
                     "shattered gradients problem”, 2017",
        .start = begin<ResidualRun>,
    },
    {
        .name = "batchnorm",
        .title = "What batch norm does",
        .claim =
            "Batch norm trains this network faster, but not by keeping the gradients fresh: they go about as "
            "stale as without.",
        .question =
            "A gradient is stale once the layers below have moved. Batch norm was invented against that. By how much does a gradient change in one step with it?",
        .pair = {.label = "Change of a gradient in one step, median",
                 .unit = "%",
                 .names = {"without", "with batch norm"},
                 .low = 0,
                 .high = 60},
        .config = "dataset=spiral&samples=300&trainShare=1&layers=32x4&activation=relu&init=he&batch=50"
                  "&optimizer=sgd&lr=0.05",
        .change = "norm=batch",
        .armNames = {"without", "with batch norm"},
        .steps = 500,
        .stepsPerSecond = 50,
        .instrument = "target",
        .watch = "Both losses, and the staleness of the layers in both runs.",
        .why =
            "Staleness is what a layer's gradient changes by once the layers below have moved. Batch norm "
            "fixes the mean and the spread of what a layer reads, but the gradient depends on more than "
            "these. What it certainly does is to make layers indifferent to the scale of the weights "
            "before them, and to keep every ReLU between its flat side and its steep one: no unit is dead.",
        .stops =
            "About is meant, sometimes more and sometimes less: over 20 seeds the gradients went stale by 0.74 to 1.83 times as much as without.",
        .reference = "Santurkar et al., “How does batch normalization help optimization?”, 2018",
        .start = begin<BatchNormRun>,
    },
};

}  // namespace

std::span<const Experiment> depthExperiments() { return kExperiments; }

}  // namespace lockstep
