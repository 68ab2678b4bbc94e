// Experiments about the learning rate: the edge of stability, and the largest rate that works.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "lab/experiments/parts.h"
#include "probes/distributions.h"
#include "probes/sharpness.h"

namespace lockstep {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// The edge of stability.

// Sharpness along the run, against the rate's threshold.
class EdgeRun : public ExperimentBase {
 public:
  EdgeRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {}

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    Curve line{"2/η", sharpness_.x, std::vector<double>(sharpness_.x.size(), threshold_)};
    figures.insert(figures.begin(), {"Sharpness", "step", "λ", false, false, {sharpness_, std::move(line)}});
    return figures;
  }
  std::array<double, 2> pair() const override {
    return {2 / static_cast<double>(config(0).lr), sharpness_.y.empty() ? kUnknown : sharpness_.y.back()};
  }

 private:
  static constexpr int64_t kEvery = 50;
  static constexpr int kMean = 50;  // steps that a loss is averaged over: it bounces at the edge

  void stepped(int, const Session& session) override {
    const int64_t step = session.state.step;
    if (step % kEvery != 0) return;
    const SubjectPtr now = subject(0, session);
    add([this, now] { return std::make_unique<Sharpness>(now, direction_); },
        [this, step](const Measurement& m) {
          const Sharpness& sharpness = static_cast<const Sharpness&>(m);
          direction_ = sharpness.direction;
          threshold_ = sharpness.threshold();
          sharpness_.x.push_back(static_cast<double>(step)), sharpness_.y.push_back(sharpness.lambda);
        });
  }

  double start() const { return sharpness_.y.empty() ? kUnknown : sharpness_.y.front(); }
  double crossing() const {
    for (std::size_t i = 0; i < sharpness_.y.size(); ++i)
      if (sharpness_.y[i] >= threshold_) return sharpness_.x[i];
    return kUnknown;
  }
  double lossThere() const {
    return std::isnan(crossing()) ? kUnknown : lossAt(0, static_cast<int64_t>(crossing()), kMean);
  }
  // Over the last third of the run.
  double level() const {
    double sum = 0;
    int count = 0;
    for (std::size_t i = 0; i < sharpness_.y.size(); ++i)
      if (sharpness_.x[i] * 3 >= static_cast<double>(2 * steps())) sum += sharpness_.y[i], ++count;
    return count ? sum / count / threshold_ : kUnknown;
  }

  std::vector<Quantity> measured() const override {
    return {plain("threshold 2/η", threshold_),
            atMost("sharpness at step 0", start(), 0.9 * threshold_),
            atMost("step at which it has reached the threshold", crossing(), 2000),
            atMost("distance of sharpness ÷ threshold afterwards from 1", std::fabs(level() - 1), 0.05),
            plain("loss when it was reached", lossThere()),
            plain("loss at the end", finalLoss(0, kMean)),
            atLeast("ratio of the two", lossThere() / finalLoss(0, kMean), 5, "×")};
  }
  std::string sentence(bool confirmed) const override {
    return "Sharpness starts at " + text(start()) + ", reaches 2/η = " + text(threshold_) + " by step " +
           text(crossing()) + " and swings around it, in the last third on average within " +
           percent(std::fabs(level() - 1)) + " of it, while the loss falls from " + text(lossThere()) +
           " to " + text(finalLoss(0, kMean)) + (confirmed ? "." : ": not what the claim expects.");
  }

  Curve sharpness_{"λ", {}, {}};
  std::vector<double> direction_;  // of the last measurement: the next starts from it
  double threshold_ = kUnknown;
};

// Warm-up and decay.

constexpr std::array<double, 6> kRates = {0.005, 0.01, 0.02, 0.03, 0.035, 0.05};
constexpr double kLearned = 0.05;  // a loss below this is a run that worked

