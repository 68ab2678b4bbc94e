// Experiments about what each layer does: the moving target, the early layers, freeze and solo.
#include <algorithm>
#include <limits>

#include "lab/experiments/parts.h"
#include "probes/criticality.h"
#include "probes/drift.h"

namespace lockstep {
namespace {

// The moving target.

// Drift of each layer's input over single steps, often at first.
class TargetRun : public ExperimentBase {
 public:
  TargetRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {}

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    figures.insert(
        figures.begin(),
        {"Change of a layer's input in one step", "step", "%", false, true, {drift_[0], drift_[1]}});
    return figures;
  }
  std::array<double, 2> pair() const override { return {early(), late()}; }

 private:
  static constexpr int64_t kFirst = 5, kEvery = 10, kLate = 100;

  static bool watched(int64_t step) { return step < kFirst || step % kEvery == 0; }

  void stepped(int, const Session& session) override {
    const int64_t step = session.state.step;
    const bool follows = step > 0 && watched(step - 1), leads = watched(step) && step < steps();
    if (!follows && !leads) return;
    const SubjectPtr now = subject(0, session);
    if (follows)
      add([now, before = earlier_] { return std::make_unique<Drift>(now, before); },
          [this, step](const Measurement& m) {
            const Drift& drift = static_cast<const Drift&>(m);
            for (int l = 0; l < 2; ++l) {
              drift_[l].x.push_back(static_cast<double>(step - 1));
              drift_[l].y.push_back(100 * drift.layers[l + 1].since.relative);
            }
          });
    earlier_ = leads ? now : nullptr;
  }

  // Median over the watched steps from `from` on, before `to`, of the input of the second layer.
  double between(int64_t from, int64_t to) const {
    std::vector<double> values;
    for (std::size_t i = 0; i < drift_[0].x.size(); ++i)
      if (drift_[0].x[i] >= static_cast<double>(from) && drift_[0].x[i] < static_cast<double>(to))
        values.push_back(drift_[0].y[i]);
    return median(std::move(values));
  }
  double early() const { return between(0, kFirst); }
  double late() const { return between(kLate, steps()); }

  std::vector<Quantity> measured() const override {
    return {atLeast("change of layer 2's input in a step, steps 0 to 4", early(), 5, "%"),
            plain("the same at step 10", between(10, 11), "%"),
            plain("the same at step 50", between(50, 51), "%"),
            atMost("the same from step 100 on", late(), 2, "%"),
            atLeast("first ÷ last", early() / late(), 5, "×"),
            plain("loss at the end", finalLoss(0, 20))};
  }
  std::string sentence(bool confirmed) const override {
    return "In a step the input of layer 2 changes by " + text(early()) +
           " % at first, steps 0 to 4, and by " + text(late()) + " % after step 100 (medians)" +
           (confirmed ? "." : ": not what the claim expects.");
  }

  Curve drift_[2] = {{"of layer 2", {}, {}}, {"of layer 3", {}, {}}};
  SubjectPtr earlier_;  // of the step before, if it is watched
};

// Early layers.

// What becomes of the trained network when one layer is put back to its initial weights.
class EarlyRun : public ExperimentBase {
 public:
  EarlyRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {}

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    Figure reset{"Right with one layer put back", "layer", "%", false, false, {}};
    reset.curves.push_back({"initial weights", layers_, initial_});
    reset.curves.push_back({"random weights", layers_, random_});
    figures.insert(figures.begin(), std::move(reset));
    return figures;
  }
  std::array<double, 2> pair() const override { return {last(), first()}; }

 private:
  void stepped(int, const Session& session) override {
    if (session.state.step != steps()) return;
    const Network& network = session.state.network;
    const Layer& first = network.layers.front();
    share_ = 100.0 * (first.end - first.weight) / network.parameterCount();
    const SubjectPtr now = subject(0, session);
    add([now] { return std::make_unique<Criticality>(now); },
        [this](const Measurement& m) {
          const Criticality& c = static_cast<const Criticality&>(m);
          trained_ = 100 * c.trained.accuracy;
          for (std::size_t l = 0; l < c.initial.size(); ++l) {
            layers_.push_back(static_cast<double>(l + 1));
            initial_.push_back(100 * c.initial[l].accuracy);
            random_.push_back(100 * c.random[l].accuracy);
          }
        });
  }
  double first() const { return initial_.empty() ? kUnknown : initial_.front(); }
  double last() const { return initial_.empty() ? kUnknown : initial_.back(); }
  double bestOther() const {
    return initial_.empty() ? kUnknown : *std::max_element(initial_.begin() + 1, initial_.end());
  }

