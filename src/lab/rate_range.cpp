#include "lab/rate_range.h"

#include <algorithm>
#include <cmath>

#include "lab/make_subject.h"
#include "nn/math.h"

namespace lockstep {
namespace {

constexpr double kBlownUp = 4;        // times the smallest loss so far
constexpr double kLeastFall = 0.02;   // share of the loss that some rate has to take away
constexpr int kSmoothing = 5;         // neighbours on either side
constexpr int kSeedStride = 1000003;  // beyond the seeds that a config line can name

// Weighted mean over the neighbours at hand.
std::vector<double> smooth(const std::vector<double>& values) {
  std::vector<double> result;
  const int count = static_cast<int>(values.size());
  for (int i = 0; i < count; ++i) {
    // The same reach on both sides: a lopsided mean of a falling curve is too low or too high.
    const int reach = std::min({kSmoothing, i, count - 1 - i});
    double sum = 0, weight = 0;
    for (int k = -reach; k <= reach; ++k) {
      const double w = reach + 1 - std::abs(k);
      sum += w * values[i + k], weight += w;
    }
    result.push_back(sum / weight);
  }
  return result;
}

class RateSweeps final : public RateRangeTest {
 public:
  RateSweeps(const Session& session, const RateRange& range)
      : range_(range), session_(fork(session)), start_(session.state), seed_(session.config.seed) {
    session_.config.schedule = Schedule::constant;
    session_.config.warmup = 0;
    session_.divergence.reset();
    const SubjectPtr now = makeSubject(session, ProbeSamples::fixed);
    probe_ = now->batch;
    prepare(workspace_, session.state.network, std::max(1, probe_.count));
    stepFlop_ =
        session.state.network.parameterCount() * (6.0 * batchSize(session) + 2.0 * probe_.count) + 1000;
    common_ = range.steps;
  }

  bool work() override {
    for (double spent = 0; spent < kWorkUnit && sweep_ < range_.sweeps; spent += stepFlop_)
      if (!sweepOn()) beginSweep();
    return sweep_ < range_.sweeps;
  }

  double progress() const override {
    const double within = static_cast<double>(losses_.size()) / std::max(1, common_);
    return std::min(1.0, (sweep_ + std::min(1.0, within)) / range_.sweeps);
  }

  RateCurve curve() const override {
    RateCurve result;
    const int rows = std::min<int>(common_, static_cast<int>(sums_.size()));
    for (int i = 0; i < rows; ++i) {
      result.rate.push_back(rateAt(i));
      result.loss.push_back(sums_[i] / counts_[i]);
    }
    result.smoothed = smooth(result.loss);
    const std::vector<double>& curve = result.smoothed;
    const int smallest = static_cast<int>(std::min_element(curve.begin(), curve.end()) - curve.begin());
    const bool falls = rows > 0 && curve[smallest] < (1 - kLeastFall) * curve[0];
    const int steepest = falls ? steepestBefore(curve, smallest) : -1;
    result.suggested = steepest < 0 ? kUnknown : result.rate[steepest];
    result.smallest = smallest < 1 || rows == 0 ? kUnknown : result.rate[smallest];
    result.blowUp = common_ < range_.steps ? rateAt(common_) : kUnknown;
    return result;
  }

  Readings readings() const override {
    const RateCurve c = curve();
    return {{"sweep", {{"rate", "", c.rate}, {"loss", "", c.loss}, {"smoothed", "", c.smoothed}}},
            {"summary",
             {{"suggested", "", {c.suggested}}, {"smallest", "", {c.smallest}}, {"blowUp", "", {c.blowUp}}}}};
  }

 private:
  double rateAt(int i) const {
    return range_.lowest *
           math::pow(range_.highest / range_.lowest, static_cast<double>(i) / (range_.steps - 1));
  }

  static int steepestBefore(const std::vector<double>& curve, int end) {
    int best = -1;
    double steepest = 0;
    for (int i = 1; i < end; ++i) {
      const double slope = curve[i + 1] - curve[i - 1];
      if (slope < steepest) steepest = slope, best = i;
    }
    return best;
  }

  void beginSweep() {
    // Rates beyond the end of any sweep are not needed from the others.
    common_ = std::min(common_, static_cast<int>(losses_.size()));
    losses_.clear();
    ++sweep_;
    session_.state = start_;
    session_.config.seed = seed_ + kSeedStride * sweep_;
    session_.orderEpoch = -1;
    session_.divergence.reset();
  }

  // One step at the next rate; false where the sweep ends.
  bool sweepOn() {
    const int i = static_cast<int>(losses_.size());
    if (i >= common_) return false;
    session_.config.lr = static_cast<float>(rateAt(i));
    if (!advance(session_)) return false;
    const double loss = probeLoss();
    if (!std::isfinite(loss)) return false;
    losses_.push_back(loss);
    smallest_ = i == 0 ? loss : std::min(smallest_, loss);
    if (i == 0) first_ = loss;
    if (i >= static_cast<int>(sums_.size())) sums_.push_back(0), counts_.push_back(0);
    sums_[i] += loss, ++counts_[i];
    return loss < kBlownUp * smallest_ || loss <= first_;
  }

  double probeLoss() {
    forward(session_.state.network, probe_.x.data(), probe_.count, kProbePass, workspace_);
    return lossForward(session_.problem.loss, workspace_.output(), probe_.targets.data(),
                       session_.problem.outputs, probe_.count, probe_.stride, nullptr);
  }

  RateRange range_;
  Session session_;
  TrainingState start_;
  ProbeBatch probe_;
  Workspace workspace_;
  int seed_, sweep_ = 0, common_ = 0;
  double stepFlop_ = 0, smallest_ = 0, first_ = 0;
  std::vector<double> losses_;  // of this sweep
  std::vector<double> sums_;    // over sweeps, per rate
  std::vector<int> counts_;
};

}  // namespace

std::unique_ptr<RateRangeTest> measureRateRange(const Session& session, const RateRange& range) {
  return std::make_unique<RateSweeps>(session, range);
}

}  // namespace lockstep
