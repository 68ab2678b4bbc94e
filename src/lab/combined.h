// Instruments that are made of more than one measurement, or that need the run's past.
#pragma once

#include <memory>
#include <vector>

#include "probes/criticality.h"
#include "probes/drift.h"
#include "probes/influence.h"
#include "probes/landscape.h"
#include "probes/line_gradient.h"
#include "probes/shattering.h"
#include "probes/staleness.h"
#include "session/history.h"

namespace lockstep {

// One measurement after the other. Tables of the same name become one: columns the first already has, with
// the same values, are left out; others of the same name are told apart by `name`.
class Combined : public Measurement {
 public:
  bool work() override;
  double progress() const override;
  Readings readings() const override;

 protected:
  struct Part {
    const char* name;
    std::unique_ptr<Measurement> measurement;
  };
  explicit Combined(std::vector<Part> parts) : parts_(std::move(parts)) {}
  template <typename T>
  const T& part(std::size_t i) const {
    return static_cast<const T&>(*parts_[i].measurement);
  }

 private:
  std::vector<Part> parts_;
  std::size_t current_ = 0;
};

// Feature drift, and what it does to the gradients.
class MovingTarget final : public Combined {
 public:
  MovingTarget(SubjectPtr subject, SubjectPtr earlier);
  const Drift& drift() const { return part<Drift>(0); }
  const Staleness& staleness() const { return part<Staleness>(1); }
};

// What a layer's push does to the others, and what its loss would do to the network.
class Dependence final : public Combined {
 public:
  explicit Dependence(SubjectPtr subject);
  const Influence& influence() const { return part<Influence>(0); }
  const Criticality& criticality() const { return part<Criticality>(1); }
};

// The gradient along a line: of this network, or of nets of its own making. Exactly one of both is there.
class ShatteredGradients final : public Measurement {
 public:
  explicit ShatteredGradients(SubjectPtr subject)
      : line_(std::make_unique<LineGradient>(std::move(subject))) {}
  explicit ShatteredGradients(const ShatteringOptions& options)
      : nets_(std::make_unique<Shattering>(options)) {}
  bool work() override { return measurement().work(); }
  double progress() const override { return measurement().progress(); }
  Readings readings() const override { return measurement().readings(); }

  const LineGradient* line() const { return line_.get(); }
  const Shattering* nets() const { return nets_.get(); }

 private:
  Measurement& measurement() const { return line_ ? static_cast<Measurement&>(*line_) : *nets_; }

  std::unique_ptr<LineGradient> line_;
  std::unique_ptr<Shattering> nets_;
};

// The landscape with the way of the run so far, replayed from its keyframes. Cost beside the landscape's: at
// most kWayPoints replays, a step or more to each unit. Memory: a copy of the history.
class LandscapeOfRun final : public Measurement {
 public:
  static constexpr int kWayPoints = 40;
  LandscapeOfRun(SubjectPtr subject, Plane plane, const Session& session, const History* history);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  const Landscape* landscape() const { return landscape_.get(); }  // null while the way is replayed

 private:
  void replay();

  SubjectPtr subject_;
  Plane plane_;
  Session session_;
  History history_;
  std::vector<int64_t> steps_;  // of the way
  std::vector<std::vector<float>> way_;
  std::unique_ptr<Landscape> landscape_;
};

}  // namespace lockstep
