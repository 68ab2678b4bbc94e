// One step, slowed down: what each layer's part of it gains alone, what all parts gain together, and how far
// parameters and features move, at any length of the step.
//
//   alone_l    L(θ + α d_l) − L(θ), only layer l moves
//   together   L(θ + α d) − L(θ)
//   gap        together − Σ alone            exact: together = Σ alone + gap
//   slope_l    g_l·d_l                       what the gradient says of a short step
//   moved_l    ‖h_l(θ + α d) − h_l(θ)‖_F / ‖h_l(θ)‖_F, on the samples of the step
//   limit      the α up to which the step still helps
//
// Losses in double, features in float. Cost 3 U for the step, (L + 1)/3 U for each length, and
// kSlowLengths/3 U and a few more for the limit.
#pragma once

#include <limits>
#include <memory>

#include "probes/exact.h"
#include "probes/features.h"
#include "probes/measurement.h"
#include "probes/step_measurement.h"

namespace lockstep {

constexpr double kShortestStep = 0.1, kLongestStep = 100;  // times as long as training's own
constexpr int kSlowLengths = 25;                           // tried for the limit: eight to the decade
constexpr int kSlowHalvings = 6;                           // of the interval that it was found in: to 0.5 %

// What moving together does at one length, by the numbers measured there.
enum class Together : uint8_t {
  unknown,  // not measured, or a number is lost
  addUp,    // the gap is at most kAddUp of the sum
  disturb,  // more: the layers gain less together than one by one
  spur,     // they gain more together than one by one
  rescue,   // one by one they would do harm, together they help
  harm,     // one by one they would help, together they do harm
  tooLong,  // harm either way, though a short step would help
  uphill,   // even a short step does harm on these samples
};
constexpr double kAddUp = 0.1;

class SlowStep final : public Measurement {
 public:
  // `length`: α. Extent::step leaves the limit out. `same`: a measurement of the same moment, whose parts
  // that do not depend on α are taken over; null for none.
  explicit SlowStep(SubjectPtr subject, double length = 1, Extent extent = Extent::full,
                    const SlowStep* same = nullptr);
  bool work() override;
  double progress() const override;
  bool usable() const override { return stage_ >= Stage::limit; }  // everything but the limit
  Readings readings() const override;

  struct LayerMotion {
    double alone = kUnknown, slope = kUnknown;
    double parameters = kUnknown;  // ‖α d_l‖ / ‖θ_l‖
    FeatureChange features{kUnknown, kUnknown};
    // ‖Δh_u‖ of each unit, in units of the layer's root mean square ‖h_u‖: their mean square is moved².
    std::vector<float> units;
  };
  struct Tried {
    double length, together;  // NaN where not measured
  };

  SubjectPtr subject;
  double length;
  double together = kUnknown;
  std::vector<LayerMotion> layers;
  std::vector<float> after;  // θ + α d, P floats

  double loss() const { return moment_->loss; }    // L(θ)
  double slope() const { return moment_->slope; }  // g·d
  double sum() const;                              // Σ alone
  double gap() const { return together - sum(); }
  Together verdict() const;
  // 0: not even the shortest step helps; infinite: the longest one still does; NaN: not measured.
  double limit() const { return moment_->limit; }
  const std::vector<Tried>& tried() const { return moment_->tried; }

 private:
  enum class Stage : uint8_t { step, here, featuresHere, lengths, features, limit, done };
  // What does not depend on α, shared by measurements of the same moment.
  struct Moment {
    std::vector<double> d;
    double loss = kUnknown, slope = kUnknown;
    std::vector<double> layerSlopes;
    std::unique_ptr<FeaturePass> features;  // at θ
    std::vector<Tried> tried;               // in the order of trial; the last may be in progress
    std::size_t measured = 0;               // of them
    double limit = kUnknown;
  };

  void enter(Stage stage);
  void beginLength();
  void endLength();
  void compareFeatures();
  // The next length to be tried, or none: then the limit stands.
  bool tryNext();

  std::shared_ptr<Moment> moment_;
  Extent extent_;
  Stage stage_ = Stage::step;
  int evaluation_ = 0;  // of Stage::lengths: 0 together, then layer by layer
  ExactPass pass_;
  Network moved_;
  FeaturePass featuresAfter_;
};

}  // namespace lockstep
