// What the experiments are made of; for the files of this folder only.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "lab/experiments/experiment.h"
#include "lab/make_subject.h"
#include "nn/median.h"
#include "probes/measurement.h"

namespace lockstep {

// Keeps count of arms and tasks; an experiment derives from it and says what to measure when.
class ExperimentBase : public ExperimentRun {
 public:
  ExperimentBase(const Experiment& experiment, int seed, const Sources& sources);

  void observe(int arm, const Session& session) final;
  void diverged(int arm) final;
  bool wants(int arm) const final;
  bool work() final;
  bool finished() const final;
  double progress() const final { return progress_; }
  bool altered() const final { return altered_; }
  std::vector<Figure> figures() const override;  // the losses of the arms
  Verdict verdict() const final;

 protected:
  using Task = std::function<std::unique_ptr<Measurement>()>;
  using Done = std::function<void(const Measurement&)>;
  using Seen = std::function<void(Session&)>;

  // Called once for each step of an arm, in order, from step 0 on.
  virtual void stepped(int arm, const Session& session) = 0;
  // The quantities of the verdict, and its sentence.
  virtual std::vector<Quantity> measured() const = 0;
  virtual std::string sentence(bool confirmed) const = 0;

  // Queues a measurement. It is made when its turn comes, so that what waits takes little memory.
  void add(Task make, Done done);
  // Queues a run of its own over `steps` steps; `seen` is called at step 0 and after each step, and may
  // change the settings of the next. A run that diverges ends early.
  void train(const Config& config, int64_t steps, Seen seen);

  int64_t steps() const { return experiment.steps; }
  const Config& config(int arm) const { return arms_[static_cast<std::size_t>(arm)].config; }
  // The fixed probe samples and the network as they are.
  SubjectPtr subject(int arm, const Session& session) const;
  // Loss of an arm over `count` steps up to `step`, on their own batches, on average; NaN where it was not.
  double lossAt(int arm, int64_t step, int count = 1) const;
  // The last one there is; NaN before the first step, infinite if the arm diverged.
  double lossSoFar(int arm, int count = 1) const;
  // At the end; infinite if the arm diverged.
  double finalLoss(int arm, int count = 1) const;
  Curve lossCurve(int arm) const;

  const Experiment& experiment;
  const Sources& sources;
  const int seed;

 private:
  struct Arm {
    Config config;
    std::vector<float> losses, initial;  // of each step; parameters of step 0
    int64_t next = 0;                    // the step it waits to see
    bool lost = false;
  };
  struct Queued {
    Task make;
    Done done;
  };
  void updateProgress();

  std::vector<Arm> arms_;
  std::deque<Queued> queue_;
  std::unique_ptr<Measurement> current_;
  int queued_ = 0, done_ = 0;
  int queuedAtOnce_ = 0;  // before the first step
  double progress_ = 0;
  bool altered_ = false;
};

// A configuration on top of another one: base(config, "lr=0.1").
Config derive(const Config& config, std::string_view line);

// A training run as a measurement, for those that experiments compare with.
class Training : public Measurement {
 public:
  Training(Session session, int64_t steps, std::function<void(Session&)> seen);
  bool work() override;
  double progress() const override;
  Readings readings() const override { return {}; }

 private:
  Session session_;
  int64_t steps_;
  std::function<void(Session&)> seen_;
};

Quantity plain(std::string name, double value, std::string unit = {});
Quantity atMost(std::string name, double value, double limit, std::string unit = {});
Quantity atLeast(std::string name, double value, double limit, std::string unit = {});

// A number in three significant digits, as sentences have it.
std::string text(double value);
std::string percent(double share);

// The experiments of each file.
std::span<const Experiment> stepExperiments();     // steps.cpp
std::span<const Experiment> layerExperiments();    // layers.cpp
std::span<const Experiment> depthExperiments();    // depth.cpp
std::span<const Experiment> featureExperiments();  // features.cpp
std::span<const Experiment> rateExperiments();     // rates.cpp
std::span<const Experiment> tuningExperiments();   // tuning.cpp

template <typename Run>
std::unique_ptr<ExperimentRun> begin(const Experiment& experiment, int seed, const Sources& sources) {
  return std::make_unique<Run>(experiment, seed, sources);
}

}  // namespace lockstep
