// Experiments about one step: all layers at once, what the gradient promises, and what becomes of it.
#include <algorithm>
#include <array>
#include <cmath>

#include "lab/experiments/parts.h"
#include "nn/math.h"
#include "probes/interaction.h"
#include "probes/promise.h"

namespace lockstep {
namespace {

// The subject as if training took its next step at another rate.
SubjectPtr withRate(const SubjectPtr& subject, double rate) {
  auto other = std::make_shared<Subject>(*subject);
  other->rate = static_cast<float>(rate);
  return other;
}

// Together or in a sweep.

// Arm 0 moves all layers by one gradient; arm 1 one after the other, each on a gradient that knows what the
// others have just done. Beside them a run that moves one layer per step: as much work as arm 0.
class TogetherRun : public ExperimentBase {
 public:
  TogetherRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {
    train(derive(armConfig(e, 0, s), "moves=turns"), steps(), [this](Session& run) {
      if (run.state.step == 0) return;
      turns_.x.push_back(static_cast<double>(run.state.step));
      turns_.y.push_back(run.last.loss);
    });
  }

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    figures[0].logY = false;
    figures[0].curves.push_back(turns_);
    return figures;
  }
  std::array<double, 2> pair() const override { return {lossSoFar(0), lossSoFar(1)}; }

 private:
  void stepped(int, const Session&) override {}
  double turns() const {
    return static_cast<int64_t>(turns_.y.size()) == steps() ? turns_.y.back() : kUnknown;
  }

  std::vector<Quantity> measured() const override {
    return {plain("loss, together", finalLoss(0)), plain("loss, sweep, as many rounds", finalLoss(1)),
            plain("loss, turns, as many gradients", turns()),
            atMost("together ÷ sweep", finalLoss(0) / finalLoss(1), 1.1, "×"),
            atLeast("turns ÷ together", turns() / finalLoss(0), 1.5, "×")};
  }
  std::string sentence(bool confirmed) const override {
    return "Together they end at a loss of " + text(finalLoss(0)) + ". The sweep gets to " +
           text(finalLoss(1)) + " for three times the work, turns to " + text(turns()) +
           " for as much as together" + (confirmed ? "." : ": not what the claim expects.");
  }

  Curve turns_{"turns", {}, {}};
};

// A gradient is a promise.

constexpr std::array<double, 8> kPromiseRates = {0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};

// What of the promised change of the loss is delivered: at step 0 for many rates, then along both arms.
class PromiseRun : public ExperimentBase {
 public:
  PromiseRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {}

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    figures.push_back({"Delivered ÷ promised at step 0", "rate", "", true, false, {first_}});
    Figure along{"Delivered ÷ promised over the run", "step", "", false, false, {along_[0], along_[1]}};
    for (int arm = 0; arm < 2; ++arm) along.curves[arm].name = experiment.armNames[arm];
    figures.insert(figures.begin(), std::move(along));
    return figures;
  }
  std::array<double, 2> pair() const override {
    return {100 * median(along_[0].y), 100 * median(along_[1].y)};
  }

 private:
  static constexpr int64_t kEvery = 10;

  void stepped(int arm, const Session& session) override {
    const int64_t step = session.state.step;
    if (step % kEvery != 0 || step == steps()) return;
    const SubjectPtr now = subject(arm, session);
    if (arm == 0 && step == 0)
      for (double rate : kPromiseRates) follow(first_, rate, withRate(now, rate));
    follow(along_[arm], static_cast<double>(step), now);
  }
  void follow(Curve& curve, double x, const SubjectPtr& subject) {
    add([subject] { return std::make_unique<Promise>(subject, Extent::step); },
        [&curve, x](const Measurement& m) {
          curve.x.push_back(x);
          curve.y.push_back(static_cast<const Promise&>(m).ratio());
        });
  }
  double at(double rate) const {
    for (std::size_t i = 0; i < first_.x.size(); ++i)
      if (first_.x[i] == rate) return first_.y[i];
    return kUnknown;
  }

