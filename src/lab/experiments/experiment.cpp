#include "lab/experiments/experiment.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/number.h"
#include "lab/experiments/parts.h"
#include "session/course.h"

namespace lockstep {

Config derive(const Config& config, std::string_view line) { return parseConfig(line, config).config; }

Config armConfig(const Experiment& experiment, int arm, int seed) {
  Config config = parseConfig(experiment.config).config;
  if (arm == 1) config = derive(config, experiment.change);
  config.seed = seed;
  return config;
}

void putAtBeginning(const ExperimentRun& run, Session& session) {
  const std::span<const float> parameters = run.beginning();
  if (parameters.empty()) return;
  session.state.network.parameters.assign(parameters.begin(), parameters.end());
  noteTurn(session, Turn::Kind::weights);
}

Session beginArm(const ExperimentRun& run, const Config& config, const Sources& sources) {
  Session session = makeSession(config, sources);
  putAtBeginning(run, session);
  return session;
}

std::unique_ptr<ExperimentRun> runToEnd(const Experiment& experiment, int seed, const Sources& sources) {
  std::unique_ptr<ExperimentRun> run = start(experiment, seed, sources);
  std::vector<Session> arms;
  for (int arm = 0; arm < armCount(experiment); ++arm) {
    arms.push_back(beginArm(*run, armConfig(experiment, arm, seed), sources));
    run->observe(arm, arms[arm]);
  }
  while (!run->finished()) {
    while (run->work()) {
    }
    for (int arm = 0; arm < armCount(experiment); ++arm) {
      if (!run->wants(arm)) continue;
      if (advance(arms[arm]))
        run->observe(arm, arms[arm]);
      else
        run->diverged(arm);
    }
  }
  return run;
}

bool holds(const Quantity& q) {
  if (q.bound == Quantity::Bound::none) return true;
  if (!std::isfinite(q.value)) return false;
  return q.bound == Quantity::Bound::atMost ? q.value <= q.limit : q.value >= q.limit;
}

std::string describeBound(const Quantity& q) {
  if (q.bound == Quantity::Bound::none) return {};
  return (q.bound == Quantity::Bound::atMost ? "at most " : "at least ") + text(q.limit);
}

Quantity plain(std::string name, double value, std::string unit) {
  return {std::move(name), std::move(unit), value};
}
Quantity atMost(std::string name, double value, double limit, std::string unit) {
  return {std::move(name), std::move(unit), value, Quantity::Bound::atMost, limit};
}
Quantity atLeast(std::string name, double value, double limit, std::string unit) {
  return {std::move(name), std::move(unit), value, Quantity::Bound::atLeast, limit};
}

std::string text(double value) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  if (value == 0) return "0";
  double lead = std::fabs(value), scale = 1;  // in [1, 10), times scale
  while (lead >= 10) lead /= 10, scale *= 10;
  while (lead < 1) lead *= 10, scale /= 10;
  const double rounded = std::floor(lead * 100 + 0.5) / 100 * scale;
  return (value < 0 ? "−" : "") + printFloat(static_cast<float>(rounded));
}

std::string percent(double share) { return text(100 * share) + " %"; }

// The parts.

Training::Training(Session session, int64_t steps, std::function<void(Session&)> seen)
    : session_(std::move(session)), steps_(steps), seen_(std::move(seen)) {
  seen_(session_);
}

bool Training::work() {
  const double stepFlop = 6.0 * session_.state.network.parameterCount() * batchSize(session_) + 1000;
  for (double spent = 0; spent < kWorkUnit; spent += stepFlop) {
    if (session_.state.step >= steps_ || !advance(session_)) return false;
    seen_(session_);
  }
  return session_.state.step < steps_;
}

double Training::progress() const {
  return static_cast<double>(session_.state.step) / static_cast<double>(std::max<int64_t>(1, steps_));
}

ExperimentBase::ExperimentBase(const Experiment& e, int s, const Sources& data)
    : experiment(e), sources(data), seed(s) {
  for (int arm = 0; arm < armCount(e); ++arm) arms_.push_back({armConfig(e, arm, s), {}});
}

