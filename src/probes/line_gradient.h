// The gradient trace of the viewer's own network, along the straight line from one probe sample to another:
// what probes/shattering.h shows on nets from number to number. Its input may have any number of
// dimensions. Every point stands for itself: batch norm's statistics are those of the probe batch, as in a
// step on it, and constants.
#pragma once

#include "nn/network.h"
#include "probes/gradient_trace.h"
#include "probes/subject.h"

namespace lockstep {

// Cost 6·P flop for each of the 256 points, and 2·inputs·256² for the cosines.
class LineGradient : public Measurement {
 public:
  // The line runs from sample `from` to sample `to` of the probe batch; where one of them is −1, between the
  // two that are farthest apart among its first kLineCandidates. Output `output` of the network is followed.
  static constexpr int kLineCandidates = 32;
  explicit LineGradient(SubjectPtr subject, int output = 0, int from = -1, int to = -1);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  int output, from = 0, to = 0;
  std::vector<double> position;          // of the points: distance from sample `from`
  std::vector<double> value;             // output of the network there, as many points as are measured
  std::vector<double> gradient;          // its derivative by the distance
  std::vector<double> autocorrelations;  // lags 1 … kTraceLags; empty until all points are measured
  std::vector<float> cosines;  // between the input gradients at two points, 256 × 256; empty until measured

 private:
  void chooseEnds();
  void measurePoints();

  SubjectPtr subject_;
  Network network_;                       // with the statistics of the probe batch
  int pointBlock_, cosineBlock_;          // of one unit of work
  int row_ = 0;                           // of the cosines
  std::vector<float> start_, direction_;  // inputs each; the direction has unit length
  Workspace workspace_;
  std::vector<float> x_, dOutput_, dInput_;
  double squares_ = 0;            // of the terms of `gradient`
  std::vector<float> gradients_;  // inputs × 256
  std::vector<float> scratch_, unfinished_;
};

}  // namespace lockstep
