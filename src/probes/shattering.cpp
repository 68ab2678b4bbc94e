#include "probes/shattering.h"

#include <algorithm>
#include <cmath>

#include "nn/gemm.h"
#include "nn/init.h"
#include "nn/norm.h"
#include "nn/simd.h"

namespace lockstep {
namespace {

constexpr int kPoints = kTracePoints;

// Rows, a multiple of gemm's tile, whose arithmetic fills a unit of work.
int rowsPerUnit(double flopPerRow, int rows) {
  return std::min(rows, std::max(4, static_cast<int>(kWorkUnit / flopPerRow) / 4 * 4));
}

// ρ(sign·z) and its slope.
void rectify(float sign, const float* value, const float* slope, int count, float* outValue,
             float* outSlope) {
  const Vec zero = splat(0), s = splat(sign);
  for (int i = 0; i < count; i += kLanes) {
    const Vec z = s * load(value + i);
    const Mask on = zero < z;
    store(outValue + i, select(on, z, zero));
    store(outSlope + i, select(on, s * load(slope + i), zero));
  }
}

void scaleRow(float* x, float factor) {
  for (int i = 0; i < kPoints; i += kLanes) store(x + i, load(x + i) * splat(factor));
}

}  // namespace

Shattering::Shattering(const ShatteringOptions& o) : options(o) {
  for (int i = 0; i < kPoints; ++i) x.push_back(-2 + 4.0 * i / (kPoints - 1));
  const int K = options.width;
  layerBlock_ = rowsPerUnit(4.0 * K * kPoints, units());
  cosineBlock_ = rowsPerUnit(2.0 * K * kPoints, kPoints);
  const int layers = isNoise() ? 0 : options.depth - 1;
  const int perLayer =
      (units() + layerBlock_ - 1) / layerBlock_ + (options.family == GradientFamily::looksLinear ? 1 : 0);
  allUnits_ = options.seeds * (2 + layers * perLayer + (kPoints + cosineBlock_ - 1) / cosineBlock_);
}

int Shattering::units() const {
  return options.family == GradientFamily::looksLinear ? options.width / 2 : options.width;
}

double Shattering::progress() const { return static_cast<double>(doneUnits_) / allUnits_; }

bool Shattering::work() {
  if (doneUnits_ == allUnits_) return false;
  const int layers = isNoise() ? 1 : options.depth;
  if (layer_ == 0)
    beginNet();
  else if (layer_ < layers)
    layerRows();
  else if (layer_ == layers)
    readOut();
  else
    cosineRows();
  return ++doneUnits_ < allUnits_;
}

// Box and Muller's method gives two values at a time.
void Shattering::fillNormal(double deviation, float* out, int count) {
  for (int i = 0; i < count; i += 2) {
    const double radius = deviation * std::sqrt(-2 * math::log(1 - rng_.uniform()));
    const double angle = 2 * math::kPi * rng_.uniform();
    out[i] = static_cast<float>(radius * math::cos(angle));
    if (i + 1 < count) out[i + 1] = static_cast<float>(radius * math::sin(angle));
  }
}

void Shattering::beginNet() {
  rng_ = Rng(options.seed, Stream::probe, autocorrelations.size());
  const int N = units();
  z_.value.assign(static_cast<std::size_t>(N) * kPoints, 0.0f);
  z_.slope = z_.value;
  layer_ = 1, row_ = 0;
  if (isNoise()) {
    fillNormal(1, z_.slope.data(), N * kPoints);
    for (int i = 0; i < N * kPoints; ++i)
      if (options.family == GradientFamily::brownNoise && i % kPoints) z_.slope[i] += z_.slope[i - 1];
    return;
  }
  std::vector<float> w(N), b(N);
  fillNormal(std::sqrt(2.0), w.data(), N);
  fillNormal(std::sqrt(static_cast<double>(options.biasVariance)), b.data(), N);
  for (int o = 0; o < N; ++o)
    for (int i = 0; i < kPoints; ++i) {
      z_.value[o * kPoints + i] = w[o] * static_cast<float>(x[i]) + b[o];
      z_.slope[o * kPoints + i] = w[o];
    }
}

// What a layer's weights are applied to.
void Shattering::activate(const Rows& z, Rows& result) {
  const int N = units(), count = N * kPoints;
  const bool mirrored = options.family == GradientFamily::looksLinear;
  result.value.resize(mirrored ? 2 * count : count);
  result.slope.resize(result.value.size());
  float *value = result.value.data(), *slope = result.slope.data();
  const float *from = z.value.data(), *fromSlope = z.slope.data();
  if (options.family == GradientFamily::batchNorm || options.family == GradientFamily::residual) {
    statistics_.resize(3 * N);
    float *mean = statistics_.data(), *variance = mean + N, *inverseDeviation = variance + N;
    batchNormalize(from, N, kPoints, kPoints, value, mean, variance, inverseDeviation);
    std::copy_n(fromSlope, count, slope);
    for (int o = 0; o < N; ++o) scaleRow(slope + o * kPoints, inverseDeviation[o]);
    from = value, fromSlope = slope;
  }
  rectify(1, from, fromSlope, count, value, slope);
  if (mirrored) rectify(-1, from, fromSlope, count, value + count, slope + count);
}

void Shattering::beginLayer() {
  activate(z_, activated_);
  if (options.family != GradientFamily::residual) {
    std::fill(z_.value.begin(), z_.value.end(), 0.0f);
    std::fill(z_.slope.begin(), z_.slope.end(), 0.0f);
  }
}

// One unit of z ← (z +) W·activated.
void Shattering::layerRows() {
  const int N = units(), K = options.width, rows = std::min(layerBlock_, N - row_);
  const bool mirrored = options.family == GradientFamily::looksLinear;
  if (mirrored && orthogonal_.empty()) {  // a unit of its own
    Network layer;
    layer.layers.push_back({N, N});
    layOut(layer);
    initialize(layer, Init::orthogonal, 1, (static_cast<uint64_t>(rng_.next()) << 32) + rng_.next());
    orthogonal_.assign(layer.parameters.begin(), layer.parameters.begin() + N * N);
    return;
  }
  if (row_ == 0) beginLayer();
  weights_.resize(static_cast<std::size_t>(rows) * K);
  if (mirrored) {
    for (int r = 0; r < rows; ++r)
      for (int i = 0; i < N; ++i) {
        const float u = orthogonal_[static_cast<std::size_t>(row_ + r) * N + i];
        weights_[r * K + i] = u, weights_[r * K + N + i] = -u;
      }
  } else {
    const double beta = options.family == GradientFamily::residual ? options.beta : 1;
    fillNormal(beta * std::sqrt(2.0 / K), weights_.data(), rows * K);
  }
  scratch_.resize(gemmScratch(rows, K));
  for (auto [from, to] : {std::pair{&activated_.value, &z_.value}, {&activated_.slope, &z_.slope}})
    gemm(rows, kPoints, K, rowMajor(weights_.data(), K), rowMajor(from->data(), kPoints),
         to->data() + static_cast<std::size_t>(row_) * kPoints, kPoints, Start::add, nullptr,
         scratch_.data());
  row_ += rows;
  if (row_ == N) ++layer_, row_ = 0, orthogonal_.clear();
}

void Shattering::readOut() {
  if (options.family == GradientFamily::batchNorm) {
    activate(z_, activated_);
    std::swap(z_, activated_);
  } else if (options.family == GradientFamily::plain || options.family == GradientFamily::residual) {
    rectify(1, z_.value.data(), z_.slope.data(), units() * kPoints, z_.value.data(), z_.slope.data());
  }
  const int N = units();
  std::vector<float> v(N);
  fillNormal(std::sqrt(1.0 / N), v.data(), N);
  std::vector<double> g(kPoints);
  double squares = 0;
  for (int o = 0; o < N; ++o)
    for (int i = 0; i < kPoints; ++i) {
      const double term = static_cast<double>(v[o]) * z_.slope[o * kPoints + i];
      g[i] += term, squares += term * term;
    }
  autocorrelations.push_back(autocorrelation(g, kTraceLags, std::sqrt(squares / kPoints)));
  if (gradient.empty()) gradient = g;
  netCosines_.assign(kPoints * kPoints, 0.0f);
  ++layer_, row_ = 0;
}

void Shattering::cosineRows() {
  const int end = std::min(kPoints, row_ + cosineBlock_);
  addCosines(z_.slope.data(), units(), row_, end, 1, scratch_, netCosines_.data());
  row_ = end;
  if (row_ < kPoints) return;
  if (cosines.empty()) cosines.assign(netCosines_.size(), 0.0f);
  const float share = 1 / static_cast<float>(autocorrelations.size());
  for (std::size_t i = 0; i < cosines.size(); ++i) cosines[i] += share * (netCosines_[i] - cosines[i]);
  layer_ = 0;
}

Readings Shattering::readings() const {
  const double measured = static_cast<double>(autocorrelations.size());
  Table acf = autocorrelationTable(autocorrelations);
  Table summary{"summary",
                {{"width", "units", {static_cast<double>(options.width)}},
                 {"depth", "layers", {static_cast<double>(options.depth)}},
                 {"nets", "", {measured}}}};
  if (measured > 0) {
    summary.columns.push_back({"autocorrelation at lag 1", "", {acf.columns[1].values[0]}});
    summary.columns.push_back({"sd", "", {acf.columns[2].values[0]}});
  }
  Table trace{"trace", {{"x", "", x}, {"gradient", "", gradient}}};
  if (gradient.empty()) trace.columns.clear();
  return {summary, acf, trace, cosineTable(cosines)};
}

}  // namespace lockstep
