#include "probes/linear_probe.h"

#include <algorithm>
#include <iterator>

#include "probes/linalg.h"

namespace lockstep {
namespace {

constexpr int kRidges = static_cast<int>(std::size(kProbeRidges));

// What the read-out is to say of sample b.
double wanted(const Subject& subject, int output, int b) {
  const float t = subject.many.targets[output * subject.many.stride + b];
  return subject.classification && subject.network.outputs() == 1 ? (t > 0 ? 1 : -1) : t;
}

double determination(const double* predicted, const ProbeBatch& batch, int O) {
  double left = 0, all = 0;
  for (int o = 0; o < O; ++o) {
    const float* t = batch.targets.data() + o * batch.stride;
    double mean = 0;
    for (int b = 0; b < batch.count; ++b) mean += t[b];
    mean /= batch.count;
    for (int b = 0; b < batch.count; ++b) {
      const double off = t[b] - predicted[o * batch.stride + b], spread = t[b] - mean;
      left += off * off, all += spread * spread;
    }
  }
  return all > 0 ? 1 - left / all : kUnknown;
}

}  // namespace

LinearProbe::LinearProbe(SubjectPtr subject)
    : subject_(std::move(subject)),
      samples_(subject_->many.count),
      outputs_(subject_->network.outputs()),
      meanTarget_(outputs_),
      targets_(static_cast<std::size_t>(samples_) * outputs_) {
  readouts.assign(subject_->network.layers.size() + 1, {kUnknown, kUnknown, kUnknown});
  for (int o = 0; o < outputs_; ++o) {
    for (int b = 0; b < samples_; ++b) meanTarget_[o] += wanted(*subject_, o, b) / samples_;
    for (int b = 0; b < samples_; ++b) targets_[b * outputs_ + o] = wanted(*subject_, o, b) - meanTarget_[o];
  }
}

double LinearProbe::progress() const {
  return static_cast<double>(h_) / static_cast<double>(readouts.size());
}

// A chunk of the pass; false once it is complete.
bool LinearProbe::run(const ProbeBatch& batch, FeaturePass& pass) {
  if (batch.count == 0) return false;
  if (!passing_) pass.begin(subject_->network, batch, evaluation());
  return passing_ = pass.work();
}

void LinearProbe::centre() {
  const int n = samples_, stride = subject_->many.stride;
  const float* h = train_.features(h_);
  features_ = featureCount(subject_->network, h_);
  size_ = std::min(features_, n);
  mean_.assign(features_, 0.0);
  z_.resize(static_cast<std::size_t>(features_) * n);
  for (int u = 0; u < features_; ++u) {
    for (int b = 0; b < n; ++b) mean_[u] += h[u * stride + b];
    mean_[u] /= n;
    for (int b = 0; b < n; ++b) z_[static_cast<std::size_t>(u) * n + b] = h[u * stride + b] - mean_[u];
  }
  products_.assign(static_cast<std::size_t>(size_) * size_, 0.0);
  best_.assign(static_cast<std::size_t>(size_) * outputs_, 0.0);
  bestError_ = std::numeric_limits<double>::infinity();
  row_ = ridge_ = 0;
}

// A work unit's share of the products.
void LinearProbe::addProducts() {
  const int rows = std::max(features_, samples_), m = size_;
  const int end = std::min(rows, row_ + std::max(1, static_cast<int>(kWorkUnit / m / m)));
  std::vector<double> column(m);
  for (; row_ < end; ++row_) {
    if (dual()) {
      addOuter(z_.data() + static_cast<std::size_t>(row_) * m, m, products_.data());
    } else {
      for (int u = 0; u < m; ++u) column[u] = z_[static_cast<std::size_t>(u) * samples_ + row_];
      addOuter(column.data(), m, products_.data());
    }
  }
  if (row_ == rows) stage_ = Stage::factor;
}

void LinearProbe::factor() {
  const int m = size_, O = outputs_;
  double trace = 0;
  for (int i = 0; i < m; ++i) trace += products_[static_cast<std::size_t>(i) * m + i];
  rho_ = kProbeRidges[ridge_] * trace / m;
  factor_ = products_;
  for (int i = 0; i < m; ++i) factor_[static_cast<std::size_t>(i) * m + i] += rho_;
  // Features that do not vary leave nothing to solve: the mean target is the answer.
  if (!cholesky(factor_.data(), m)) return takeBest();
  solution_.assign(static_cast<std::size_t>(m) * O, 0.0);
  if (dual())
    solution_ = targets_;
  else
    for (int u = 0; u < m; ++u)
      for (int b = 0; b < samples_; ++b)
        for (int o = 0; o < O; ++o)
          solution_[u * O + o] += z_[static_cast<std::size_t>(u) * samples_ + b] * targets_[b * O + o];
  choleskySolve(factor_.data(), m, solution_.data(), O);
  stage_ = Stage::leaveOneOut;
}

// Without sample i the error at i is r_i / (1 − h_ii − 1/n): r its residual, h_ii = z_iᵀ(ZZᵀ + ρI)⁻¹z_i, and
// 1/n for the mean. In the dual form r = ρ·α and 1 − h_ii = ρ·((ZᵀZ + ρI)⁻¹)_ii.
void LinearProbe::leaveOneOut() {
  const int m = size_, n = samples_, O = outputs_;
  std::vector<double> inverse, residual(targets_);
  if (dual()) {
    inverse = inverseDiagonal(factor_.data(), n);
  } else {
    inverse.assign(n, 0.0);
    std::vector<double> y = z_;
    forwardSolve(factor_.data(), m, y.data(), n);
    for (int k = 0; k < m; ++k)
      for (int b = 0; b < n; ++b)
        inverse[b] += y[static_cast<std::size_t>(k) * n + b] * y[static_cast<std::size_t>(k) * n + b];
  }
  for (int u = 0; !dual() && u < m; ++u)
    for (int b = 0; b < n; ++b)
      for (int o = 0; o < O; ++o)
        residual[b * O + o] -= z_[static_cast<std::size_t>(u) * n + b] * solution_[u * O + o];
  double error = 0;
  for (int b = 0; b < n; ++b) {
    const double left = (dual() ? rho_ * inverse[b] : 1 - inverse[b]) - 1.0 / n;
    for (int o = 0; o < O; ++o) {
      const double r = (dual() ? rho_ * solution_[b * O + o] : residual[b * O + o]) / left;
      error += r * r;
    }
  }
  if (error < bestError_) {
    bestError_ = error;
    std::swap(best_, solution_);
    readouts[h_].ridge = kProbeRidges[ridge_];
  }
  if (++ridge_ < kRidges)
    stage_ = Stage::factor;
  else
    takeBest();
}

void LinearProbe::takeBest() {
  stage_ = Stage::score;
  if (!dual()) return std::swap(weights_, best_);
  weights_.assign(static_cast<std::size_t>(features_) * outputs_, 0.0);
  for (int u = 0; u < features_; ++u)
    for (int b = 0; b < samples_; ++b)
      for (int o = 0; o < outputs_; ++o)
        weights_[u * outputs_ + o] +=
            z_[static_cast<std::size_t>(u) * samples_ + b] * best_[b * outputs_ + o];
}

double LinearProbe::score(const FeaturePass& pass, const ProbeBatch& batch) const {
  if (batch.count == 0) return kUnknown;
  const float* h = pass.features(h_);
  std::vector<double> predicted(static_cast<std::size_t>(outputs_) * batch.stride);
  for (int o = 0; o < outputs_; ++o) {
    double* row = predicted.data() + o * batch.stride;
    std::fill_n(row, batch.count, meanTarget_[o]);
    for (int u = 0; u < features_; ++u)
      for (int b = 0; b < batch.count; ++b)
        row[b] += weights_[u * outputs_ + o] * (h[u * batch.stride + b] - mean_[u]);
  }
  if (!subject_->classification) return determination(predicted.data(), batch, outputs_);
  const std::vector<float> outputs(predicted.begin(), predicted.end());
  return accuracyOf(outputs.data(), batch.targets.data(), outputs_, batch.count, batch.stride);
}

bool LinearProbe::work() {
  const int count = static_cast<int>(readouts.size());
  if (h_ == count || samples_ == 0) return false;
  switch (stage_) {
    case Stage::train:
      if (!run(subject_->many, train_)) stage_ = Stage::test;
      break;
    case Stage::test:
      if (!run(subject_->test, test_)) stage_ = Stage::centre;
      break;
    case Stage::centre:
      centre();
      stage_ = Stage::products;
      break;
    case Stage::products:
      addProducts();
      break;
    case Stage::factor:
      factor();
      break;
    case Stage::leaveOneOut:
      leaveOneOut();
      break;
    case Stage::score:
      readouts[h_].train = score(train_, subject_->many);
      readouts[h_].test = score(test_, subject_->test);
      ++h_;
      stage_ = Stage::centre;
      break;
  }
  return h_ < count;
}

Readings LinearProbe::readings() const {
  const char* what = subject_->classification ? "accuracy" : "R²";
  Table layers{"layers", {{"layer", ""}, {"train", what}, {"test", what}, {"ridge", ""}}};
  for (std::size_t l = 1; l < readouts.size(); ++l)
    addRow(layers, {static_cast<double>(l), readouts[l].train, readouts[l].test, readouts[l].ridge});
  return {{"summary",
           {{"samples", "", {static_cast<double>(samples_)}},
            {"test samples", "", {static_cast<double>(subject_->test.count)}},
            {"input train", what, {readouts[0].train}},
            {"input test", what, {readouts[0].test}}}},
          layers};
}

}  // namespace lockstep