  std::vector<Quantity> measured() const override {
    std::vector<Quantity> all = {atMost("parameters of layer 1, of all", share_, 10, "%"),
                                 atLeast("right, trained", trained_, 95, "%")};
    for (std::size_t l = 0; l < initial_.size(); ++l) {
      const std::string name = "right, layer " + std::to_string(l + 1) + " put back";
      all.push_back(l == 0 ? atMost(name, initial_[l], 65, "%") : plain(name, initial_[l], "%"));
    }
    all.push_back(atLeast("last layer put back − layer 1 put back", last() - first(), 15, "%"));
    return all;
  }
  std::string sentence(bool confirmed) const override {
    return "Layer 1 has " + text(share_) +
           " % of the parameters; put back to its initial weights it takes the " + "network from " +
           text(trained_) + " % right to " + text(first()) + " %, the last layer to " + text(last()) + " %" +
           (confirmed ? "." : ": not what the claim expects.");
  }

  double share_ = kUnknown, trained_ = kUnknown;
  std::vector<double> layers_, initial_, random_;
};

// Freeze and solo.

// Every layer on its own, the first one frozen, and rates that fall towards the input.
class FreezeRun : public ExperimentBase {
 public:
  FreezeRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {
    const Config all = armConfig(e, 0, s);
    for (int l = 0; l < 3; ++l) {
      Config config = all;
      config.rates.assign(3, 0.0f);
      config.rates[l] = 1;
      train(config, steps(), [this, l](Session& run) { follow(solo_[l], run); });
    }
    train(derive(all, "rates=0.148,0.385,1"), steps(), [this](Session& run) { follow(falling_, run); });
  }

  std::vector<Figure> figures() const override {
    Figure losses{"Which layers learn", "step", "loss", false, true, {lossCurve(0), lossCurve(1)}};
    losses.curves.push_back({"falling rates", falling_.x, falling_.y});
    for (int l = 0; l < 3; ++l)
      losses.curves.push_back({"only layer " + std::to_string(l + 1), solo_[l].x, solo_[l].y});
    return {losses};
  }
  std::array<double, 2> pair() const override { return {lossSoFar(0), bestSoloSoFar()}; }

 private:
  static void follow(Curve& curve, const Session& run) {
    if (run.state.step == 0) return;
    curve.x.push_back(static_cast<double>(run.state.step));
    curve.y.push_back(run.last.loss);
  }
  double last(const Curve& curve) const {
    return static_cast<int64_t>(curve.y.size()) == steps() ? curve.y.back()
                                                           : std::numeric_limits<double>::infinity();
  }
  // Up to the step that the slowest of them has made.
  double bestSoloSoFar() const {
    const std::size_t made = std::min({solo_[0].y.size(), solo_[1].y.size(), solo_[2].y.size()});
    if (made == 0) return kUnknown;
    return std::min({solo_[0].y[made - 1], solo_[1].y[made - 1], solo_[2].y[made - 1]});
  }
  double bestSolo() const { return std::min({last(solo_[0]), last(solo_[1]), last(solo_[2])}); }

  void stepped(int, const Session&) override {}

  std::vector<Quantity> measured() const override {
    return {atMost("loss, all layers", finalLoss(0), 0.05),
            plain("loss, layer 1 frozen", finalLoss(1)),
            plain("loss, only layer 1", last(solo_[0])),
            plain("loss, only layer 2", last(solo_[1])),
            plain("loss, only the output layer", last(solo_[2])),
            plain("loss, rates ÷ 2.6 per layer towards the input", last(falling_)),
            atLeast("best single layer ÷ all layers", bestSolo() / finalLoss(0), 5, "×"),
            atLeast("best single layer ÷ layer 1 frozen", bestSolo() / finalLoss(1), 2, "×")};
  }
  std::string sentence(bool confirmed) const override {
    return "The best single layer ends at a loss of " + text(bestSolo()) + ", all but the first at " +
           text(finalLoss(1)) + ", all together at " + text(finalLoss(0)) +
           (confirmed ? "." : ": not the order that the claim expects.");
  }

  Curve solo_[3], falling_;
};

