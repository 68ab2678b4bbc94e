// One layer of the exact objective, forward and backward, for T = Pack (values) or Dual (values and
// derivatives). The formulas are those of nn/network.h and nn/norm.h. Matrices are (units × width) with width
// packs of samples in a row; lanes beyond the last sample hold zeros where a sum runs over samples.
#pragma once

#include <algorithm>

#include "nn/network.h"
#include "probes/dual.h"
#include "probes/exact.h"

namespace lockstep {

// Parameters, and the direction that Dual differentiates along.
struct ExactPoint {
  const double *value, *tangent;
};
template <typename T>
T parameter(const ExactPoint& p, int i);
template <>
inline Pack parameter<Pack>(const ExactPoint& p, int i) {
  return pack(p.value[i]);
}
template <>
inline Dual parameter<Dual>(const ExactPoint& p, int i) {
  return {pack(p.value[i]), pack(p.tangent[i])};
}

// Where sums over samples are added to.
struct ExactSums {
  double *gradient, *product;
};
inline void deposit(const ExactSums& to, int i, Pack total) { to.gradient[i] += sum(total); }
inline void deposit(const ExactSums& to, int i, Dual total) {
  to.gradient[i] += sum(total.v), to.product[i] += sum(total.d);
}

// out[b] += Σ_k A[first + k·step]·x[k·width + b] for N packs, in registers.
template <int N, typename T>
void multiplyTile(const ExactPoint& A, int first, int step, int K, const T* x, int width, T* out) {
  T total[N];
  for (int n = 0; n < N; ++n) total[n] = out[n];
  for (int k = 0; k < K; ++k) {
    const T a = parameter<T>(A, first + k * step);
    for (int n = 0; n < N; ++n) total[n] = total[n] + a * x[static_cast<std::size_t>(k) * width + n];
  }
  for (int n = 0; n < N; ++n) out[n] = total[n];
}
// out += A·x, A[m][k] at first + m·rowStep + k·columnStep.
template <typename T>
void multiply(const ExactPoint& A, int first, int rowStep, int columnStep, int M, int K, const T* x,
              int width, T* out) {
  for (int m = 0; m < M; ++m, first += rowStep, out += width) {
    int b = 0;
    for (; b + 4 <= width; b += 4) multiplyTile<4>(A, first, columnStep, K, x + b, width, out + b);
    for (; b < width; ++b) multiplyTile<1>(A, first, columnStep, K, x + b, width, out + b);
  }
}

template <typename T>
void depositRow(const T* row, int width, const ExactSums& sums, int to) {
  T total = constant<T>(pack(0));
  for (int b = 0; b < width; ++b) total = total + row[b];
  deposit(sums, to, total);
}

// Adds Σ_b g[b]·x[n·width + b] to the sums at `to` + n.
template <int N, typename T>
void outerTile(const T* g, const T* x, int width, const ExactSums& sums, int to) {
  T total[N];
  std::fill_n(total, N, constant<T>(pack(0)));
  for (int b = 0; b < width; ++b)
    for (int n = 0; n < N; ++n) total[n] = total[n] + g[b] * x[static_cast<std::size_t>(n) * width + b];
  for (int n = 0; n < N; ++n) deposit(sums, to + n, total[n]);
}
template <typename T>
void outer(const T* g, const T* x, int inputs, int width, const ExactSums& sums, int to) {
  int i = 0;
  for (; i + 4 <= inputs; i += 4)
    outerTile<4>(g, x + static_cast<std::size_t>(i) * width, width, sums, to + i);
  for (; i < inputs; ++i) outerTile<1>(g, x + static_cast<std::size_t>(i) * width, width, sums, to + i);
}

// The values that are normalised together: a unit's row of samples (batch norm), or for each lane a sample's
// column of units (layer norm).
struct NormGroup {
  int count, step;   // packs, that lie so far apart
  double size;       // values
  bool acrossLanes;  // both lanes belong together; of the last pack, those of `keep`
  PackMask keep;

  template <typename T>
  T mean(const T* x) const {
    T total = constant<T>(pack(0));
    for (int i = 0; i < count; ++i) total = total + x[i * step];
    return meanOf(total);
  }
  template <typename T>
  T meanProduct(const T* x, const T* y) const {
    T total = constant<T>(pack(0));
    for (int i = 0; i < count; ++i) total = total + x[i * step] * y[i * step];
    return meanOf(total);
  }
  template <typename T>
  void clearPadding(T* x) const {
    if (acrossLanes) x[(count - 1) * step] = select(keep, x[(count - 1) * step], constant<T>(pack(0)));
  }

