// Experiments about features: random ones, and what is left of the input from layer to layer.
#include <array>

#include "lab/experiments/parts.h"
#include "probes/information.h"

namespace lockstep {
namespace {

// One versus seven.

constexpr std::array<int, 4> kWidths = {2, 8, 32, 128};

// First layers of several widths, trained and frozen as they were drawn.
class RandomFeaturesRun : public ExperimentBase {
 public:
  RandomFeaturesRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {
    for (int arm = 0; arm < 2; ++arm) {
      accuracy_[arm].fill(kUnknown);
      const Config own = armConfig(e, arm, s);
      for (std::size_t i = 0; i < kWidths.size(); ++i) {
        if (kWidths[i] == own.layers[0]) continue;  // is the arm itself
        train(derive(own, "layers=" + std::to_string(kWidths[i])), steps(), [this, arm, i](Session& run) {
          if (run.state.step == steps()) accuracy_[arm][i] = evaluate(run).testAccuracy;
        });
      }
    }
  }

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    Figure widths{"Right on the test set", "units of layer 1", "%", true, false, {}};
    for (int arm = 0; arm < 2; ++arm) {
      Curve curve{experiment.armNames[arm], {kWidths.begin(), kWidths.end()}, {}};
      for (double share : accuracy_[arm]) curve.y.push_back(100 * share);
      widths.curves.push_back(std::move(curve));
    }
    figures.insert(figures.begin(), std::move(widths));
    return figures;
  }
  std::array<double, 2> pair() const override { return {trained(32), random(32)}; }

 private:
  void stepped(int arm, const Session& session) override {
    if (session.state.step != steps()) return;
    Session copy = fork(session);
    accuracy_[arm][at(session.config.layers[0])] = evaluate(copy).testAccuracy;
  }
  static std::size_t at(int width) {
    std::size_t i = 0;
    while (i + 1 < kWidths.size() && kWidths[i] != width) ++i;
    return i;
  }
  double trained(int width) const { return 100 * accuracy_[0][at(width)]; }
  double random(int width) const { return 100 * accuracy_[1][at(width)]; }

  std::vector<Quantity> measured() const override {
    std::vector<Quantity> all;
    for (int width : kWidths) {
      const std::string units = std::to_string(width) + " units, ";
      all.push_back(plain(units + "trained", trained(width), "%"));
      all.push_back(width == 32 ? atLeast(units + "random", random(width), 90, "%")
                                : plain(units + "random", random(width), "%"));
    }
    all.push_back(atLeast("2 units, trained − random", trained(2) - random(2), 5, "%"));
    all.push_back(atMost("128 units, trained − random", trained(128) - random(128), 3, "%"));
    return all;
  }
  std::string sentence(bool confirmed) const override {
    return "With 32 random units " + text(random(32)) +
           " % of the test digits are right, with 32 trained ones " + text(trained(32)) +
           " %; with 2 units " + text(random(2)) + " % and " + text(trained(2)) + " %" +
           (confirmed ? "." : ": not what the claim expects.");
  }

  std::array<std::array<double, kWidths.size()>, 2> accuracy_;  // trained, random; shares of the test set
};

// Information.

// Between the hidden layers of equal width, on average: what successive layers share, and how many directions
// their features have.
class InformationRun : public ExperimentBase {
 public:
  InformationRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {}

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    Figure shared{"Information between neighbours", "step", "nats", false, false, {}};
    Figure dimension{"Effective dimension of the last hidden layer", "step", "", false, false, {}};
    for (int arm = 0; arm < 2; ++arm) {
      shared.curves.push_back({experiment.armNames[arm], x_[arm], information_[arm]});
      dimension.curves.push_back({experiment.armNames[arm], x_[arm], dimension_[arm]});
    }
    figures.insert(figures.begin(), std::move(shared));
    figures.push_back(std::move(dimension));
    return figures;
  }
  std::array<double, 2> pair() const override { return {median(information_[0]), median(information_[1])}; }

 private:
  static constexpr int64_t kEvery = 100;

  void stepped(int arm, const Session& session) override {
    const int64_t step = session.state.step;
    if (step % kEvery != 0) return;
    const SubjectPtr now = subject(arm, session);
    add([now] { return std::make_unique<Information>(now); },
        [this, arm, step](const Measurement& m) {
          const Information& i = static_cast<const Information&>(m);
          const std::size_t hidden = i.links.size() - 1;
          double sum = 0;
          for (std::size_t l = 1; l < hidden; ++l) sum += i.links[l].information;
          x_[arm].push_back(static_cast<double>(step));
          information_[arm].push_back(sum / static_cast<double>(hidden - 1));
          dimension_[arm].push_back(i.dimension[hidden]);
        });
  }
  static double last(const std::vector<double>& values) { return values.empty() ? kUnknown : values.back(); }