  std::vector<Quantity> measured() const override {
    return {atLeast("delivered ÷ promised at step 0, rate 0.001", at(0.001), 0.99),
            plain("delivered ÷ promised at step 0, rate 0.1", at(0.1)),
            atMost("delivered ÷ promised at step 0, rate 3", at(3), 0.5),
            atLeast("delivered ÷ promised over the run, small rate", median(along_[0].y), 0.9),
            atMost("delivered ÷ promised over the run, large rate", median(along_[1].y), 0.5),
            plain("loss at the end, small rate", finalLoss(0, 10)),
            plain("loss at the end, large rate", finalLoss(1, 10))};
  }
  std::string sentence(bool confirmed) const override {
    return "The short steps keep " + percent(median(along_[0].y)) +
           " of what the gradient promises, the long ones " + percent(median(along_[1].y)) +
           " (medians over the run)" + (confirmed ? "." : ": not what the claim expects.");
  }

  Curve first_, along_[2];
};

// Interaction.

constexpr double kDepthRate = 0.1;  // at which depths are compared
constexpr int kDepthSeeds = 5;      // networks of each depth
constexpr std::array<int, 5> kHiddenLayers = {1, 2, 3, 4, 5};

// The interaction share at step 0 for many rates, for many depths, and along the run; and the rate at which
// all layers together stop helping.
class InteractionRun : public ExperimentBase {
 public:
  InteractionRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {
    const Config own = armConfig(e, 0, s);
    for (std::size_t i = 0; i < kHiddenLayers.size(); ++i)
      for (int k = 0; k < kDepthSeeds; ++k) {
        Config config = own;
        config.layers.assign(static_cast<std::size_t>(kHiddenLayers[i]), own.layers[0]);
        config.seed = s + 1000003 * k;
        config.lr = kDepthRate;
        add(
            [config, this] {
              const Session start = makeSession(config, sources);
              return std::make_unique<Interaction>(makeSubject(start, ProbeSamples::fixed), Extent::step);
            },
            [this, i](const Measurement& m) { depths_[i].push_back(today(m)); });
      }
  }

  std::vector<Figure> figures() const override {
    // Beyond, a layer alone may do harm, and the share says nothing about all of them.
    Curve helps{"share", {}, {}}, half{"½", {}, {}};
    auto put = [&](double rate, double share) {
      helps.x.push_back(rate), helps.y.push_back(100 * share);
      half.x.push_back(rate), half.y.push_back(50);
    };
    for (std::size_t i = 0; i < byRate_.x.size() && !(byRate_.x[i] >= stops_); ++i)
      put(byRate_.x[i], byRate_.y[i]);
    if (!std::isnan(shareThere_)) put(stops_, shareThere_);
    Figure rates{"Interaction share at step 0", "rate", "%", true, false, {helps, half}};
    Figure depths{"Interaction share at step 0, rate 0.1", "weight layers", "%", false, false, {{}}};
    for (std::size_t i = 0; i < kHiddenLayers.size(); ++i) {
      depths.curves[0].x.push_back(kHiddenLayers[i] + 1);
      depths.curves[0].y.push_back(100 * median(depths_[i]));
    }
    Figure along{"Interaction share over the run", "step", "%", false, false, {along_}};
    for (double& share : along.curves[0].y) share *= 100;
    std::vector<Figure> all{std::move(rates), std::move(depths), std::move(along)};
    for (Figure& losses : ExperimentBase::figures()) all.push_back(std::move(losses));
    return all;
  }
  std::array<double, 2> pair() const override { return {config(0).lr, stops_}; }

 private:
  static constexpr int64_t kEvery = 10;
  static double today(const Measurement& m) { return static_cast<const Interaction&>(m).today().share(); }

  void stepped(int, const Session& session) override {
    const int64_t step = session.state.step;
    if (step % kEvery != 0) return;
    const SubjectPtr now = subject(0, session);
    add([now] { return std::make_unique<Interaction>(now, Extent::step); },
        [this, step](const Measurement& m) {
          along_.x.push_back(static_cast<double>(step)), along_.y.push_back(today(m));
        });
    if (step > 0) return;
    start_ = withRate(now, 1);
    add([this] { return std::make_unique<Interaction>(start_); },
        [this](const Measurement& m) { sweep(static_cast<const Interaction&>(m)); });
  }

