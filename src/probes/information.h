// What layers keep of each other: mutual information, similarity and effective dimension of the features
// of successive layers, on the probe batch. The estimators are ours, chosen to be cheap and stated in
// full; the question is that of Hodas & Stinis, "Doing the impossible: why neural networks can be trained
// at all", 2018.
//
// A deterministic network's features have infinite mutual information, or, cut into bins, that of the bins
// (Saxe et al. 2018). So the features are taken as a little noisy and as jointly Gaussian:
//
//   information  I(X; Y) = ½ (ln det R_X + ln det R_Y − ln det R_XY) in nats, R the correlations of all units
//                (constant units left out), of which every unit has independent noise of kFeatureNoise
//                standard deviations. R is shrunk towards the identity by Schäfer & Strimmer's share λ ("A
//                shrinkage approach to large-scale covariance matrix estimation", 2005), found for R_XY.
//   by chance    the same, with the same λ, of Y with its samples shuffled: what the estimator sees in
//                nothing. Compare the two.
//   similarity   unbiased linear CKA: Kornblith, Norouzi, Lee & Hinton, "Similarity of neural network
//                representations revisited", 2019, with the HSIC of Song et al. 2012. 1 for rotated and
//                scaled features, 0 for unrelated ones; 1 also for two collapsed layers: look at
//                the dimension.
//   dimension    participation ratio (tr C)² / tr C² of the covariance C: how many directions the features
//                spread over, from 1 (a line) to min(units, samples − 1).
//
// All are computed from n × n matrices over the samples, so that wide layers cost little more
// than narrow ones.
#pragma once

#include <cstdint>

#include "probes/features.h"

namespace lockstep {

constexpr double kFeatureNoise = 0.1;

// Of the features of one layer: products of all pairs of n samples (upper triangles, n × n).
struct FeatureGram {
  int n = 0, units = 0;              // units that vary
  std::vector<double> centred;       // each unit less its mean
  std::vector<double> standardized;  // and over its standard deviation
  double fourth = 0;                 // Σ over varying units and samples of z⁴, z standardized
};
FeatureGram makeFeatureGram(int n);
// Adds one unit with its n values. Cost 2·n² flop, half of that without `standardized`.
void addFeature(FeatureGram& gram, const float* values, bool standardized = true);

// The share of the correlations that is lost to shrinkage and noise (of `noise` standard deviations),
// in [1e-9, 1].
double correlationLoss(const FeatureGram& x, const FeatureGram& y, double noise);

// ½ ln det of the correlations of features with standardized gram k (scratch: spoilt), less a constant for
// each unit that cancels in the information. Cost n³/3.
double halfLogDeterminant(std::vector<double>& k, int n, double loss);

// NaN for fewer than 4 samples, or where a layer does not vary.
double unbiasedCka(const FeatureGram& x, const FeatureGram& y);
// NaN where no unit varies.
double participationRatio(const FeatureGram& gram);

// Layer l links h_{l−1} to h_l. Cost 2·n² flop for each unit of each layer, and 4/3·n³ for each link (four
// units of work at n = 200).
class Information : public Measurement {
 public:
  // Without `links` only the dimensions are measured.
  explicit Information(SubjectPtr subject, bool links = true);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  std::vector<double> dimension;  // of h_0 … h_L; NaN until measured, like all below
  struct Link {
    double information, chance, similarity;
  };
  std::vector<Link> links;  // L: from h_{l−1} to h_l; empty without links

 private:
  void readFeatures();
  void linkStage();
  void next();

  SubjectPtr subject_;
  FeaturePass pass_;
  bool begun_ = false, ran_ = false;  // the forward pass
  int h_ = 0, unit_ = 0;              // the features being read, h_0 … h_L
  int stage_ = -1;                    // of the link from h_ − 1 to h_; −1: still reading
  double loss_ = 0;                   // of that link's correlations
  double separate_ = 0;               // its ½ ln det R_X + ½ ln det R_Y
  double done_ = 0, all_ = 0;         // flop
  FeatureGram below_, gram_;
  std::vector<double> scratch_;
};

}  // namespace lockstep