  std::vector<Quantity> measured() const override {
    const double without = median(information_[0]), with = median(information_[1]);
    return {plain("information between layers, plain", without, "nats"),
            plain("information between layers, skips", with, "nats"),
            atLeast("difference", with - without, 0.5, "nats"),
            plain("effective dimension at the end, plain", last(dimension_[0])),
            plain("effective dimension at the end, skips", last(dimension_[1])),
            atLeast("ratio of the two", last(dimension_[1]) / last(dimension_[0]), 1.1, "×"),
            plain("loss at the end, plain", finalLoss(0, 50)),
            plain("loss at the end, skips", finalLoss(1, 50)),
            atMost("loss with skips ÷ loss without", finalLoss(1, 50) / finalLoss(0, 50), 0.8, "×")};
  }
  std::string sentence(bool confirmed) const override {
    return "With skips neighbouring layers share " + text(median(information_[1])) +
           " nats (median over the run) instead of " + text(median(information_[0])) +
           ", the last one spreads over " + text(last(dimension_[1])) + " directions instead of " +
           text(last(dimension_[0])) + ", and the loss is at " + text(finalLoss(1, 50)) + " instead of " +
           text(finalLoss(0, 50)) + (confirmed ? "." : ": not what the claim expects.");
  }

  std::vector<double> x_[2], information_[2], dimension_[2];
};

const Experiment kExperiments[] = {
    {
        .name = "random",
        .title = "One versus seven",
        .claim = "Features that were never trained already tell most digits apart; trained ones do it with "
                 "far fewer units.",
        .question =
            "The first layer stays as it was drawn, 32 random units; only the output learns to tell 1 from 7. How many of the "
            "test digits will be right?",
        .pair = {.label = "Right on the test digits",
                 .unit = "%",
                 .names = {"trained first layer", "random first layer"},
                 .low = 0,
                 .high = 100},
        .config = "dataset=1v7&samples=2197&trainShare=0.8&layers=32&activation=relu&batch=32&optimizer=adam"
                  "&lr=0.003",
        .change = "rates=0,1",
        .armNames = {"trained", "random first layer"},
        .steps = 1000,
        .stepsPerSecond = 100,
        .instrument = "probes",
        .watch = "The pictures of the first layer's weights: strokes in one run, noise in the other.",
        .why = "A random unit answers differently to most ones than to most sevens, if only a little. Enough "
               "such opinions, weighed by the output layer, are a good judge. So the later layers have "
               "something to learn from before the first one has learned anything, and every improvement "
               "there is a gain over something that already works.",
        .stops = "The task is easy: a linear read-out of the pixels, without any hidden layer, gets 99 "
                 "% right.",
        .reference =
            "Rahimi & Recht, “Random features for large-scale kernel machines”, 2007; Alain & Bengio, "
            "“Understanding intermediate layers using linear classifier probes”, 2017",
        .start = begin<RandomFeaturesRun>,
    },
    {
        .name = "information",
        .title = "What layers keep",
        .claim =
            "In twenty layers, skips make neighbours share more and spread over more directions, and the "
            "network trains faster.",
        .question =
            "Twenty layers, with and without skips. How much do neighbouring layers know of each other with skips?",
        .pair = {.label = "Information between neighbours, median",
                 .unit = "nats",
                 .names = {"without skips", "with skips"},
                 .low = 0,
                 .high = 12},
        .config = "dataset=arms&samples=300&trainShare=1&layers=16x20&activation=tanh&batch=20&optimizer=sgd"
                  "&lr=0.05",
        .change = "skip=0.5",
        .armNames = {"plain", "with skips"},
        .steps = 600,
        .stepsPerSecond = 60,
        .instrument = "information",
        .watch = "Information and dimension, layer by layer, in both runs.",
        .why = "What one plain layer has lost, none behind it can bring back: after twenty layers the three "
               "arms of the spiral spread over one or two directions. With skips each layer hands on what it "
               "got and adds a little, so that more is left to separate at the end. The numbers come from "
               "estimators that are ours and stated in full; they are good for comparing, not for quoting.",
        .stops = "It takes depth: with four layers the information is the same with and without skips, "
                 "the dimension is lower with them, and the loss is no better.",
        .reference =
            "Hodas & Stinis, “Doing the impossible: why neural networks can be trained at all”, 2018",
        .start = begin<InformationRun>,
    },
};

}  // namespace

std::span<const Experiment> featureExperiments() { return kExperiments; }

}  // namespace lockstep