void ExperimentBase::observe(int arm, const Session& session) {
  Arm& a = arms_[arm];
  if (session.state.step != a.next || a.next > experiment.steps) return;
  if (!(session.config == a.config)) altered_ = true;
  if (a.next > 0)
    a.losses.push_back(static_cast<float>(session.last.loss));
  else
    a.initial = session.state.network.parameters;
  ++a.next;
  stepped(arm, session);
  updateProgress();
}

void ExperimentBase::diverged(int arm) {
  arms_[arm].lost = true;
  updateProgress();
}

bool ExperimentBase::wants(int arm) const { return !arms_[arm].lost && arms_[arm].next <= experiment.steps; }

void ExperimentBase::add(Task make, Done done) {
  queue_.push_back({std::move(make), std::move(done)});
  ++queued_;
}

void ExperimentBase::train(const Config& config, int64_t steps, Seen seen) {
  add([=, this] { return std::make_unique<Training>(makeSession(config, sources), steps, seen); },
      [](const Measurement&) {});
}

bool ExperimentBase::work() {
  if (queue_.empty()) return false;
  if (!current_) current_ = queue_.front().make();
  if (!current_->work()) {
    const Done done = std::move(queue_.front().done);
    const std::unique_ptr<Measurement> measured = std::move(current_);
    queue_.pop_front();
    ++done_;
    done(*measured);
  }
  updateProgress();
  return !queue_.empty();
}

bool ExperimentBase::finished() const {
  for (int arm = 0; arm < armCount(experiment); ++arm)
    if (wants(arm)) return false;
  return queue_.empty();
}

// Arms and tasks count alike. How many tasks are still to come is guessed from how many came so far.
void ExperimentBase::updateProgress() {
  double arms = 0;
  for (const Arm& a : arms_)
    arms += a.lost ? 1 : static_cast<double>(std::max<int64_t>(0, a.next - 1)) / static_cast<double>(steps());
  arms /= static_cast<double>(arms_.size());
  if (arms == 0) queuedAtOnce_ = queued_;
  const double partly = current_ ? current_->progress() : 0;
  const double expected = queuedAtOnce_ + (queued_ - queuedAtOnce_) / std::max(arms, 0.01);
  const double tasks = expected > 0 ? (done_ + partly) / expected : arms;
  progress_ = finished() ? 1 : std::max(progress_, std::min(0.99, 0.5 * (arms + tasks)));
}

SubjectPtr ExperimentBase::subject(int arm, const Session& session) const {
  return makeSubject(session, ProbeSamples::fixed, arms_[arm].initial);
}

double ExperimentBase::lossAt(int arm, int64_t step, int count) const {
  const std::vector<float>& losses = arms_[arm].losses;
  const int64_t end = std::min<int64_t>(step, static_cast<int64_t>(losses.size()));
  const int64_t begin = std::max<int64_t>(0, end - count);
  double sum = 0;
  for (int64_t i = begin; i < end; ++i) sum += losses[static_cast<std::size_t>(i)];
  return end > begin && end == step ? sum / static_cast<double>(end - begin)
                                    : std::numeric_limits<double>::quiet_NaN();
}

double ExperimentBase::lossSoFar(int arm, int count) const {
  const Arm& a = arms_[arm];
  return a.lost ? std::numeric_limits<double>::infinity()
                : lossAt(arm, static_cast<int64_t>(a.losses.size()), count);
}

double ExperimentBase::finalLoss(int arm, int count) const {
  return arms_[arm].lost ? std::numeric_limits<double>::infinity() : lossAt(arm, steps(), count);
}

Curve ExperimentBase::lossCurve(int arm) const {
  const char* name = experiment.armNames[arm];
  Curve curve{name ? name : "loss", {}, {}};
  for (std::size_t i = 0; i < arms_[arm].losses.size(); ++i) {
    curve.x.push_back(static_cast<double>(i + 1));
    curve.y.push_back(arms_[arm].losses[i]);
  }
  return curve;
}

std::vector<Figure> ExperimentBase::figures() const {
  Figure losses{"Loss", "step", "loss", false, true, {}};
  for (int arm = 0; arm < armCount(experiment); ++arm) losses.curves.push_back(lossCurve(arm));
  return {losses};
}

Verdict ExperimentBase::verdict() const {
  Verdict v;
  v.measured = measured();
  v.confirmed = std::all_of(v.measured.begin(), v.measured.end(), holds);
  v.sentence = sentence(v.confirmed);
  return v;
}

}  // namespace lockstep