  void sweep(const Interaction& m) {
    for (const InteractionAt& rate : m.rates) {
      byRate_.x.push_back(rate.factor), byRate_.y.push_back(rate.share());
      if (std::isnan(stops_) && rate.joint >= 0) stops_ = rate.factor;
    }
    if (!std::isnan(stops_)) narrow(stops_ / math::pow(10, 1 / kInteractionDecades), stops_, 10);
  }
  // Bisects where the joint step stops helping, between a rate where it helps and one where it does not.
  void narrow(double low, double high, int left) {
    const double rate = std::sqrt(low * high);
    add([this, rate] { return std::make_unique<Interaction>(withRate(start_, rate), Extent::step); },
        [this, low, high, rate, left](const Measurement& m) {
          const InteractionAt& at = static_cast<const Interaction&>(m).today();
          stops_ = rate, shareThere_ = at.share();
          if (left > 1) narrow(at.joint < 0 ? rate : low, at.joint < 0 ? high : rate, left - 1);
        });
  }
  double at(double rate) const {
    for (std::size_t i = 0; i < byRate_.x.size(); ++i)
      if (std::fabs(byRate_.x[i] / rate - 1) < 0.01) return byRate_.y[i];
    return kUnknown;
  }

  std::vector<Quantity> measured() const override {
    const double shallow = median(depths_.front()), deep = median(depths_.back());
    return {plain("share at step 0, rate 0.01", at(0.01)),
            plain("share at step 0, rate 0.1", at(0.1)),
            plain("share at step 0, rate 1", at(1)),
            atLeast("share at rate 1 ÷ share at rate 0.01", at(1) / at(0.01), 10, "×"),
            plain("share at rate 0.1, 2 weight layers", shallow),
            plain("share at rate 0.1, 6 weight layers", deep),
            atLeast("6 layers ÷ 2 layers", deep / shallow, 1.4, "×"),
            plain("rate at which all layers together stop helping", stops_),
            atMost("distance of the share there from ½", std::fabs(shareThere_ - 0.5), 0.03)};
  }
  std::string sentence(bool confirmed) const override {
    return "All at once helps up to a rate of " + text(stops_) +
           ". What the layers do to each other grows up to " + "there, from " + percent(at(0.01)) +
           " of all effects at a rate of 0.01 to " + percent(shareThere_) +
           (confirmed ? "." : ": not what the claim expects.");
  }

  SubjectPtr start_;  // at step 0, with rate 1
  Curve byRate_{"share", {}, {}}, along_{"share", {}, {}};
  std::array<std::vector<double>, kHiddenLayers.size()> depths_;
  double stops_ = kUnknown, shareThere_ = kUnknown;
};

