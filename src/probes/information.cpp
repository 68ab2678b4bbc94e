#include "probes/information.h"

#include <algorithm>
#include <cmath>

#include "nn/rng.h"
#include "probes/linalg.h"

namespace lockstep {
namespace {

std::size_t cell(int i, int j, int n) { return static_cast<std::size_t>(i) * n + j; }

// ‖K‖_F² of a symmetric matrix.
double squaredNorm(const std::vector<double>& k, int n) {
  double total = 0;
  for (int i = 0; i < n; ++i) {
    total += k[cell(i, i, n)] * k[cell(i, i, n)];
    for (int j = i + 1; j < n; ++j) total += 2 * k[cell(i, j, n)] * k[cell(i, j, n)];
  }
  return total;
}

// Σ over i ≠ j of row i.
std::vector<double> rowSums(const std::vector<double>& k, int n) {
  std::vector<double> sums(n, 0.0);
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j) sums[i] += k[cell(i, j, n)], sums[j] += k[cell(i, j, n)];
  return sums;
}

// Unbiased HSIC but for a factor of n alone: Song et al. 2012, equation 5. Diagonals count as 0.
double unbiasedHsic(const std::vector<double>& k, const std::vector<double>& l, int n) {
  const std::vector<double> kRows = rowSums(k, n), lRows = rowSums(l, n);
  double trace = 0, rows = 0, kAll = 0, lAll = 0;
  for (int i = 0; i < n; ++i) {
    for (int j = i + 1; j < n; ++j) trace += 2 * k[cell(i, j, n)] * l[cell(i, j, n)];
    rows += kRows[i] * lRows[i], kAll += kRows[i], lAll += lRows[i];
  }
  return trace + kAll * lAll / ((n - 1.0) * (n - 2.0)) - 2 * rows / (n - 2.0);
}

}  // namespace

FeatureGram makeFeatureGram(int n) {
  const std::size_t size = static_cast<std::size_t>(n) * n;
  return {n, 0, std::vector<double>(size), std::vector<double>(size), 0};
}

void addFeature(FeatureGram& gram, const float* values, bool standardized) {
  const int n = gram.n;
  double mean = 0, variance = 0;
  for (int i = 0; i < n; ++i) mean += values[i];
  mean /= n;
  std::vector<double> x(n);
  for (int i = 0; i < n; ++i) x[i] = values[i] - mean, variance += x[i] * x[i];
  variance /= n;
  if (variance <= 1e-12 * mean * mean) return;  // constant, but for rounding
  ++gram.units;
  addOuter(x.data(), n, gram.centred.data());
  if (!standardized) return;
  const double scale = 1 / std::sqrt(variance);
  for (double& v : x) v *= scale, gram.fourth += v * v * v * v;
  addOuter(x.data(), n, gram.standardized.data());
}

double correlationLoss(const FeatureGram& x, const FeatureGram& y, double noise) {
  // λ = Σ Var(r_ij) / Σ r_ij² over i ≠ j, where r_ij is the mean over samples of z_i·z_j: from the joint gram
  // K, whose Σ K_kk² is Σ over all i, j and samples of (z_i·z_j)². The diagonals, i = j, are taken off.
  const int n = x.n, units = x.units + y.units;
  std::vector<double> joint(x.standardized);
  double samples = 0;
  for (std::size_t i = 0; i < joint.size(); ++i) joint[i] += y.standardized[i];
  for (int k = 0; k < n; ++k) samples += joint[cell(k, k, n)] * joint[cell(k, k, n)];
  const double squared = squaredNorm(joint, n), own = x.fourth + y.fourth - static_cast<double>(n) * units;
  const double variance = (samples - squared / n - own) / (static_cast<double>(n) * (n - 1));
  const double size = squared / (static_cast<double>(n) * n) - units;
  const double lambda = size > 0 ? std::clamp(variance / size, 0.0, 1.0) : 1;
  return std::max(1e-9, 1 - (1 - lambda) / (1 + noise * noise));
}

double halfLogDeterminant(std::vector<double>& k, int n, double loss) {
  // det(loss·I + (1 − loss)·ZᵀZ/n) over the units is loss^units · det(I + (1 − loss)/(loss·n) · ZZᵀ) over the
  // samples; the factor in front cancels.
  const double factor = (1 - loss) / (loss * n);
  for (double& v : k) v *= factor;
  for (int i = 0; i < n; ++i) k[cell(i, i, n)] += 1;
  return cholesky(k.data(), n) ? logDeterminant(k.data(), n) / 2 : kUnknown;
}