 private:
  Pack meanOf(Pack total) const { return (acrossLanes ? pack(sum(total)) : total) / pack(size); }
  Dual meanOf(Dual total) const { return {meanOf(total.v), meanOf(total.d)}; }
};

template <typename T>
void normalizeGroup(const NormGroup& group, T* x, T& inverse) {
  group.clearPadding(x);
  const T mean = group.mean(x);
  for (int i = 0; i < group.count; ++i) x[i * group.step] = x[i * group.step] - mean;
  group.clearPadding(x);
  inverse = inverseRoot(group.meanProduct(x, x) + pack(kNormEpsilon));
  for (int i = 0; i < group.count; ++i) x[i * group.step] = x[i * group.step] * inverse;
}
// g: ∂/∂normalized in, ∂/∂linear out.
template <typename T>
void normalizeGroupBackward(const NormGroup& group, const T* normalized, const T& inverse, T* g) {
  const T mean = group.mean(g), along = group.meanProduct(g, normalized);
  for (int i = 0; i < group.count; ++i) {
    const int at = i * group.step;
    g[at] = inverse * (g[at] - mean - normalized[at] * along);
  }
  group.clearPadding(g);
}
// Calls f(group, index of its first pack, index of the group).
template <typename F>
void eachGroup(const Layer& layer, int samples, int width, F f) {
  const PackMask keep = pack(0) < pack(1, samples % kPackLanes ? 0 : 1);
  if (layer.norm == Norm::batch)
    for (int o = 0; o < layer.outputs; ++o)
      f(NormGroup{width, 1, static_cast<double>(samples), true, keep}, o * width, o);
  if (layer.norm == Norm::layer)
    for (int b = 0; b < width; ++b)
      f(NormGroup{layer.outputs, width, static_cast<double>(layer.outputs), false, keep}, b, b);
}

template <typename T>
void exactForward(const Layer& layer, const ExactPoint& p, const T* x, int samples, int width,
                  typename ExactTape<T>::Buffers& buf) {
  const std::size_t size = static_cast<std::size_t>(layer.outputs) * width;
  const bool norm = layer.norm != Norm::none;
  buf.output.resize(size), buf.slope.resize(size);
  buf.normalized.resize(norm ? size : 0), buf.inverse.resize(norm ? std::max(layer.outputs, width) : 0);

  T* linear = norm ? buf.normalized.data() : buf.output.data();
  for (int o = 0; o < layer.outputs; ++o)
    std::fill_n(linear + static_cast<std::size_t>(o) * width, width, parameter<T>(p, layer.bias + o));
  multiply(p, layer.weight, layer.inputs, 1, layer.outputs, layer.inputs, x, width, linear);
  eachGroup(layer, samples, width, [&](const NormGroup& group, int first, int index) {
    normalizeGroup(group, linear + first, buf.inverse[index]);
  });
  for (int o = 0; o < layer.outputs; ++o)
    for (int b = 0; b < width; ++b) {
      const std::size_t at = static_cast<std::size_t>(o) * width + b;
      const T z = norm ? linear[at] * parameter<T>(p, layer.scale + o) + parameter<T>(p, layer.shift + o)
                       : linear[at];
      const Response<T> r = respond(layer.activation, z);
      buf.slope[at] = r.slope;
      buf.output[at] = layer.hasSkip() ? x[at] + r.value * pack(layer.skip) : r.value;
    }
}

// g: ∂objective/∂output in, overwritten. dx: ∂objective/∂x, or null.
template <typename T>
void exactBackward(const Layer& layer, const ExactPoint& p, const T* x, int samples, int width,
                   const typename ExactTape<T>::Buffers& buf, T* g, T* dx, const ExactSums& sums) {
  const std::size_t size = static_cast<std::size_t>(layer.outputs) * width;
  if (dx && layer.hasSkip()) std::copy_n(g, size, dx);
  if (dx && !layer.hasSkip())
    std::fill_n(dx, static_cast<std::size_t>(layer.inputs) * width, constant<T>(pack(0)));
  for (std::size_t i = 0; i < size; ++i)
    g[i] = (layer.hasSkip() ? g[i] * pack(layer.skip) : g[i]) * buf.slope[i];

  for (int o = 0; o < layer.outputs && layer.norm != Norm::none; ++o) {
    T* row = g + static_cast<std::size_t>(o) * width;
    outerTile<1>(row, buf.normalized.data() + static_cast<std::size_t>(o) * width, width, sums,
                 layer.scale + o);
    depositRow(row, width, sums, layer.shift + o);
    for (int b = 0; b < width; ++b) row[b] = row[b] * parameter<T>(p, layer.scale + o);
  }
  eachGroup(layer, samples, width, [&](const NormGroup& group, int first, int index) {
    normalizeGroupBackward(group, buf.normalized.data() + first, buf.inverse[index], g + first);
  });

  for (int o = 0; o < layer.outputs; ++o) {
    const T* row = g + static_cast<std::size_t>(o) * width;
    outer(row, x, layer.inputs, width, sums, layer.weight + o * layer.inputs);
    depositRow(row, width, sums, layer.bias + o);
  }
  if (dx) multiply(p, layer.weight, 1, layer.inputs, layer.inputs, layer.outputs, g, width, dx);
}

}  // namespace lockstep
