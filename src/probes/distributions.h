// What the numbers inside each layer look like, how healthy its units are, and how large its step is.
#pragma once

#include "probes/features.h"

namespace lockstep {

constexpr int kHistogramBins = 48;

// Equal bins over [low, high]. The range has room for all values and moves in steps 1, 2, 5, 10 …, so that it
// stays put while a run goes on: from 0 where no value is negative, else symmetric.
struct Histogram {
  double low = 0, high = 1;
  std::vector<int> counts;         // kHistogramBins
  int count = 0, nonFinite = 0;    // values in the bins, and NaNs and infinities beside them
  double mean = 0, deviation = 0;  // of the values in the bins
};
// Of a rows × columns matrix with the given row stride. Cost O(rows·columns).
Histogram histogramOf(const float* values, int rows, int columns, int stride);

struct LayerDistributions {
  Histogram weights, gradients;           // without biases, scales and shifts
  Histogram preActivations, activations;  // what f is given, and h_l, over the probe batch
  // Share of units that answer 0 to every sample (for leaky ReLU: on the flat side with every sample). NaN
  // but for these two.
  double dead = 0;
  // Share of values in the outer 3 % of the range of tanh or sigmoid, where the slope is below 6 % of its
  // largest. NaN for others.
  double saturated = 0;
  double gradientNorm = 0;  // ‖g_l‖
  // ‖d_l‖ / ‖W_l‖, weights only: about 1e-3 is a healthy rate (Karpathy's rule of thumb). NaN for weights 0.
  double update = 0;
};

// Cost 2 U, a unit of work each, and one unit for the counting of each layer.
class Distributions : public Measurement {
 public:
  explicit Distributions(SubjectPtr subject);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  std::vector<LayerDistributions> layers;  // as many as are measured so far, at the end L

 private:
  void differentiate();
  LayerDistributions measure(int l) const;

  SubjectPtr subject_;
  Workspace workspace_;
  std::vector<float> gradient_;
  std::vector<double> d_;
  int stage_ = 0;
};

}  // namespace lockstep