double unbiasedCka(const FeatureGram& x, const FeatureGram& y) {
  if (x.n < 4 || x.units == 0 || y.units == 0) return kUnknown;
  const double both = unbiasedHsic(x.centred, y.centred, x.n);
  return both / std::sqrt(unbiasedHsic(x.centred, x.centred, x.n) * unbiasedHsic(y.centred, y.centred, x.n));
}

double participationRatio(const FeatureGram& gram) {
  if (gram.units == 0) return kUnknown;
  double trace = 0;
  for (int i = 0; i < gram.n; ++i) trace += gram.centred[cell(i, i, gram.n)];
  return trace * trace / squaredNorm(gram.centred, gram.n);
}

Information::Information(SubjectPtr subject, bool linked) : subject_(std::move(subject)) {
  const Network& network = subject_->network;
  const int L = static_cast<int>(network.layers.size());
  const double n = subject_->many.count;
  dimension.assign(L + 1, kUnknown);
  if (linked) links.assign(L, {kUnknown, kUnknown, kUnknown});
  for (int h = 0; h <= L; ++h) all_ += (linked ? 2 : 1) * n * n * featureCount(network, h);
  if (linked) all_ += L * 4 * n * n * n / 3;
  gram_ = makeFeatureGram(subject_->many.count);
}

double Information::progress() const { return all_ > 0 ? done_ / all_ : 1; }

void Information::readFeatures() {
  const ProbeBatch& batch = subject_->many;
  const double cost = (links.empty() ? 1.0 : 2.0) * batch.count * batch.count;
  const int units = featureCount(subject_->network, h_);
  const int end = std::min(units, unit_ + std::max(1, static_cast<int>(kWorkUnit / cost)));
  const float* features = pass_.features(h_);
  done_ += cost * (end - unit_);
  for (; unit_ < end; ++unit_) addFeature(gram_, features + unit_ * batch.stride, !links.empty());
  if (unit_ < units) return;
  dimension[h_] = participationRatio(gram_);
  if (h_ > 0 && !links.empty())
    stage_ = 0;
  else
    next();
}

// A quarter of what a link takes: one determinant.
void Information::linkStage() {
  const int n = gram_.n;
  Link& link = links[h_ - 1];
  done_ += static_cast<double>(n) * n * n / 3;
  if (stage_ == 0) {
    link.similarity = unbiasedCka(below_, gram_);
    loss_ = correlationLoss(below_, gram_, kFeatureNoise);
    scratch_ = below_.standardized;
    separate_ = halfLogDeterminant(scratch_, n, loss_);
  } else if (stage_ == 1) {
    scratch_ = gram_.standardized;
    separate_ += halfLogDeterminant(scratch_, n, loss_);
  } else {
    std::vector<int> order(n);
    for (int i = 0; i < n; ++i) order[i] = i;
    if (stage_ == 3) Rng(subject_->seed, Stream::probe, static_cast<uint64_t>(h_)).shuffle(order.data(), n);
    scratch_ = below_.standardized;
    for (int i = 0; i < n; ++i)
      for (int j = i; j < n; ++j)
        scratch_[cell(i, j, n)] +=
            gram_.standardized[cell(std::min(order[i], order[j]), std::max(order[i], order[j]), n)];
    (stage_ == 2 ? link.information : link.chance) = separate_ - halfLogDeterminant(scratch_, n, loss_);
  }
  if (++stage_ == 4) next();
}

void Information::next() {
  std::swap(below_, gram_);
  gram_ = makeFeatureGram(below_.n);
  ++h_, unit_ = 0, stage_ = -1;
}

bool Information::work() {
  const ProbeBatch& batch = subject_->many;
  const int count = static_cast<int>(dimension.size());
  if (h_ == count || batch.count == 0) return false;
  if (!ran_) {
    if (!begun_) pass_.begin(subject_->network, batch, kProbePass);
    begun_ = true;
    ran_ = !pass_.work();
  } else if (stage_ < 0) {
    readFeatures();
  } else {
    linkStage();
  }
  return h_ < count;
}

Readings Information::readings() const {
  Table layers{
      "layers",
      {{"layer", ""}, {"information", "nats"}, {"chance", "nats"}, {"similarity", ""}, {"dimension", ""}}};
  for (std::size_t l = 1; l < dimension.size(); ++l) {
    const Link link = links.empty() ? Link{kUnknown, kUnknown, kUnknown} : links[l - 1];
    addRow(layers, {static_cast<double>(l), link.information, link.chance, link.similarity, dimension[l]});
  }
  return {{"summary",
           {{"samples", "", {static_cast<double>(subject_->many.count)}},
            {"input dimension", "", {dimension[0]}}}},
          layers};
}

}  // namespace lockstep
