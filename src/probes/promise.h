// Promise and delivery: the gradient promises what a step will do to the loss, as if the loss were linear.
// Measured along the very step training would take, on the same batch.
//
//   linear     g·d                    (plain SGD: −η‖g‖²)
//   quadratic  g·d + ½ dᵀHd
//   delivered  L(θ + d) − L(θ)
//
// Cost about 3 U in double, and U/3 for each further point of the curve.
#pragma once

#include "probes/step_measurement.h"

namespace lockstep {

constexpr int kPromisePoints = 17;  // of the curve: α = 0, ¼ … 4, today's step at 1
constexpr double kPromiseEnd = 4;

class Promise final : public StepMeasurement {
 public:
  // Extent::step leaves the curve out but for α = 0 and 1.
  explicit Promise(SubjectPtr subject, Extent extent = Extent::full);
  Readings readings() const override;

  // NaN until measured.
  double loss;                       // L(θ)
  double slope, curvature;           // g·d, dᵀHd
  double delivered;                  // L(θ + d) − L(θ)
  std::vector<double> layerPromise;  // g_l·d_l of each layer; empty until measured
  struct Point {
    double alpha, delivered;  // L(θ + αd) − L(θ)
  };
  std::vector<Point> curve;  // by α

  double linear(double alpha = 1) const { return alpha * slope; }
  double quadratic(double alpha = 1) const { return alpha * slope + 0.5 * alpha * alpha * curvature; }
  double ratio() const { return delivered / slope; }  // 1: kept to the letter; below 0: broken

 private:
  void begin(int evaluation) override;
  void end(int evaluation) override;
  std::vector<int> order_;  // indices of the curve, as they are evaluated
};

}  // namespace lockstep
