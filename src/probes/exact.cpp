#include "probes/exact.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "probes/exact_layer.h"
#include "probes/measurement.h"

namespace lockstep {
namespace {

constexpr int kSmallestChunk = 8;       // fills the tiles of exact_layer.h
constexpr double kActivationFlop = 60;  // of one unit and sample, as far as it matters to the work unit
constexpr double kDualFlop = 4;         // a product of duals against one of values

double layerFlop(const Layer& layer) { return layer.outputs * (2.0 * layer.inputs + kActivationFlop); }

int chunkSamples(const Subject& s) {
  double flop = 0;
  bool whole = false;
  for (const Layer& layer : s.network.layers) {
    flop += 3 * kDualFlop * layerFlop(layer);
    whole = whole || layer.norm == Norm::batch;
  }
  const int fitting = static_cast<int>(std::clamp(kWorkUnit / flop, 0.0, 1e6)) / kSmallestChunk;
  const int even = (s.batch.count + kPackLanes - 1) / kPackLanes * kPackLanes;
  return whole ? even : std::min(even, std::max(1, fitting) * kSmallestChunk);
}

// log(1 + e^z), in its stable form.
Pack softplus(Pack z) { return select(z < pack(0), pack(0), z) + log(pack(1) + exp(pack(0) - abs(z))); }

Pack targetPair(const float* t, int o, int stride) {
  t += static_cast<std::size_t>(o) * stride;
  return pack(t[0], t[1]);
}

// Of the samples of one pack: their losses, and the gradients of those written to g[o·width]. z and t have
// O rows, `width` packs and `stride` floats apart.
template <typename T>
Pack columnLoss(Loss loss, const T* z, const float* t, int O, int width, int stride, T* g) {
  Pack total = pack(0), largest = value(z[0]);
  for (int o = 1; o < O; ++o) largest = select(largest < value(z[o * width]), value(z[o * width]), largest);
  T sum = constant<T>(pack(0));
  for (int o = 0; o < O; ++o) {
    const T logit = z[o * width];
    const Pack target = targetPair(t, o, stride);
    switch (loss) {
      case Loss::mse:
        g[o * width] = logit - target;
        total = total + pack(0.5) * value(g[o * width]) * value(g[o * width]);
        break;
      case Loss::bce:
        g[o * width] = sigmoid(logit) - target;
        total = total + (softplus(value(logit)) - target * value(logit));
        break;
      case Loss::softmax:
        g[o * width] = exp(logit - largest);
        sum = sum + g[o * width];
        total = total - target * (value(logit) - largest);
        break;
    }
  }
  if (loss != Loss::softmax) return total;
  for (int o = 0; o < O; ++o) g[o * width] = g[o * width] / sum - targetPair(t, o, stride);
  return total + log(value(sum));
}

// Loss of the chunk's samples, summed; the gradient of their share in the mean goes to tape.gradient.
template <typename T>
double chunkLoss(const Subject& s, const T* z, int first, int samples, int width, T* g) {
  const int O = s.network.outputs();
  const Pack share = pack(1.0 / s.batch.count);
  double total = 0;
  for (int b = 0; b < width; ++b) {
    const float* t = s.batch.targets.data() + first + b * kPackLanes;
    const Pack losses = columnLoss(s.loss, z + b, t, O, width, s.batch.stride, g + b);
    total += losses.v[0];
    const bool both = (b + 1) * kPackLanes <= samples;
    if (both) total += losses.v[1];
    const PackMask keep = pack(0) < pack(1, both ? 1 : 0);
    for (int o = 0; o < O; ++o)
      g[o * width + b] = select(keep, g[o * width + b] * share, constant<T>(pack(0)));
  }
  return total;
}

// Makes room for a chunk and reads its inputs.
template <typename T>
void beginChunk(const Subject& s, int first, int width, ExactTape<T>& tape) {
  const int I = s.network.inputs(), stride = s.batch.stride;
  tape.layers.resize(s.network.layers.size());
  tape.input.resize(static_cast<std::size_t>(I) * width);
  int widest = 0;
  for (const Layer& layer : s.network.layers) widest = std::max({widest, layer.outputs, layer.inputs});
  tape.gradient.resize(static_cast<std::size_t>(widest) * width);
  tape.next.resize(tape.gradient.size());
  for (int i = 0; i < I; ++i)
    for (int b = 0; b < width; ++b) {
      const float* x = s.batch.x.data() + static_cast<std::size_t>(i) * stride + first + b * kPackLanes;
      tape.input[static_cast<std::size_t>(i) * width + b] = constant<T>(pack(x[0], x[1]));
    }
}

}  // namespace

ExactPass::ExactPass(SubjectPtr subject) : subject_(std::move(subject)), chunk_(chunkSamples(*subject_)) {}

void ExactPass::begin(Derivatives what, std::vector<double> point, std::vector<double> direction) {
  const std::size_t P = subject_->network.parameters.size();
  assert(point.size() == P && (what != Derivatives::product || direction.size() == P));
  what_ = what, point_ = std::move(point), direction_ = std::move(direction);
  first_ = stage_ = 0;
  loss = 0;
  gradient.assign(what == Derivatives::none ? 0 : P, 0.0);
  product.assign(what == Derivatives::product ? P : 0, 0.0);
  done_ = subject_->batch.count == 0;
  if (done_) loss = std::numeric_limits<double>::quiet_NaN();
}

bool ExactPass::work(double& flop) {
  while (!done_ && flop > 0) flop -= what_ == Derivatives::product ? kDualFlop * stage(dual_) : stage(plain_);
  return !done_;
}

double ExactPass::share() const {
  if (done_) return 1;
  const int stages = static_cast<int>(subject_->network.layers.size()) * (what_ == Derivatives::none ? 1 : 2);
  const double chunks = std::ceil(static_cast<double>(subject_->batch.count) / chunk_);
  return (first_ / chunk_ + static_cast<double>(stage_) / stages) / chunks;
}

void ExactPass::release() {
  for (std::vector<double>* numbers : {&gradient, &product, &point_, &direction_})
    *numbers = std::vector<double>();
  plain_ = {}, dual_ = {};
}

template <typename T>
double ExactPass::stage(ExactTape<T>& tape) {
  const Subject& s = *subject_;
  const int L = static_cast<int>(s.network.layers.size());
  const int samples = std::min(chunk_, s.batch.count - first_);
  const int width = (samples + kPackLanes - 1) / kPackLanes;
  const ExactPoint p{point_.data(), direction_.data()};
  if (stage_ == 0) beginChunk(s, first_, width, tape);

  const bool forward = stage_ < L;
  const int l = forward ? stage_ : 2 * L - 1 - stage_;
  const Layer& layer = s.network.layers[l];
  const T* x = l ? tape.layers[l - 1].output.data() : tape.input.data();
  if (forward) {
    exactForward(layer, p, x, samples, width, tape.layers[l]);
    if (l == L - 1)
      loss += chunkLoss(s, tape.layers[l].output.data(), first_, samples, width, tape.gradient.data());
  } else {
    exactBackward(layer, p, x, samples, width, tape.layers[l], tape.gradient.data(),
                  l ? tape.next.data() : nullptr, ExactSums{gradient.data(), product.data()});
    std::swap(tape.gradient, tape.next);
  }
  if (++stage_ == (what_ == Derivatives::none ? L : 2 * L)) endChunk();
  return (forward ? 1 : 2) * samples * layerFlop(layer);
}

void ExactPass::endChunk() {
  stage_ = 0, first_ += chunk_;
  done_ = first_ >= subject_->batch.count;
  if (!done_) return;
  loss /= subject_->batch.count;
  addPenalty();
}

void ExactPass::addPenalty() {
  const Subject& s = *subject_;
  const double l1 = s.optimizer.l1, l2 = s.optimizer.l2;
  if (l1 == 0 && l2 == 0) return;
  double absolute = 0, squares = 0;
  for (const Layer& layer : s.network.layers)
    for (int i = layer.weight; i < layer.bias; ++i) {
      const double w = point_[i];
      absolute += std::fabs(w), squares += w * w;
      if (!gradient.empty()) gradient[i] += l2 * w + l1 * ((w > 0) - (w < 0));
      if (!product.empty()) product[i] += l2 * direction_[i];
    }
  loss += l1 * absolute + 0.5 * l2 * squares;
}

}  // namespace lockstep