// Both arms again at other rates: the largest one that each can bear.
class WarmupRun : public ExperimentBase {
 public:
  WarmupRun(const Experiment& e, int s, const Sources& data) : ExperimentBase(e, s, data) {
    for (int arm = 0; arm < 2; ++arm) {
      losses_[arm].fill(kInfinite);
      for (std::size_t i = 0; i < kRates.size(); ++i) {
        Config config = armConfig(e, arm, s);
        config.lr = static_cast<float>(kRates[i]);
        train(config, steps(), [this, arm, i](Session& run) {
          if (run.state.step == steps()) losses_[arm][i] = evaluate(run).trainLoss;
        });
      }
    }
  }

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures = ExperimentBase::figures();
    Figure sweep{"Loss at the end, by rate", "rate", "loss", true, true, {}};
    for (int arm = 0; arm < 2; ++arm)
      sweep.curves.push_back({experiment.armNames[arm],
                              {kRates.begin(), kRates.end()},
                              {losses_[arm].begin(), losses_[arm].end()}});
    figures.push_back(std::move(sweep));
    return figures;
  }
  std::array<double, 2> pair() const override { return {lossNow(0), lossNow(1)}; }

 private:
  static constexpr int64_t kWarm = 300;  // the warm-up is over

  void stepped(int arm, const Session& session) override {
    if (session.state.step == kWarm)
      add([now = subject(arm, session)] { return std::make_unique<Distributions>(now); },
          [this, arm](const Measurement& m) {
            const auto& layers = static_cast<const Distributions&>(m).layers;
            double sum = 0;
            for (std::size_t l = 0; l + 1 < layers.size(); ++l) sum += layers[l].dead;
            dead_[arm] = 100 * sum / static_cast<double>(layers.size() - 1);
          });
    if (session.state.step != steps()) return;
    Session copy = fork(session);
    final_[arm] = evaluate(copy).trainLoss;
  }

  double lossNow(int arm) const { return std::isinf(final_[arm]) ? lossSoFar(arm, 20) : final_[arm]; }
  // The largest rate up to which all work.
  double largest(int arm) const {
    double rate = 0;
    for (std::size_t i = 0; i < kRates.size() && losses_[arm][i] <= kLearned; ++i) rate = kRates[i];
    return rate;
  }

  std::vector<Quantity> measured() const override {
    return {atLeast("loss at the end, constant rate", final_[0], kLearned),
            atMost("loss at the end, warm-up and decay", final_[1], kLearned),
            plain("largest constant rate that works", largest(0)),
            plain("largest rate that works, warm-up and decay", largest(1)),
            atLeast("ratio of the two", largest(1) / largest(0), 1.1, "×"),
            plain("dead hidden units at step 300, constant rate", dead_[0], "%"),
            plain("dead hidden units at step 300, warm-up", dead_[1], "%")};
  }
  std::string sentence(bool confirmed) const override {
    return "With the peak rate kept all along the loss ends at " + text(final_[0]) +
           ", with warm-up and decay at " + text(final_[1]) + "; the largest rates that work are " +
           text(largest(0)) + " and " + text(largest(1)) +
           (confirmed ? "." : ": not what the claim expects.");
  }

  std::array<double, 2> final_ = {kInfinite, kInfinite}, dead_ = {kUnknown, kUnknown};
  std::array<std::array<double, kRates.size()>, 2> losses_;
};

const Experiment kExperiments[] = {
    {
        .name = "edge",
        .title = "The edge of stability",
        .claim = "Full-batch training drives the sharpness up to 2/η, stays there, and goes on learning.",
        .question =
            "Sharpness is the largest curvature of the loss. Gradient descent with rate η is stable only while it stays below 2/η. Where does it end?",
        .pair = {.label = "Sharpness",
                 .unit = "",
                 .names = {"the limit 2/η", "at the end"},
                 .low = 0,
                 .high = 40},
        .config = "dataset=chebyshev&degree=4&samples=20&trainShare=1&layers=50,50&activation=tanh&init=lecun"
                  "&batch=0&optimizer=sgd&lr=0.1",
        .change = nullptr,
        .armNames = {"loss", nullptr},
        .steps = 5000,
        .stepsPerSecond = 300,
        .instrument = "sharpness",
        .watch = "Sharpness against the line 2/η, and the loss: smooth until they meet, jumpy afterwards.",
        .why = "As long as the sharpness is below 2/η the loss falls smoothly, and on the way the sharpness "
               "grows. Once it is above, each step overshoots along the sharpest direction, the swing there "
               "grows, and that pushes the weights to a place where the valley is wider. So it hovers at the "
               "line, while along all other directions the loss goes on falling, if no longer at every step.",
        .stops = "With cross-entropy, which has no bottom, the sharpness crosses the line and falls "
                 "again as the loss vanishes.",
        .reference = "Cohen et al., “Gradient descent on neural networks typically occurs at the edge "
                     "of stability”, 2021",
        .start = begin<EdgeRun>,
    },
    {
        .name = "warmup",
        .title = "The largest rate that works",
        .claim = "A rate that ruins the run when it is kept all along works with a warm-up and a decay.",
        .question =
            "The rate 0.035 is too large for this network. Where does the loss end after 1000 steps if it is reached slowly and left slowly?",
        .pair = {.label = "Loss (chance: 1.10)",
                 .unit = "",
                 .names = {"kept all along", "warm-up and decay"},
                 .low = 0,
                 .high = 1.2},
        .config = "dataset=arms&samples=300&trainShare=1&layers=32x6&activation=relu&init=he&batch=20"
                  "&optimizer=adam&lr=0.035",
        .change = "warmup=300&schedule=cosine&period=1000",
        .armNames = {"constant", "warm-up and decay"},
        .steps = 1000,
        .stepsPerSecond = 120,
        .instrument = "rates",
        .watch = "Both losses over the first 300 steps, and the noise of the constant one later.",
        .why =
            "At the start the gradient changes fastest from step to step, and Adam has no memory yet to "
            "scale it by: large steps drive units to where they answer 0 to every sample, and most of them "
            "never come back. Late in the run a constant rate keeps jumping across the valley whose floor "
            "a smaller one reaches.",
        .stops =
            "At the constant rate the loss jumps: seed 1, at 0.58 after 1,000 steps, is at 0.04 after 2,000, seeds 2 and 3 are still at 1.0 and 1.1. It is about a rate that is too large. At 0.003 the constant rate ends lower for 10 seeds of 10: "
            "at a loss of 0.0009 at most, with warm-up and decay at 0.0027 at least.",
        .reference = "Goyal et al., “Accurate, large minibatch SGD”, 2017; Loshchilov & Hutter, “SGDR”, 2017",
        .start = begin<WarmupRun>,
    },
};

}  // namespace

std::span<const Experiment> rateExperiments() { return kExperiments; }

}  // namespace lockstep
