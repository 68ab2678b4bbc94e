#include "probes/sharpness.h"

#include <algorithm>
#include <cmath>

#include "nn/rng.h"
#include "probes/step.h"

namespace lockstep {
namespace {

constexpr double kTolerance = 1e-3;  // residual relative to λ
constexpr int kMostProducts = 40;
constexpr int kUsualProducts = 10;
constexpr double kBasisBytes = 64e6;

struct TopEigen {
  double value;
  std::vector<double> vector;
};

// Two rows or columns of n values, `stride` apart, turned into each other.
void rotate(double* x, double* y, int stride, int n, double c, double s) {
  for (int k = 0; k < n * stride; k += stride) {
    const double turned = c * x[k] - s * y[k];
    y[k] = s * x[k] + c * y[k], x[k] = turned;
  }
}

// The largest eigenvalue of the symmetric tridiagonal matrix of order n, by cyclic Jacobi rotations.
TopEigen topEigen(const std::vector<double>& diagonal, const std::vector<double>& side, int n) {
  std::vector<double> a(n * n), v(n * n);
  for (int i = 0; i < n; ++i) a[i * n + i] = diagonal[i], v[i * n + i] = 1;
  for (int i = 0; i + 1 < n; ++i) a[i * n + i + 1] = a[(i + 1) * n + i] = side[i];
  for (int sweep = 0; sweep < 12; ++sweep)
    for (int p = 0; p < n; ++p)
      for (int q = p + 1; q < n; ++q) {
        if (a[p * n + q] == 0) continue;
        const double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
        const double t = (theta < 0 ? -1 : 1) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1), s = t * c;
        rotate(&a[p], &a[q], n, n, c, s);
        rotate(&v[p], &v[q], n, n, c, s);
        rotate(&a[p * n], &a[q * n], 1, n, c, s);
      }
  int best = 0;
  for (int i = 1; i < n; ++i)
    if (a[i * n + i] > a[best * n + best]) best = i;
  TopEigen top{a[best * n + best], {}};
  for (int i = 0; i < n; ++i) top.vector.push_back(v[i * n + best]);
  return top;
}

}  // namespace

Sharpness::Sharpness(SubjectPtr s, const std::vector<double>& start, int vectors)
    : subject(std::move(s)), lambda(kUnknown), residual(kUnknown), pass_(subject) {
  const std::size_t P = subject->network.parameters.size();
  const double fitting = kBasisBytes / (sizeof(double) * static_cast<double>(P));
  capacity_ = static_cast<int>(std::clamp(fitting, 3.0, static_cast<double>(vectors)));
  capacity_ = std::min<int>(capacity_, static_cast<int>(P));
  Rng rng(subject->seed, Stream::probe, static_cast<uint64_t>(subject->step));
  next_.resize(P);
  for (double& x : next_) x = rng.normal();
  // A little of everything stays in: the sharpest direction may have become another one.
  if (start.size() == P && length(start) > 0) addScaled(next_, 10 * length(next_) / length(start), start);
  scale(next_, 1 / length(next_));
  done_ = subject->batch.count == 0;
}

bool Sharpness::work() {
  double flop = kWorkUnit;
  while (!done_ && flop > 0) {
    if (!multiplying_) beginProduct();
    if (pass_.work(flop)) break;
    if (next_.empty()) next_ = pass_.product, alpha_.push_back(dot(next_, basis_.back())), orthogonal_ = 0;
    if (orthogonalize(flop)) solve();
  }
  return !done_;
}

void Sharpness::beginProduct() {
  basis_.push_back(std::move(next_));
  next_.clear();
  pass_.begin(Derivatives::product, widened(subject->network.parameters), basis_.back());
  multiplying_ = true;
  ++products;
}

// Twice against every basis vector: once leaves roundings that grow. True when done.
bool Sharpness::orthogonalize(double& flop) {
  const int size = static_cast<int>(basis_.size());
  for (; orthogonal_ < 2 * size && flop > 0; ++orthogonal_) {
    const std::vector<double>& q = basis_[orthogonal_ % size];
    addScaled(next_, -dot(next_, q), q);
    flop -= 4.0 * static_cast<double>(q.size());
  }
  return orthogonal_ == 2 * size;
}

void Sharpness::solve() {
  multiplying_ = false;
  const int size = static_cast<int>(basis_.size());
  const double left = length(next_);
  const TopEigen top = topEigen(alpha_, beta_, size);
  lambda = top.value;
  residual = left * std::fabs(top.vector.back());
  const bool complete = size == static_cast<int>(next_.size()) || left == 0;
  done_ = complete || !(residual > kTolerance * std::fabs(lambda)) || products == kMostProducts;
  if (!done_ && size < capacity_) {
    beta_.push_back(left);
    scale(next_, 1 / left);
    return;
  }
  direction.assign(next_.size(), 0.0);
  for (int i = 0; i < size; ++i) addScaled(direction, top.vector[i], basis_[i]);
  scale(direction, 1 / length(direction));
  basis_.clear(), alpha_.clear(), beta_.clear();
  next_ = direction;  // where a restart goes on
}

double Sharpness::progress() const {
  return done_ ? 1 : std::min(0.95, (products + pass_.share() - 1) / kUsualProducts);
}

double Sharpness::threshold() const {
  const OptimizerSettings& s = subject->optimizer;
  const std::vector<float>& m = subject->multipliers;
  for (float multiplier : m)
    if (multiplier != m.front()) return kUnknown;
  const double eta = static_cast<double>(subject->rate) * (m.empty() ? 1.0f : m.front()), mu = s.momentum;
  switch (s.kind) {
    case Optimizer::sgd:
      return 2 / eta;
    case Optimizer::momentum:
      return (2 + 2 * mu) / eta;
    case Optimizer::nesterov:
      return (2 + 2 * mu) / (eta * (1 + 2 * mu));
    default:
      return kUnknown;
  }
}

std::vector<double> Sharpness::layerShares() const {
  std::vector<double> shares;
  for (const Layer& layer : subject->network.layers)
    shares.push_back(direction.empty() ? kUnknown : dot(direction, direction, layer.weight, layer.end));
  return shares;
}

Readings Sharpness::readings() const {
  Table layers{"layers", {{"layer", ""}, {"share of direction", ""}}};
  const std::vector<double> shares = layerShares();
  for (std::size_t l = 0; l < shares.size(); ++l) addRow(layers, {static_cast<double>(l + 1), shares[l]});
  return {{"summary",
           {{"sharpness", "", {lambda}},
            {"threshold", "", {threshold()}},
            {"ratio", "", {lambda / threshold()}},
            {"residual", "", {residual}},
            {"products", "", {static_cast<double>(products)}},
            {"full batch", "", {subject->fullBatch ? 1.0 : 0.0}},
            {"rate", "", {subject->rate}}}},
          layers};
}

}  // namespace lockstep
