// The loss surface on a plane through the network as it stands, with the way it came, drawn into it.
//
//   random  two random directions, filter-normalised: each unit's row of weights has the length of the unit's
//           own (1 where that is 0), biases and norms stay (Li et al., "Visualizing the loss landscape of
//           neural nets", 2018). One unit of an axis replaces the weights by as much again.
//   step    the proposed step d, and the sharpest direction of the Hessian (probes/sharpness.h) made
//           orthogonal to it and as long as d. One unit of an axis is one step. Where d is 0 or both are
//           parallel, a random direction stands in.
//
// A plane shows two directions of P: of the way, only the share of its length that lies in the plane.
// In float, as training computes; differences below 1e-7 of the loss are noise. Cost U/3 for each cell.
#pragma once

#include <memory>

#include "probes/measurement.h"
#include "probes/sharpness.h"

namespace lockstep {

enum class Plane : uint8_t { random, step };

constexpr int kLandscapeSide = 33;  // cells along a side at the finest; coarser grids come first: 9, 17
constexpr int kLandscapeLevels = 3;

class Landscape final : public Measurement {
 public:
  // way: earlier parameters of the run, oldest first; all of the network's size. span: the surface
  // reaches from −span to span along both axes; 0 chooses: 1 for random directions, else 4 steps, or what
  // the way takes.
  Landscape(SubjectPtr subject, Plane plane, std::vector<std::vector<float>> way = {}, double span = 0);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  SubjectPtr subject;
  const Plane plane;
  double span;  // 0 until known

  // Row by row from (−span, −span), x along a row; NaN until measured. Every `spacing`-th cell of every
  // `spacing`-th row is there; 0: none yet.
  std::vector<double> loss;
  int spacing = 0;
  double coordinate(int i) const { return span * (2.0 * i / (kLandscapeSide - 1) - 1); }

  struct WayPoint {
    double x, y;
    double share;  // of its distance from the centre that lies in the plane
  };
  std::vector<WayPoint> way;  // as given; empty until placed

 private:
  void chooseAxes();
  void placeWay();
  double lossAt(double x, double y);

  std::unique_ptr<Sharpness> sharpness_;     // while it is looked for
  std::vector<double> first_, second_;       // the axes
  std::vector<std::vector<float>> earlier_;  // until placed
  Network network_;                          // moved about
  Workspace workspace_;
  int level_ = 0, cell_ = 0;  // next: cell_ of the grid of this level
  int measured_ = 0;
};

}  // namespace lockstep
