// Sharpness: the largest eigenvalue λ of the Hessian, and the rate it allows. Gradient descent along the
// sharpest direction is stable while λ stays below a threshold set by the rate; full-batch training drives λ
// up to it and hovers there (Cohen et al., "Gradient descent on neural networks typically occurs at the edge
// of stability", 2021).
//
//   threshold   plain SGD 2/η · heavy ball (2 + 2μ)/η · Nesterov (2 + 2μ)/(η(1 + 2μ))
//
// By Lanczos iteration with full reorthogonalisation on exact Hessian-vector products, from a random start or
// from a direction found before. Cost 4 U in double for each product, 5 to 20 of them.
#pragma once

#include "probes/exact.h"
#include "probes/measurement.h"

namespace lockstep {

class Sharpness final : public Measurement {
 public:
  // start: the direction found at an earlier step, if there is one. vectors: the most Lanczos vectors kept,
  // P doubles each and 64 MB in all, before it starts again from the best direction so far; at least 3.
  explicit Sharpness(SubjectPtr subject, const std::vector<double>& start = {}, int vectors = 20);
  bool work() override;
  double progress() const override;
  Readings readings() const override;

  SubjectPtr subject;
  double lambda;  // the best estimate so far; NaN before the first
  double residual;  // ‖Hv − λv‖: an eigenvalue lies within it of lambda. At the end below 1e-3·λ, or as far
                    // as 40 products led
  std::vector<double> direction;  // v, unit length; empty until the end
  int products = 0;               // Hessian-vector products made

  // NaN where the theory has none: other optimisers, or layers at different rates. It speaks about full
  // batches only (Subject::fullBatch).
  double threshold() const;
  // How much of the direction lies in each layer: its squared parts add up to 1. NaN until the end.
  std::vector<double> layerShares() const;

 private:
  void beginProduct();
  bool orthogonalize(double& flop);
  void solve();

  ExactPass pass_;
  std::vector<std::vector<double>> basis_;
  std::vector<double> alpha_, beta_;  // diagonal and side diagonal of H in the basis
  std::vector<double> next_;          // H·(the newest basis vector), to be made orthogonal to the basis
  int capacity_ = 0;                  // basis vectors kept before a restart
  int orthogonal_ = 0;                // steps of the orthogonalisation done
  bool multiplying_ = false, done_ = false;
};

}  // namespace lockstep