const Experiment kExperiments[] = {
    {
        .name = "together",
        .title = "Together, or in a sweep",
        .claim =
            "Moving all layers together gets as far as moving them one after the other on fresh gradients, "
            "for a fraction of the work.",
        .question =
            "In a sweep each layer moves on a gradient measured anew after the one before it has moved, for three "
            "times the work. Where does the loss end after 1200 steps?",
        .pair = {.label = "Loss (chance: 0.69)",
                 .unit = "",
                 .names = {"together", "sweep"},
                 .low = 0,
                 .high = 0.8},
        .config = "dataset=rings&samples=200&trainShare=1&layers=32,32&batch=0&optimizer=sgd&lr=0.1",
        .change = "moves=sweep",
        .armNames = {"together", "sweep"},
        .steps = 1200,
        .stepsPerSecond = 120,
        .instrument = "interaction",
        .watch =
            "The bars of the layers alone, their sum, and the joint step: the gap is what the layers cost "
            "each other by moving together.",
        .why = "The gradient of every layer is taken with the others held still, yet all move. What they "
               "disturb is of second order in the step: with a step small enough that the loss is nearly "
               "linear along it, the parts add up and nobody has to wait.",
        .stops = "At larger rates the two part: on rings at 0.5 one seed of twelve came within 10 %, "
                 "and at 1 they differ by up to a factor of two.",
        .reference = "The sweep is the Gauss–Seidel order of coordinate descent, with layers as blocks",
        .start = begin<TogetherRun>,
    },
    {
        .name = "promise",
        .title = "A gradient is a promise",
        .claim = "A small step delivers what the gradient promises; a large one breaks the promise at "
                 "almost every step.",
        .question =
            "A gradient promises by how much the loss falls. How much of that promise does a step ten times as long keep, at rate 3 instead of 0.3?",
        .pair = {.label = "Kept of the promise, median over the run",
                 .unit = "%",
                 .names = {"rate 0.3", "rate 3"},
                 .low = -100,
                 .high = 100},
        .config = "dataset=moons&samples=200&trainShare=1&layers=32,32&batch=0&optimizer=sgd&lr=0.3",
        .change = "lr=3",
        .armNames = {"rate 0.3", "rate 3"},
        .steps = 300,
        .stepsPerSecond = 40,
        .instrument = "promise",
        .watch =
            "The answer of each run, and how much of its promise each step keeps: rate 0.3 nearly all, rate 3 now "
            "some, now less than nothing.",
        .why = "The promise is the slope of the loss along the step; what it leaves out is the curvature. A "
               "short step does not notice it. A long one crosses the valley and lands on the other side, "
               "about as high as it came from: step by step next to nothing is delivered.",
        .stops =
            "Breaking promises is not always losing: on spirals rates of 0.05 and 1 keep them as differently, and "
            "after 500 steps the broken ones have got further (0.44 to 0.55 against 0.65 to 0.66, 6 seeds), since what they bounce off is "
            "only the steepest direction. Here, too, they catch up later: after 800 steps they are at a loss of 0.0005, the short ones at 0.0011 (seed 1). And the promise is downhill only for a plain gradient step on the "
            "samples that it was computed on: with momentum, Adam or other samples it can point uphill itself.",
        .reference = "Cohen et al., “Gradient descent on neural networks typically occurs at the edge "
                     "of stability”, 2021",
        .start = begin<PromiseRun>,
    },
    {
        .name = "interaction",
        .title = "In each other's way",
        .claim =
            "The layers get in each other's way more as the rate and the depth grow; where interaction is "
            "half of it all, moving together stops helping.",
        .question =
            "Each layer’s part of the step helps alone. At which rate does moving all at once stop helping?",
        .pair = {.label = "Learning rate",
                 .unit = "",
                 .names = {"this run", "all at once stops helping"},
                 .low = 0.01,
                 .high = 100,
                 .log = true},
        .config = "dataset=rings&samples=200&trainShare=1&layers=32,32&batch=0&optimizer=sgd&lr=0.2",
        .change = nullptr,
        .armNames = {"all layers", nullptr},
        .steps = 600,
        .stepsPerSecond = 60,
        .instrument = "interaction",
        .watch =
            "The gap between the sum of the bars and the joint step, and how it closes in the first steps.",
        .why =
            "What one layer's move does to the gradient of another is of second order: proportional to the "
            "product of both steps. So the share grows in proportion to the rate, and every layer adds "
            "pairs that disturb each other. The ½ is arithmetic: as long as every layer alone helps, the "
            "joint step helps exactly while interaction stays below the sum of the parts. In these steps it is "
            "largest at the very start; after a few dozen steps the share is about 1 %.",
        .stops =
            "Where the sharpness grows to what the rate allows (see “The edge of stability”), the share is "
            "back at ½ for a while: here 0.49 at step 300 for seeds 1 and 2, on spirals at rate 0.1 "
            "0.45 to 0.53 after 2,000 steps. And where a layer alone does harm, as on moons at long steps, "
            "½ says nothing about all of them together.",
        .reference = "I = ΔL − Σ ΔL_l; s = |I| / (|I| + Σ|ΔL_l|)",
        .start = begin<InteractionRun>,
    },
};

}  // namespace

std::span<const Experiment> stepExperiments() { return kExperiments; }

}  // namespace lockstep