const Experiment kExperiments[] = {
    {
        .name = "target",
        .title = "The moving target",
        .claim =
            "On ones and sevens, what a layer learns to read moves fast at first and slowly after a hundred steps.",
        .question =
            "The features that layer 2 reads change in every step. By how much in one step, once a hundred are done?",
        .pair = {.label = "Change of the features in one step, median",
                 .unit = "%",
                 .names = {"the first five steps", "after step 100"},
                 .low = 0.1,
                 .high = 100,
                 .log = true},
        .config =
            "dataset=1v7&samples=2197&trainShare=0.8&layers=32,32&activation=relu&batch=32&optimizer=adam"
            "&lr=0.001",
        .change = nullptr,
        .armNames = {"loss", nullptr},
        .steps = 200,
        .stepsPerSecond = 15,
        .instrument = "target",
        .watch = "Drift per layer over the run: above 10 % in the first steps, below 1 % after about fifty.",
        .why = "At the start the gradients of successive batches agree and every step is a long one; as the "
               "loss falls they begin to disagree, their mean shrinks, and what is left of the steps moves "
               "the features less and less. The later layers chase a target that slows down, and catch up.",
        .stops =
            "On spirals it does not slow down: with the default settings the input of layer 2 moved more at "
            "step 1,000 than at step 200 for 5 seeds of 6. With 30 % wrong labels the digits’ still moves by "
            "1.2 to 3.2 % after 200 steps.",
        .reference = "Ioffe & Szegedy, “Batch normalization”, 2015 (internal covariate shift)",
        .start = begin<TargetRun>,
    },
    {
        .name = "early",
        .title = "Few parameters, large influence",
        .claim =
            "On rings the first layer has the fewest weights of the hidden layers, and yet nothing works without what "
            "it has learned.",
        .question =
            "The network is trained. Then its first layer, 8 % of the parameters, is put back to where it began. How many points are still right?",
        .pair = {.label = "Right with one layer put back",
                 .unit = "%",
                 .names = {"the last layer", "the first layer"},
                 .low = 0,
                 .high = 100},
        .config = "dataset=rings&samples=400&trainShare=0.5&layers=32,32&batch=0&optimizer=sgd&lr=0.2",
        .change = nullptr,
        .armNames = {"loss", nullptr},
        .steps = 1500,
        .stepsPerSecond = 150,
        .instrument = "influence",
        .watch = "The first layer's push in the map of influence: it is felt in every layer behind.",
        .why = "Every layer behind the first sees the data only through it, and has been tuned to its "
               "features and no others. Put back, it hands on something that nobody behind it has ever "
               "learned to read. The last layer matters least: the layers before it have learned to suit the "
               "weights it started with.",
        .stops =
            "How much it hurts depends on the data. Put back, layer 1 hurts most on circles for 8 seeds of 8 and "
            "on spirals for 4 of 8; on moons 84 to 87 % stay right (3 seeds).",
        .reference = "Zhang, Bengio & Singer, “Are all layers created equal?”, 2019",
        .start = begin<EarlyRun>,
    },
    {
        .name = "freeze",
        .title = "Freeze and solo",
        .claim =
            "At this rate no layer learns the task alone in 2,000 steps; together they do, and the first "
            "can even stay random.",
        .question =
            "One layer may learn, the others stay as they were drawn. Where does the loss of the best one end after 2000 steps?",
        .pair = {.label = "Loss (chance: 0.69)",
                 .unit = "",
                 .names = {"all layers", "the best single layer"},
                 .low = 0,
                 .high = 0.8},
        .config = "dataset=rings&samples=200&trainShare=1&layers=32,32&batch=0&optimizer=sgd&lr=0.2",
        .change = "rates=0,1,1",
        .armNames = {"all layers", "layer 1 frozen"},
        .steps = 2000,
        .stepsPerSecond = 200,
        .instrument = "promise",
        .watch = "The loss of the run where only later layers move, and where it stops following the other.",
        .why =
            "A random first layer still spreads the points out, and the layers behind it can use that. A "
            "single layer has to live with random maps on both sides: what it could prepare, the frozen "
            "rest does not read. Rates that fall towards the input (each layer 1/2.6 of the one above) are "
            "meant for networks that were trained before; from scratch they slow this run down.",
        .stops = "With time and Adam one layer can be enough: at a rate of 0.01 layer 2 alone gets "
                 "97.5 to 100 % right in 20,000 steps (6 seeds), and on ones and sevens layer 1 alone "
                 "gets 99 % of the test samples right.",
        .reference = "Howard & Ruder, “Universal language model fine-tuning for text classification”, "
                     "2018 (discriminative rates)",
        .start = begin<FreezeRun>,
    },
};

}  // namespace

std::span<const Experiment> layerExperiments() { return kExperiments; }

}  // namespace lockstep
